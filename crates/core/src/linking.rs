//! To which local user an identity belongs: one pure function and its table of cases.
//!
//! ```text
//! link of (provider, issuer, subject) exists? ── yes ─▶ its user ── disabled? ─▶ account_disabled
//!        │ no                                                    └─ no ──────▶ sign in
//!        ▼
//! a user has this address verified? ── no ─▶ auto_register? ── yes ─▶ create   └─ no ─▶ registration_closed
//!        │ yes
//!        ▼
//! may `linking` link it without asking? ── yes ─▶ link, sign in          └─ no ─▶ account_exists
//! ```

use crate::{code::ErrorCode, identity::Profile, ids::UserId, settings::Linking};

/// What is known about the identity and the local users when a person comes back from an upstream.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The profile that the upstream sent.
    pub profile: &'a Profile,
    /// The provider's rule.
    pub linking: Linking,
    /// Whether new people get an account.
    pub auto_register: bool,
    /// The user to whom (provider, issuer, subject) is linked.
    pub linked: Option<Known>,
    /// The user who has the profile's address verified now. An unverified address reserves nothing.
    pub same_email: Option<SameEmail>,
}

/// A local user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub user: UserId,
    /// Whether the account is disabled.
    pub disabled: bool,
}

/// A local user with the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SameEmail {
    /// Who.
    pub known: Known,
    /// Whether the user has administrator rights or a password.
    pub guarded: bool,
    /// Whether another subject of the same provider is linked to that user already.
    pub has_subject_of_provider: bool,
}

/// What to do with the identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Sign in as the linked user.
    SignIn(UserId),
    /// Link to this user, then sign in.
    Link(UserId),
    /// Create a user with a link.
    Create,
    /// Refuse with this code; nothing is written about users.
    Refuse(ErrorCode),
}

/// Decides. Pure and total; the caller holds the transaction in which the facts were read and the decision is applied.
pub fn decide(facts: &Facts<'_>) -> Decision {
    if let Some(linked) = facts.linked {
        return if linked.disabled {
            Decision::Refuse(ErrorCode::AccountDisabled)
        } else {
            Decision::SignIn(linked.user)
        };
    }
    match facts.same_email {
        None if facts.auto_register => Decision::Create,
        None => Decision::Refuse(ErrorCode::RegistrationClosed),
        Some(same) if may_link(facts, &same) => {
            if same.known.disabled {
                Decision::Refuse(ErrorCode::AccountDisabled)
            } else {
                Decision::Link(same.known.user)
            }
        }
        Some(_) => Decision::Refuse(ErrorCode::AccountExists),
    }
}

/// A second subject of the same provider never takes over a user: the address was recycled, or is not what it seems.
/// Nor does any address bring somebody to administrator rights or past a password: they sign in the way they know first.
fn may_link(facts: &Facts<'_>, same: &SameEmail) -> bool {
    let proven_upstream = match facts.linking {
        Linking::VerifiedEmail => facts.profile.email_verified,
        Linking::TrustedEmail => true,
        Linking::Ask | Linking::Never => false,
    };
    proven_upstream && !same.guarded && !same.has_subject_of_provider
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::email::EmailAddress;

    const ALICE: UserId = UserId(Uuid::from_u128(1));

    fn profile(verified: bool) -> Profile {
        Profile {
            email: Some(EmailAddress::parse("alice@example.com").unwrap()),
            email_verified: verified,
            ..Profile::default()
        }
    }

    fn known(disabled: bool) -> Known {
        Known { user: ALICE, disabled }
    }

    fn same(disabled: bool, guarded: bool, has_subject_of_provider: bool) -> SameEmail {
        SameEmail { known: known(disabled), guarded, has_subject_of_provider }
    }

    #[test]
    fn table() {
        use Decision::{Create, Link, Refuse, SignIn};
        use ErrorCode::{AccountDisabled, AccountExists, RegistrationClosed};
        use Linking::{Ask, Never, TrustedEmail, VerifiedEmail};
        let usable = Some(same(false, false, false));
        #[rustfmt::skip]
        let cases = [
            // name, upstream verified, linking, register, linked, same address, decision
            ("a link signs in, whatever the rest says", false, Never, false, Some(known(false)), usable, SignIn(ALICE)),
            ("AC-12 a disabled user stays out", true, VerifiedEmail, true, Some(known(true)), None, Refuse(AccountDisabled)),
            ("a new person", false, VerifiedEmail, true, None, None, Create),
            ("AC-14 a new person, closed", true, VerifiedEmail, false, None, None, Refuse(RegistrationClosed)),
            ("verified on both sides", true, VerifiedEmail, true, None, usable, Link(ALICE)),
            ("linking is not registration", true, VerifiedEmail, false, None, usable, Link(ALICE)),
            ("AC-01 not verified upstream", false, VerifiedEmail, true, None, usable, Refuse(AccountExists)),
            ("ID-08 rights or a password here", true, VerifiedEmail, true, None, Some(same(false, true, false)), Refuse(AccountExists)),
            ("AC-04 a second subject", true, VerifiedEmail, true, None, Some(same(false, false, true)), Refuse(AccountExists)),
            ("a trusted provider's address", false, TrustedEmail, true, None, usable, Link(ALICE)),
            ("ID-08 trusted, rights or a password here", false, TrustedEmail, true, None, Some(same(false, true, false)), Refuse(AccountExists)),
            ("trusted, second subject", true, TrustedEmail, true, None, Some(same(false, false, true)), Refuse(AccountExists)),
            ("AC-03 ask first", true, Ask, true, None, usable, Refuse(AccountExists)),
            ("never", true, Never, true, None, usable, Refuse(AccountExists)),
            ("never, but a new person", true, Never, true, None, None, Create),
            ("a disabled user is not linked", true, VerifiedEmail, true, None, Some(same(true, false, false)), Refuse(AccountDisabled)),
            ("a disabled account is not disclosed to others", false, VerifiedEmail, true, None, Some(same(true, false, false)), Refuse(AccountExists)),
        ];
        for (name, verified, linking, auto_register, linked, same_email, decision) in cases {
            let facts = Facts { profile: &profile(verified), linking, auto_register, linked, same_email };
            assert_eq!(decide(&facts), decision, "{name}");
        }
    }
}
