//! How the profile of a user follows what an upstream says. Pure.

use vestibule_core::{identity::Profile, ids::ProviderId, settings::ProfileSync};

use crate::{ProfileField, User, ValueOrigin};

/// What an upstream says about a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub profile: &'a Profile,
    pub by: &'a ProviderId,
}

/// Brings `user` up to date with what was sent, and keeps where each value came from. What was not sent stays.
pub(crate) fn follow(user: &mut User, sent: Sent<'_>, sync: ProfileSync) {
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
    use vestibule_core::{access::Local, clock::from_millis, ids::UserId};

    use super::*;
    use crate::ValueOrigins;

    fn user(name: Option<&str>) -> User {
        User {
            id: UserId(Uuid::from_u128(1)),
            local: Local { email: None, is_admin: true },
            grants: Vec::new(),
            has_password: true,
            username: "jane".into(),
            name: name.map(str::to_owned),
            first_name: Some("Jane".into()),
            last_name: None,
            avatar_url: None,
            origins: ValueOrigins::from([(ProfileField::FirstName, ValueOrigin::Local)]),
            application_id: None,
            disabled: false,
            created_at: from_millis(1),
            last_sign_in_at: None,
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
            let before = user(here);
            let mut after = before.clone();
            let profile = Profile { name: sent_name.map(str::to_owned), ..Profile::default() };
            follow(&mut after, Sent { profile: &profile, by: &there }, sync);
            let mut expected = User { name: expected.map(str::to_owned), ..before };
            expected.origins.extend(origin.map(|origin| (ProfileField::Name, origin)));
            assert_eq!(after, expected, "{name}");
        }
    }
}
