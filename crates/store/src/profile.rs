//! How the profile of a user follows what an upstream says. Pure.

use vestibule_core::{identity::Profile, ids::ProviderId, settings::ProfileSync};

use crate::{ProfileField, User, ValueOrigin};

/// What is known about the address that an upstream sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address {
    /// Whether it counts as verified: the upstream says so, or owns the addresses that it names.
    pub verified: bool,
    /// Whether another user has it.
    pub taken: bool,
}

/// What the audit log says when [`follow`] left an address alone.
pub(crate) const ADDRESS_TAKEN: &str = "address not updated: another user has it";

/// What an upstream says about a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub profile: &'a Profile,
    pub by: &'a ProviderId,
}

/// Brings `user` up to date with what was sent, and keeps where each value came from. What was not sent stays.
///
/// An address that is the same on both sides becomes verified whatever the rule is, and never unverified: another
/// provider may have vouched for it. False when an address would have been taken over but belongs to another user.
pub(crate) fn follow(user: &mut User, sent: Sent<'_>, sync: ProfileSync, address: Address) -> bool {
    let Sent { profile, by } = sent;
    for (field, here, there) in [
        (ProfileField::Name, &mut user.name, &profile.name),
        (ProfileField::FirstName, &mut user.first_name, &profile.first_name),
        (ProfileField::LastName, &mut user.last_name, &profile.last_name),
        (ProfileField::AvatarUrl, &mut user.avatar_url, &profile.avatar_url),
    ] {
        if there.is_none() {
            continue;
        }
        if wants(sync, here.is_none()) {
            here.clone_from(there);
            user.origins.insert(field, ValueOrigin::Provider(by.clone()));
        } else if here == there {
            // Written before origins were kept.
            user.origins.entry(field).or_insert_with(|| ValueOrigin::Provider(by.clone()));
        }
    }
    follow_address(user, sent, sync, address)
}

fn follow_address(user: &mut User, Sent { profile, by }: Sent<'_>, sync: ProfileSync, address: Address) -> bool {
    let Some(sent) = &profile.email else { return true };
    let origin = || ValueOrigin::Provider(by.clone());
    if user.email.as_ref() == Some(sent) {
        user.origins.entry(ProfileField::Email).or_insert_with(origin);
        if address.verified {
            user.email_verified = true;
            user.origins.entry(ProfileField::EmailVerified).or_insert_with(origin);
        }
    } else if wants(sync, user.email.is_none()) {
        if address.taken {
            return false;
        }
        user.email = Some(sent.clone());
        user.email_verified = address.verified;
        user.origins.insert(ProfileField::Email, origin());
        user.origins.remove(&ProfileField::EmailVerified);
        if address.verified {
            user.origins.insert(ProfileField::EmailVerified, origin());
        }
    }
    true
}

/// Groups are those of the last sign-in by which any were sent, whatever the rule is.
pub(crate) fn follow_groups(user: &mut User, Sent { profile, by }: Sent<'_>) {
    if let Some(groups) = &profile.groups {
        user.groups.clone_from(groups);
        user.origins.insert(ProfileField::Groups, ValueOrigin::Provider(by.clone()));
    }
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
    use crate::ValueOrigins;

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
            origins: ValueOrigins::from([(ProfileField::Email, ValueOrigin::Local)]),
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
            let profile = sent(profile, None);
            let by = "pocketid".parse().unwrap();
            assert_eq!(follow(&mut user, Sent { profile: &profile, by: &by }, sync, address), followed, "{name}");
            assert_eq!((user.email.as_ref().map(EmailAddress::as_str), user.email_verified), expected, "{name}");
        }
    }

    #[test]
    fn names() {
        let there: ProviderId = "pocketid".parse().unwrap();
        let by = Some(ValueOrigin::Provider(there.clone()));
        #[rustfmt::skip]
        let cases = [
            ("filled", None, Some("J"), FillEmpty, Some("J"), by.clone()),
            ("not filled twice", Some("Old"), Some("New"), FillEmpty, Some("Old"), None),
            ("the same, of unknown origin", Some("Old"), Some("Old"), FillEmpty, Some("Old"), by.clone()),
            ("replaced", Some("Old"), Some("New"), EverySignIn, Some("New"), by),
            ("absent keeps", Some("Old"), None, EverySignIn, Some("Old"), None),
            ("left alone", None, Some("New"), FirstSignIn, None, None),
        ];
        for (name, here, sent_name, sync, expected, origin) in cases {
            let before = user(None, false, here);
            let mut after = before.clone();
            let profile = sent(None, sent_name);
            let address = Address { verified: true, taken: false };
            assert!(follow(&mut after, Sent { profile: &profile, by: &there }, sync, address));
            let mut expected = User { name: expected.map(str::to_owned), ..before };
            expected.origins.extend(origin.map(|origin| (ProfileField::Name, origin)));
            assert_eq!(after, expected, "{name}");
        }
    }

    /// Who vouches for an address need not be who named it; a new address takes its own voucher along.
    #[test]
    fn origins_of_an_address() {
        let (a, b) = (Some("a@example.com"), Some("b@example.com"));
        let (first, second): (ProviderId, ProviderId) = ("first".parse().unwrap(), "second".parse().unwrap());
        let of = |id: &ProviderId| Some(ValueOrigin::Provider(id.clone()));
        let mut user = user(a, false, None);
        let mut say = |by: &ProviderId, email: Option<&str>, verified: bool| {
            let profile = sent(email, None);
            follow(&mut user, Sent { profile: &profile, by }, EverySignIn, Address { verified, taken: false });
            let of = |field| user.origins.get(&field).cloned();
            (of(ProfileField::Email), of(ProfileField::EmailVerified))
        };
        assert_eq!(say(&first, a, false), (Some(ValueOrigin::Local), None));
        assert_eq!(say(&first, a, true), (Some(ValueOrigin::Local), of(&first)));
        assert_eq!(say(&second, a, true), (Some(ValueOrigin::Local), of(&first)), "it was verified already");
        assert_eq!(say(&second, b, false), (of(&second), None));
        assert_eq!(say(&second, b, true), (of(&second), of(&second)));
    }
}
