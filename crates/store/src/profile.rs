//! How the profile of a user follows what an upstream says. Pure.

use vestibule_core::{identity::Profile, settings::ProfileSync};

use crate::User;

/// What is known about the address that an upstream sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address {
    /// Whether it counts as verified: the upstream says so, or owns the addresses that it names.
    pub verified: bool,
    /// Whether another user has it.
    pub taken: bool,
}

/// Brings `user` up to date with `profile`. What the upstream did not send stays.
///
/// An address that is the same on both sides becomes verified whatever the rule is, and never unverified: another
/// provider may have vouched for it. False when an address would have been taken over but belongs to another user.
pub(crate) fn follow(user: &mut User, profile: &Profile, sync: ProfileSync, address: Address) -> bool {
    for (here, sent) in [
        (&mut user.name, &profile.name),
        (&mut user.first_name, &profile.first_name),
        (&mut user.last_name, &profile.last_name),
        (&mut user.avatar_url, &profile.avatar_url),
    ] {
        if sent.is_some() && wants(sync, here.is_none()) {
            here.clone_from(sent);
        }
    }
    let Some(sent) = &profile.email else { return true };
    if user.email.as_ref() == Some(sent) {
        user.email_verified |= address.verified;
    } else if wants(sync, user.email.is_none()) {
        if address.taken {
            return false;
        }
        user.email = Some(sent.clone());
        user.email_verified = address.verified;
    }
    true
}

fn wants(sync: ProfileSync, empty: bool) -> bool {
    match sync {
        ProfileSync::FirstSignIn => false,
        ProfileSync::FillEmpty => empty,
        ProfileSync::EverySignIn => true,
    }
}

#[cfg(test)]
mod tests {
    use ProfileSync::{EverySignIn, FillEmpty, FirstSignIn};
    use uuid::Uuid;
    use vestibule_core::{clock::from_millis, email::EmailAddress, ids::UserId};

    use super::*;

    fn user(email: Option<&str>, email_verified: bool, name: Option<&str>) -> User {
        User {
            id: UserId(Uuid::from_u128(1)),
            email: email.map(|text| EmailAddress::parse(text).unwrap()),
            email_verified,
            username: "jane".into(),
            name: name.map(str::to_owned),
            first_name: Some("Jane".into()),
            last_name: None,
            avatar_url: None,
            groups: vec!["staff".into()],
            is_admin: true,
            disabled: false,
            created_at: from_millis(1),
            last_sign_in_at: None,
        }
    }

    fn sent(email: Option<&str>, name: Option<&str>) -> Profile {
        let email = email.map(|text| EmailAddress::parse(text).unwrap());
        Profile { email, name: name.map(str::to_owned), ..Profile::default() }
    }

    #[test]
    fn addresses() {
        const FREE: Address = Address { verified: false, taken: false };
        const VOUCHED: Address = Address { verified: true, taken: false };
        const TAKEN: Address = Address { verified: true, taken: true };
        let (a, b) = (Some("a@example.com"), Some("b@example.com"));
        #[rustfmt::skip]
        let cases = [
            // name, here, sent, rule, what is known, then here, followed
            ("nothing sent", (a, true), None, EverySignIn, VOUCHED, (a, true), true),
            ("filled", (None, false), b, FillEmpty, VOUCHED, (b, true), true),
            ("filled, not verified", (None, false), b, FillEmpty, FREE, (b, false), true),
            ("not filled twice", (a, true), b, FillEmpty, VOUCHED, (a, true), true),
            ("left alone", (None, false), b, FirstSignIn, VOUCHED, (None, false), true),
            ("replaced, and not verified any more", (a, true), b, EverySignIn, FREE, (b, false), true),
            ("another user's", (a, true), b, EverySignIn, TAKEN, (a, true), false),
            ("another user's, empty here", (None, false), b, FillEmpty, TAKEN, (None, false), false),
            ("becomes verified", (a, false), a, FillEmpty, VOUCHED, (a, true), true),
            ("becomes verified under every rule", (a, false), a, FirstSignIn, VOUCHED, (a, true), true),
            ("stays verified", (a, true), a, EverySignIn, FREE, (a, true), true),
            ("stays unverified", (a, false), a, EverySignIn, FREE, (a, false), true),
        ];
        for (name, (email, verified), profile, sync, address, expected, followed) in cases {
            let mut user = user(email, verified, None);
            assert_eq!(follow(&mut user, &sent(profile, None), sync, address), followed, "{name}");
            assert_eq!((user.email.as_ref().map(EmailAddress::as_str), user.email_verified), expected, "{name}");
        }
    }

    #[test]
    fn names() {
        #[rustfmt::skip]
        let cases = [
            ("filled", None, Some("J"), FillEmpty, Some("J")),
            ("not filled twice", Some("Old"), Some("New"), FillEmpty, Some("Old")),
            ("replaced", Some("Old"), Some("New"), EverySignIn, Some("New")),
            ("absent keeps", Some("Old"), None, EverySignIn, Some("Old")),
            ("left alone", None, Some("New"), FirstSignIn, None),
        ];
        for (name, here, there, sync, expected) in cases {
            let before = user(None, false, here);
            let mut after = before.clone();
            assert!(follow(&mut after, &sent(None, there), sync, Address { verified: true, taken: false }));
            assert_eq!(after, User { name: expected.map(str::to_owned), ..before }, "{name}");
        }
    }
}
