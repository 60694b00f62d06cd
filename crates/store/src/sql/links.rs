//! Identities that belong to users.

use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    identity::Identity,
    ids::{Issuer, LinkId, ProviderId, Ref, Subject, UserId},
};

use super::{
    Batch, LIST_LIMIT, SqlStore,
    admin_grants::{self, Revocation},
    connection::Connection,
    rows::{get, id, provider_id, read, time, time_opt},
    statement::query,
    value::Row,
};
use crate::{Actor, AuditEvent, CompleteLink, EventKind, Link, StoreError, UnlinkOutcome};

/// An identity and whose it is.
pub(super) struct LinkRecord<'a> {
    pub user: UserId,
    pub provider: &'a ProviderId,
    pub identity: &'a Identity,
}

impl<'a> LinkRecord<'a> {
    pub(super) fn of(link: &CompleteLink<'a>) -> Self {
        Self { user: link.user, provider: link.provider, identity: link.identity }
    }

    /// Adds to a batch that the link was seen again, at `used` if that was a sign-in.
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

    pub(super) async fn links_of(&self, user: UserId) -> Result<Vec<Link>, StoreError> {
        let found = query("select * from links where user_id = $1 order by created_at, id limit $2")
            .bind(user.0)
            .bind(LIST_LIMIT)
            .fetch_all(&mut self.pools.reader().await?)
            .await?;
        found.iter().map(link).collect()
    }

    pub(super) async fn try_unlink(
        &self,
        user: UserId,
        link: LinkId,
        reference: &Ref,
    ) -> Result<Option<UnlinkOutcome>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin_alone().await?;
        let Some(owned) = find_owned(&mut transaction, user, link).await? else { return Ok(None) };
        let event = AuditEvent::new(EventKind::Unlink, reference.clone())
            .actor(Actor::User(user))
            .user(user)
            .provider(owned.provider.clone());
        let (outcome, event) = if owned.has_other_way {
            let rights = owned.delete(&mut transaction).await?;
            (UnlinkOutcome::Unlinked, event.detail(rights.map(|rights| rights.note().to_owned())))
        } else {
            (UnlinkOutcome::Refused(ErrorCode::LastWayIn), event.failed(ErrorCode::LastWayIn))
        };
        let mut batch = Batch::default();
        self.push_event(&mut batch, now, &event);
        batch.execute(&mut transaction).await?;
        transaction.commit().await?;
        Ok(Some(outcome))
    }
}

/// A link that is to go, and what goes with it.
pub(super) struct OwnedLink {
    id: LinkId,
    user: UserId,
    pub provider: ProviderId,
    /// A password, or another link.
    pub has_other_way: bool,
    loses_rights: bool,
}

/// The link of that id, if it is this user's.
pub(super) async fn find_owned(
    connection: &mut dyn Connection,
    user: UserId,
    link: LinkId,
) -> Result<Option<OwnedLink>, StoreError> {
    let found = query(
        "select l.provider, u.password_hash is not null or exists ( \
             select 1 from links o where o.user_id = u.id and o.id <> l.id) as has_other_way, \
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
        has_other_way: get(&row, "has_other_way")?,
        loses_rights: get(&row, "loses_rights")?,
    }))
}

impl OwnedLink {
    /// Deletes the link, and tells what became of the rights that its provider granted if it was the last one of it.
    pub(super) async fn delete(&self, connection: &mut dyn Connection) -> Result<Option<Revocation>, StoreError> {
        query("delete from links where id = $1").bind(self.id.0).execute(&mut *connection).await?;
        if !self.loses_rights {
            return Ok(None);
        }
        let origin = admin_grants::of_provider(&self.provider);
        admin_grants::revoke(connection, self.user, &origin).await.map(Some)
    }
}

fn link(row: &Row) -> Result<Link, StoreError> {
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
