//! The comparison of everybody with what they may have.

use std::collections::{BTreeMap, BTreeSet};

use vestibule_core::{access::Access, ids::UserId};
use vestibule_store::UserFilter;

use crate::{model::SessionModel, upstreams::all, world::World};

impl World {
    /// Whoever may be signed in is, and nobody else.
    pub(crate) async fn end(&mut self) {
        for session in self.model.sessions.clone() {
            assert_eq!(self.is_live(&session).await, self.model.is_live(&session), "{session:?}");
        }
    }

    /// Compares everybody with what they may have.
    pub(crate) async fn compare(&mut self) {
        let step = self.number;
        let rules = self.providers();
        let everybody = self.store.list_users(&UserFilter { limit: 200, ..UserFilter::default() }).await.unwrap();
        let there: BTreeSet<UserId> = everybody.iter().map(|user| user.id).collect();
        assert_eq!(there, self.model.people.keys().copied().collect(), "step {step}: who is there");
        let (mut held, mut admins) = (BTreeMap::new(), BTreeSet::new());
        let mut shown = Vec::new();
        for user in &everybody {
            let (id, access) = (user.id, user.access(all(&rules), self.model.now));
            let model = &self.model;
            let first = self.model.names.get(&user.username).copied().unwrap_or(id);
            assert_eq!(first, id, "step {step}: the name {} is somebody else's", user.username);
            let found: BTreeSet<String> = access.group_names().map(str::to_owned).collect();
            assert_eq!(found, model.groups(id), "step {step}: groups of {id}");
            let found: BTreeSet<String> = access.admin.iter().map(ToString::to_string).collect();
            assert_eq!(found, model.admin(id), "step {step}: rights of {id}");
            let may = model.verified(id);
            for address in &access.verified {
                assert!(may.contains(address.folded()), "step {step}: nobody says that {address} is {id}'s");
                let other = held.insert(address.folded().to_owned(), id);
                assert!(other.is_none_or(|other| other == id), "step {step}: {address} is two people's");
            }
            for address in may.iter().filter(|address| self.held.get(*address) == Some(&id)) {
                assert!(held.get(address) == Some(&id), "step {step}: {id} has lost {address}");
            }
            if access.is_admin() {
                admins.insert(id);
            }
            if let Some(email) = access.email {
                let said = if email.verified { &may } else { &model.claimed(id) };
                assert!(said.contains(email.address.folded()), "step {step}: nobody says that {id} has {email:?}");
                shown.push((email.address.folded().to_owned(), id));
            }
            self.model.names.insert(user.username.clone(), id);
        }
        for (address, id) in shown {
            let holder = held.get(&address).copied().unwrap_or(id);
            assert_eq!(holder, id, "step {step}: {address} is shown for two people");
        }
        (self.held, self.admins) = (held, admins);
        for session in self.model.sessions.clone().iter().filter(|session| !self.model.is_live(session)) {
            assert!(!self.is_live(session).await, "step {step}: {session:?} goes on");
        }
    }

    async fn is_live(&self, session: &SessionModel) -> bool {
        let Some(found) = self.store.find_session(&session.token).await.unwrap() else { return false };
        let rules = self.providers();
        found.session.counts(&found.user.access(all(&rules), self.model.now))
    }

    pub(crate) async fn access(&self, user: UserId) -> Access {
        let rules = self.providers();
        self.store.find_user(user).await.unwrap().unwrap().access(all(&rules), self.model.now)
    }
}
