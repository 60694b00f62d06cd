//! Adding an identity to the user of a session.

use vestibule_core::{code::ErrorCode, ids::LinkId};

use super::{
    SqlStore,
    batch::Batch,
    candidates::{self, Candidates},
    confirmation::{AddressFacts, Confirmation, Stored},
    connection::Transaction,
    locks::LockMode,
};
use crate::{
    Actor, AuditEvent, CompleteLink, EventKind, LinkOutcome, StoreError, User,
    profile::{self, Sent},
};

impl SqlStore {
    pub(super) async fn try_link(&self, link: &CompleteLink<'_>, lock: LockMode) -> Result<LinkOutcome, StoreError> {
        let now = self.now();
        let confirmed = &link.confirmed;
        let mut transaction = self.pools.begin(lock).await?;
        candidates::lock(&mut transaction, confirmed.provider, confirmed.identity, Some(link.user)).await?;
        let owner = super::users::find(&mut transaction, link.user).await?;
        let candidates = Candidates::load(&mut transaction, confirmed, now).await?;
        let linked = candidates.linked.as_ref().map(|linked| (linked.user.id, linked.link));
        let (mut batch, mut changed) = (Batch::default(), vec![link.user]);
        let (outcome, notes) = match (owner, linked) {
            // A user who was deleted meanwhile cannot sign in either.
            (None, _) => (LinkOutcome::Refused(ErrorCode::AccountDisabled), Vec::new()),
            (Some(user), _) if user.disabled => (LinkOutcome::Refused(ErrorCode::AccountDisabled), Vec::new()),
            (Some(user), Some((holder, _))) if holder != user.id => {
                (LinkOutcome::Refused(ErrorCode::IdentityInUse), Vec::new())
            }
            (Some(user), linked) => {
                let present = linked.and_then(|(_, link)| link);
                let address = AddressFacts::of(&candidates, user.id);
                let Stored { link: id, mut notes, losers, .. } =
                    self.add(&mut transaction, &mut batch, link, (user, present, address)).await?;
                changed.extend(losers);
                if present.is_some() {
                    notes.insert(0, "already linked");
                    (LinkOutcome::AlreadyLinked(id), notes)
                } else {
                    (LinkOutcome::Linked(id), notes)
                }
            }
        };
        let detail = (!notes.is_empty()).then(|| notes.join("; "));
        let (event, is_row) = match outcome {
            LinkOutcome::Refused(code) => {
                let event = event(link, detail).failed(code);
                let is_row = confirmed.refusals.admit(&event);
                (event, is_row)
            }
            LinkOutcome::Linked(_) | LinkOutcome::AlreadyLinked(_) => (event(link, detail), true),
        };
        if is_row {
            self.push_event(&mut batch, now, &event);
        }
        self.commit_batch(transaction, batch, changed).await?;
        Ok(outcome)
    }

    /// Adds what the upstream says about the person, as at a sign-in.
    async fn add(
        &self,
        transaction: &mut Transaction<'_>,
        batch: &mut Batch,
        link: &CompleteLink<'_>,
        (mut user, present, address): (User, Option<LinkId>, AddressFacts),
    ) -> Result<Stored, StoreError> {
        let confirmed = &link.confirmed;
        let before = user.clone();
        let sent = Sent { profile: &confirmed.identity.profile, by: confirmed.provider };
        profile::follow(&mut user, sent, confirmed.profile_sync);
        if user != before {
            super::users::push_profile(batch, &user);
        }
        let confirmation = Confirmation { confirmed, at: self.now(), is_sign_in: false, event: event(link, None) };
        self.confirm(transaction, batch, &confirmation, (user, present, address)).await
    }
}

fn event(link: &CompleteLink<'_>, detail: Option<String>) -> AuditEvent {
    AuditEvent::new(EventKind::Link, link.reference.clone())
        .actor(Actor::User(link.user))
        .user(link.user)
        .provider(link.confirmed.provider.clone())
        .address(link.address.map(str::to_owned))
        .detail(detail)
}
