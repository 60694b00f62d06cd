//! Adding an identity to the user of a session.

use vestibule_core::{clock::Timestamp, code::ErrorCode};

use super::{
    SqlStore,
    candidates::{self, Candidates},
    links::LinkRecord,
    locks::LockMode,
    statement::Batch,
};
use crate::{
    Actor, AuditEvent, CompleteLink, EventKind, LinkOutcome, StoreError, User,
    profile::{self, ADDRESS_TAKEN, Address, Sent},
};

impl SqlStore {
    pub(super) async fn try_link(&self, link: &CompleteLink<'_>, lock: LockMode) -> Result<LinkOutcome, StoreError> {
        let now = self.now();
        let mut transaction = self.pools.begin(lock).await?;
        candidates::lock(&mut transaction, link.provider, link.identity, Some(link.user)).await?;
        let owner = super::users::find(&mut transaction, link.user).await?;
        let candidates = Candidates::load(&mut transaction, link.provider, link.identity).await?;
        let linked = candidates.linked.as_ref().map(|linked| (linked.user.id, linked.link));
        let mut batch = Batch::default();
        let (outcome, detail) = match (owner, linked) {
            // A user who was deleted meanwhile cannot sign in either.
            (None, _) => (LinkOutcome::Refused(ErrorCode::AccountDisabled), None),
            (Some(user), _) if user.disabled => (LinkOutcome::Refused(ErrorCode::AccountDisabled), None),
            (Some(user), Some((holder, _))) if holder != user.id => {
                (LinkOutcome::Refused(ErrorCode::IdentityInUse), None)
            }
            (Some(user), Some((_, Some(id)))) => {
                let detail = self.push_addition(&mut batch, link, user, candidates);
                LinkRecord::of(link).push_use(&mut batch, id, None);
                (LinkOutcome::AlreadyLinked(id), Some(detail.unwrap_or("already linked")))
            }
            (Some(user), _) => {
                let detail = self.push_addition(&mut batch, link, user, candidates);
                let id = self.push_link(&mut batch, &LinkRecord::of(link), now, None);
                (LinkOutcome::Linked(id), detail)
            }
        };
        self.push_link_event(&mut batch, link, now, (outcome, detail));
        batch.execute(&mut transaction).await?;
        self.commit_changed(transaction, &[link.user]).await?;
        Ok(outcome)
    }

    /// Adds what the upstream says about the person to the profile. Groups stay those of the last sign-in.
    fn push_addition(
        &self,
        batch: &mut Batch,
        link: &CompleteLink<'_>,
        mut user: User,
        candidates: Candidates,
    ) -> Option<&'static str> {
        let profile = &link.identity.profile;
        let address = Address { verified: profile.email_verified, taken: candidates.address_taken(user.id) };
        let before = user.clone();
        let sent = Sent { profile, by: link.provider };
        let followed = profile::follow(&mut user, sent, link.profile_sync, address);
        if user != before {
            super::users::push_profile(batch, &user);
        }
        (!followed).then_some(ADDRESS_TAKEN)
    }

    fn push_link_event(
        &self,
        batch: &mut Batch,
        link: &CompleteLink<'_>,
        now: Timestamp,
        (outcome, detail): (LinkOutcome, Option<&str>),
    ) {
        let event = AuditEvent::new(EventKind::Link, link.reference.clone())
            .actor(Actor::User(link.user))
            .user(link.user)
            .provider(link.provider.clone())
            .address(link.address.map(str::to_owned))
            .detail(detail.map(str::to_owned));
        let event = match outcome {
            LinkOutcome::Refused(code) => event.failed(code),
            LinkOutcome::Linked(_) | LinkOutcome::AlreadyLinked(_) => event,
        };
        self.push_event(batch, now, &event);
    }
}
