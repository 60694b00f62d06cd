//! Identities that belong to users.

use async_trait::async_trait;
use vestibule_core::{
    access::{LinkGrant, Rules},
    clock::Timestamp,
    code::ErrorCode,
    email::EmailAddress,
    identity::Identity,
    ids::{Issuer, LinkId, ProviderId, Ref, Subject, UserId},
};

use super::{
    SqlStore,
    admin_access::GuardedChange,
    batch::Batch,
    errors::lost_race,
    grants::push_release,
    locks::LockMode,
    rows::{get, id, json_list, provider_id, read, time, time_opt},
    session_end::{Ending, with_ended},
    statement::query,
    store::LIST_LIMIT,
    users,
    value::SqlRow,
};
use crate::{
    Actor, AuditEvent, ChangeOutcome, CompleteLink, EventKind, Link, LinkOutcome, Links, StoreError, UnlinkOutcome,
};

#[async_trait]
impl Links for SqlStore {
    async fn list_links(&self, user: UserId) -> Result<Vec<Link>, StoreError> {
        let found = query(
            "select id, user_id, provider, issuer, subject, email, created_at, last_used_at \
             from links where user_id = $1 order by created_at, id limit $2",
        )
        .bind(user.0)
        .bind(LIST_LIMIT)
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        found.iter().map(link).collect()
    }

    async fn complete_link(&self, link: &CompleteLink<'_>) -> Result<LinkOutcome, StoreError> {
        match self.try_link(link, LockMode::Shared).await {
            Err(error) if lost_race(&error) => self.try_link(link, LockMode::Exclusive).await,
            outcome => outcome,
        }
    }

    async fn unlink(
        &self,
        user: UserId,
        link: LinkId,
        rules: Rules<'_>,
        reference: &Ref,
    ) -> Result<Option<UnlinkOutcome>, StoreError> {
        let event = AuditEvent::new(EventKind::Unlink, reference.clone()).actor(Actor::User(user)).user(user);
        match self.delete_link(user, link, rules, &event).await? {
            ChangeOutcome::NotFound => Ok(None),
            ChangeOutcome::Done(sessions_ended) => Ok(Some(UnlinkOutcome::Unlinked { sessions_ended })),
            ChangeOutcome::Refused(code) => {
                let provider = self.list_links(user).await?.into_iter().find(|one| one.id == link);
                let event = event.provider(provider.map(|link| link.provider)).failed(code);
                self.commit_with(self.begin().await?, Batch::default(), &event).await?;
                Ok(Some(UnlinkOutcome::Refused(code)))
            }
        }
    }

    async fn delete_link(
        &self,
        user: UserId,
        link: LinkId,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<u64>, StoreError> {
        let mut guard = self.begin_guarded(rules).await?;
        let Some(removal) = Removal::find(&mut guard, (user, link), self.now()).await? else {
            return Ok(ChangeOutcome::NotFound);
        };
        if !removal.has_alternative {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        let ended = self.end_sessions(&mut guard.transaction, user, Ending::OfLink(link)).await?;
        let mut batch = Batch::default();
        batch.push("delete from links where id = ").push_bind(link.0).end();
        push_release(&mut batch, user);
        let detail = removal.loses_rights.then(|| "administrator rights revoked".to_owned());
        let event = event.clone().user(user).provider(removal.provider).detail(detail);
        self.push_event(&mut batch, self.now(), &with_ended(event, ended));
        batch.execute(&mut guard.transaction).await?;
        guard.commit(ended, &[user]).await
    }
}

/// A link that is to be removed, and what that means.
struct Removal {
    provider: ProviderId,
    /// Whether the user can sign in without it.
    has_alternative: bool,
    loses_rights: bool,
}

impl Removal {
    async fn find(
        guard: &mut GuardedChange<'_>,
        (user, link): (UserId, LinkId),
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(mut user) = users::find(&mut guard.transaction, user).await? else { return Ok(None) };
        let Some(at) = user.grants.iter().position(|grant| grant.link == link) else { return Ok(None) };
        let was_admin = user.access(guard.rules(), now).is_admin();
        let provider = user.grants.remove(at).provider;
        let after = user.access(guard.rules(), now);
        let has_alternative = user.has_password || after.has_usable_link();
        Ok(Some(Self { provider, has_alternative, loses_rights: was_admin && !after.is_admin() }))
    }
}

/// A new link.
pub(super) struct LinkRecord<'a> {
    pub user: UserId,
    pub identity: &'a Identity,
}

impl LinkRecord<'_> {
    /// Adds it to a batch, with what its provider grants.
    pub(super) fn push_new(&self, batch: &mut Batch, grant: &LinkGrant, now: Timestamp, used: Option<Timestamp>) {
        batch.push(
            "insert into links (id, user_id, provider, issuer, subject, email, email_folded, email_verified, \
             email_ceded, groups, admin, requirements, mapping, confirmed_at, created_at, last_used_at) values (",
        );
        batch
            .push_values([
                grant.link.0.into(),
                self.user.0.into(),
                grant.provider.as_str().into(),
                self.identity.issuer.as_str().into(),
                self.identity.subject.as_str().into(),
                grant.email.as_ref().map(EmailAddress::as_str).into(),
                grant.email.as_ref().map(EmailAddress::folded).into(),
                grant.email_verified.into(),
                grant.email_ceded.into(),
                json_list(&grant.groups).into(),
                grant.admin.as_str().into(),
                grant.checked.requirements.as_deref().into(),
                grant.checked.mapping.as_deref().into(),
                grant.confirmed_at.map(|at| at.timestamp_millis()).into(),
                now.timestamp_millis().into(),
                used.map(|at| at.timestamp_millis()).into(),
            ])
            .push(")")
            .end();
    }
}

fn link(row: &SqlRow) -> Result<Link, StoreError> {
    Ok(Link {
        id: LinkId(id(row, "id")?),
        user: UserId(id(row, "user_id")?),
        provider: read(row, "provider", provider_id)?,
        issuer: Issuer(get(row, "issuer")?),
        subject: read(row, "subject", Subject::parse)?,
        email: get(row, "email")?,
        created_at: time(row, "created_at")?,
        last_used_at: time_opt(row, "last_used_at")?,
    })
}
