//! Identities that belong to users.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    identity::Identity,
    ids::{Issuer, LinkId, ProviderId, Ref, Subject, UserId},
};

use super::{
    SqlStore, admin_grants,
    connection::Connection,
    errors::lost_race,
    locks::LockMode,
    rows::{get, id, provider_id, read, time, time_opt},
    session_end::{Ending, with_ended},
    statement::{Batch, query},
    store::LIST_LIMIT,
    value::SqlRow,
};
use crate::{
    Actor, AuditEvent, ChangeOutcome, CompleteLink, ConfiguredProviders, EventKind, Link, LinkOutcome, Links,
    StoreError, UnlinkOutcome,
};

#[async_trait]
impl Links for SqlStore {
    async fn list_links(&self, user: UserId) -> Result<Vec<Link>, StoreError> {
        let found = query("select * from links where user_id = $1 order by created_at, id limit $2")
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

    async fn unlink(&self, user: UserId, link: LinkId, reference: &Ref) -> Result<Option<UnlinkOutcome>, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        let Some(owned) = find_owned(&mut transaction, user, link).await? else { return Ok(None) };
        let event = AuditEvent::new(EventKind::Unlink, reference.clone())
            .actor(Actor::User(user))
            .user(user)
            .provider(owned.provider.clone());
        let (outcome, event) = if owned.has_alternative {
            let sessions_ended = self.end_sessions(&mut transaction, user, owned.sessions()).await?;
            let event = event.detail(owned.delete(&mut transaction).await?);
            (UnlinkOutcome::Unlinked { sessions_ended }, with_ended(event, sessions_ended))
        } else {
            (UnlinkOutcome::Refused(ErrorCode::LastWayIn), event.failed(ErrorCode::LastWayIn))
        };
        self.commit_changed_with(transaction, Batch::default(), &event, &[user]).await?;
        Ok(Some(outcome))
    }

    async fn delete_link(
        &self,
        user: UserId,
        link: LinkId,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<u64>, StoreError> {
        let mut guard = self.begin_guarded(configured).await?;
        let Some(owned) = find_owned(&mut guard.transaction, user, link).await? else {
            return Ok(ChangeOutcome::NotFound);
        };
        if !owned.has_alternative {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        let ended = self.end_sessions(&mut guard.transaction, user, owned.sessions()).await?;
        let detail = owned.delete(&mut guard.transaction).await?;
        let event = event.clone().user(user).provider(owned.provider).detail(detail);
        self.write_event(&mut guard.transaction, &with_ended(event, ended)).await?;
        guard.commit(ended, &[user]).await
    }
}

/// An identity and its user.
pub(super) struct LinkRecord<'a> {
    pub user: UserId,
    pub provider: &'a ProviderId,
    pub identity: &'a Identity,
}

impl<'a> LinkRecord<'a> {
    pub(super) fn of(link: &CompleteLink<'a>) -> Self {
        Self { user: link.user, provider: link.provider, identity: link.identity }
    }

    /// Adds a use of the link to a batch, at `used` if that was a sign-in.
    pub(super) fn push_use(&self, batch: &mut Batch, link: LinkId, used: Option<Timestamp>) {
        let email = self.identity.profile.email.as_ref().map(|email| email.as_str());
        batch.push("update links set email = coalesce(").push_bind(email);
        batch.push(", email), last_used_at = coalesce(").push_bind(used.map(|at| at.timestamp_millis()));
        batch.push(", last_used_at) where id = ").push_bind(link.0).end();
    }
}

impl SqlStore {
    /// Adds a new link to a batch.
    pub(super) fn push_link(
        &self,
        batch: &mut Batch,
        record: &LinkRecord<'_>,
        now: Timestamp,
        used: Option<Timestamp>,
    ) -> LinkId {
        let id = LinkId::generate(self.clock.as_ref(), self.random.as_ref());
        batch.push(
            "insert into links (id, user_id, provider, issuer, subject, email, created_at, last_used_at) values (",
        );
        batch
            .push_values([
                id.0.into(),
                record.user.0.into(),
                record.provider.as_str().into(),
                record.identity.issuer.as_str().into(),
                record.identity.subject.as_str().into(),
                record.identity.profile.email.as_ref().map(|email| email.as_str()).into(),
                now.timestamp_millis().into(),
                used.map(|at| at.timestamp_millis()).into(),
            ])
            .push(")")
            .end();
        id
    }
}

/// A link of a user, and what its removal means.
struct OwnedLink {
    id: LinkId,
    user: UserId,
    provider: ProviderId,
    issuer: Issuer,
    subject: Subject,
    /// Whether the user has a password or another link.
    has_alternative: bool,
    loses_rights: bool,
}

/// The link of that id, if it is this user's.
async fn find_owned(
    connection: &mut dyn Connection,
    user: UserId,
    link: LinkId,
) -> Result<Option<OwnedLink>, StoreError> {
    let found = query(
        "select l.provider, l.issuer, l.subject, u.password_hash is not null or exists ( \
             select 1 from links o where o.user_id = u.id and o.id <> l.id) as has_alternative, \
         exists (select 1 from admin_grants g where g.user_id = u.id and g.origin = 'provider:' || l.provider) \
             and not exists (select 1 from links o \
                 where o.user_id = u.id and o.provider = l.provider and o.id <> l.id) as loses_rights \
         from links l join users u on u.id = l.user_id where l.id = $1 and l.user_id = $2",
    )
    .bind(link.0)
    .bind(user.0)
    .fetch_optional(connection)
    .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(OwnedLink {
        id: link,
        user,
        provider: read(&row, "provider", provider_id)?,
        issuer: Issuer(get(&row, "issuer")?),
        subject: read(&row, "subject", Subject::parse)?,
        has_alternative: get(&row, "has_alternative")?,
        loses_rights: get(&row, "loses_rights")?,
    }))
}

impl OwnedLink {
    fn sessions(&self) -> Ending<'_> {
        Ending::OfIdentity(&self.provider, &self.issuer, &self.subject)
    }

    /// Deletes the link, and with the last one of its provider the rights that the provider granted. Returns what the
    /// audit event says about these.
    async fn delete(&self, connection: &mut dyn Connection) -> Result<Option<String>, StoreError> {
        query("delete from links where id = $1").bind(self.id.0).execute(&mut *connection).await?;
        if !self.loses_rights {
            return Ok(None);
        }
        let origin = admin_grants::of_provider(&self.provider);
        let revocation = admin_grants::revoke(connection, self.user, &origin).await?;
        Ok(Some(revocation.note().to_owned()))
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
