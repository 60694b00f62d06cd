//! What administrators do, to providers and to people, and people to their links.

use vestibule_core::{
    code::ErrorCode,
    ids::{LinkId, ProviderId, UserId},
};
use vestibule_store::{
    ChangeOutcome, Drops, ProviderDeletion, Reset, ResetOutcome, StoreError, UnlinkOutcome, UserChange,
};

use crate::{
    model::{Key, Person},
    steps::{Act, Change, ProviderRules},
    upstreams::{STORED, all, stored},
    world::World,
};

impl World {
    pub(crate) async fn unlink(&mut self, user: UserId, key: Key, by_administrator: bool) {
        let links = self.store.list_links(user).await.unwrap();
        let link =
            links.iter().find(|link| (link.provider.as_str(), link.issuer.as_str(), link.subject.as_str()) == key);
        let (id, rules): (LinkId, _) = (link.unwrap().id, self.providers());
        let done = match by_administrator {
            true => match self.store.delete_link(user, id, all(&rules), &self.event()).await.unwrap() {
                ChangeOutcome::Done(_) => true,
                ChangeOutcome::Refused(_) => false,
                ChangeOutcome::NotFound => panic!("a link is not found"),
            },
            false => match self.store.unlink(user, id, all(&rules), &self.reference()).await.unwrap().unwrap() {
                UnlinkOutcome::Unlinked { .. } => true,
                UnlinkOutcome::Refused(_) => false,
            },
        };
        let mut others = self.model.keys_of(user).into_iter().filter(|other| *other != key);
        let alternative = self.model.people[&user].password || others.any(|other| self.model.is_usable(&other));
        assert_eq!(done, alternative, "a link goes when the person can come in without it");
        if done {
            self.model.identities.remove(&key);
            self.model.end_sessions(|session| session.by == key);
        }
    }

    /// Looks at everybody under the new rules at once, and again when what they end is withdrawn.
    pub(crate) async fn change(&mut self, id: &'static str, change: &Change) {
        let (before, old) = (self.model.providers.get(id).copied(), self.providers());
        let after = ProviderRules::after(id, before, change);
        if before == after {
            return;
        }
        let event = self.event();
        if id == STORED {
            let name: ProviderId = id.parse().unwrap();
            match after {
                None => {
                    let deletion = ProviderDeletion { id: &name, revision: None, force: true };
                    let done = self.store.delete_provider(deletion, all(&old), &event).await.unwrap();
                    assert!(matches!(done, ChangeOutcome::Done(())), "{done:?}");
                }
                Some(rules) if before.is_none() => {
                    self.store.create_provider(&stored(rules), &event).await.unwrap();
                }
                Some(rules) => {
                    let revision = self.store.find_provider(&name).await.unwrap().unwrap().revision;
                    let done = self.store.update_provider(&stored(rules), revision, all(&old), &event).await.unwrap();
                    assert!(matches!(done, ChangeOutcome::Done(_)), "{done:?}");
                }
            }
        }
        match after {
            Some(rules) => self.model.providers.insert(id, rules),
            None => self.model.providers.remove(id),
        };
        self.compare().await;
        let now = self.providers();
        self.store.withdraw_grants(all(&now)).await.unwrap();
        self.model.withdraw(id);
    }

    pub(crate) async fn act(&mut self, user: UserId, act: &Act) {
        let (rules, event) = (self.providers(), self.event());
        if matches!(act, Act::Delete) {
            let done = self.store.delete_user(user, all(&rules), &event).await.unwrap();
            assert!(matches!(done, ChangeOutcome::Done(_)), "{done:?}");
            self.model.people.remove(&user);
            self.model.identities.retain(|_, identity| identity.owner != user);
            return self.model.end_sessions(|session| session.user == user);
        }
        let mut change = UserChange::default();
        match act {
            Act::Disable => change.disabled = Some(true),
            Act::Enable => change.disabled = Some(false),
            Act::Grant => change.is_admin = Some(true),
            Act::Revoke => change.is_admin = Some(false),
            Act::Rename(name) => change.username = Some((*name).to_owned()),
            Act::Delete => {}
        }
        match self.store.change_user(user, change, all(&rules), &event).await.unwrap() {
            ChangeOutcome::Done(_) => {}
            ChangeOutcome::Refused(ErrorCode::UsernameTaken) => {
                let Act::Rename(name) = act else { panic!("only a name can be taken") };
                return assert_ne!(self.model.names.get(*name).unwrap_or(&user), &user, "a name of one's own");
            }
            other => panic!("{other:?}"),
        }
        let person = self.model.people.get_mut(&user).unwrap();
        match act {
            Act::Disable => person.disabled = true,
            Act::Enable => person.disabled = false,
            Act::Grant => person.admin = true,
            Act::Revoke => {
                if !self.model.admin(user).is_empty() {
                    self.model.end_sessions(|session| session.user == user);
                }
                self.model.revoke(user);
            }
            Act::Rename(_) | Act::Delete => {}
        }
        if matches!(act, Act::Disable) {
            self.model.end_sessions(|session| session.user == user);
        }
    }

    pub(crate) async fn create_administrator(&mut self, address: &str) {
        let rules = self.providers();
        let made = self.store.create_administrator(&self.administrator(address), all(&rules)).await;
        let holder = self.held.get(&address.to_lowercase());
        match made {
            Ok(user) => {
                assert_eq!(holder, None, "two people have one address");
                assert!(self.model.ids.insert(user.id), "an id is given twice");
                let email = Some(address.to_lowercase());
                self.model.people.insert(user.id, Person { admin: true, email, password: true, disabled: false });
            }
            Err(StoreError::Conflict(_)) => assert!(holder.is_some(), "nobody has the address, and it is refused"),
            Err(error) => panic!("{error}"),
        }
    }

    /// From the shell, for an address that somebody has.
    pub(crate) async fn reset(&mut self, address: &str) {
        let Some(&holder) = self.held.get(&address.to_lowercase()) else { return };
        let reset = Reset { administrator: self.administrator(address), user: None, drops: Drops::default() };
        let rules = self.providers();
        let ResetOutcome::Done(done) = self.store.reset_administrator(&reset, all(&rules)).await.unwrap() else {
            panic!("the holder of an address is not found");
        };
        assert_eq!(done.changed.user.id, holder, "somebody else's password is reset");
        let email = Some(address.to_lowercase());
        self.model.people.insert(holder, Person { admin: true, email, password: true, disabled: false });
        self.model.end_sessions(|session| session.user == holder);
    }
}
