//! Whose address it is that an administrator types at the shell: one pure function and its table of cases.
//!
//! ```text
//! --user-id names a user? ── yes ─▶ somebody else holds the address? ── yes ─▶ HeldBy   └─ no ─▶ User
//!        │ no
//!        ▼
//! somebody holds it? ── yes ─▶ User
//!        │ no
//!        ▼
//! somebody claims it? ── yes ─▶ Unverified                └─ no ─▶ Nobody
//! ```
//! Anybody can claim an address at some provider, so a claim gives nobody a password or rights, and keeps nobody from
//! getting them.

use crate::ids::UserId;

/// A user whom an address is said to belong to, by whomever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub user: UserId,
    /// Whether it counts as verified now ([`crate::access::Access::holds`]).
    pub holds: bool,
}

/// Whom an address means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressOwner {
    /// This user.
    User(UserId),
    /// Nobody says that it is theirs.
    Nobody,
    /// Only users whose address nobody has verified.
    Unverified(Vec<UserId>),
    /// A user was named, and another one has the address verified.
    HeldBy(UserId),
}

/// Decides. Whoever has the address reserved comes first among `claims`; `named` is the user of `--user-id`.
pub fn owner(claims: &[Claim], named: Option<UserId>) -> AddressOwner {
    let holder = claims.iter().find(|claim| claim.holds).map(|claim| claim.user);
    match (named, holder) {
        (Some(named), Some(holder)) if holder != named => AddressOwner::HeldBy(holder),
        (Some(user), _) | (None, Some(user)) => AddressOwner::User(user),
        (None, None) if claims.is_empty() => AddressOwner::Nobody,
        (None, None) => AddressOwner::Unverified(claims.iter().map(|claim| claim.user).collect()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ALICE: UserId = UserId(Uuid::from_u128(1));
    const CLAIMANT: UserId = UserId(Uuid::from_u128(2));

    /// AD-09.
    #[test]
    fn table() {
        use AddressOwner::{HeldBy, Nobody, Unverified, User};
        let holds = Claim { user: ALICE, holds: true };
        let claims = Claim { user: CLAIMANT, holds: false };
        #[rustfmt::skip]
        let cases = [
            ("nobody says that it is theirs", vec![], None, Nobody),
            ("its holder", vec![holds], None, User(ALICE)),
            ("a claim is no right", vec![claims], None, Unverified(vec![CLAIMANT])),
            ("a claim takes nothing from the holder", vec![claims, holds], None, User(ALICE)),
            ("who claims it, by their id", vec![claims], Some(CLAIMANT), User(CLAIMANT)),
            ("somebody who never claimed it, by their id", vec![], Some(ALICE), User(ALICE)),
            ("its holder, by their id", vec![holds, claims], Some(ALICE), User(ALICE)),
            ("an id does not take an address from its holder", vec![holds, claims], Some(CLAIMANT), HeldBy(ALICE)),
        ];
        for (name, claims, named, expected) in cases {
            assert_eq!(owner(&claims, named), expected, "{name}");
        }
    }
}
