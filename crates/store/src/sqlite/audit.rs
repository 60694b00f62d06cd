//! The audit log.

use async_trait::async_trait;
use sqlx::{QueryBuilder, Row as _, sqlite::SqliteRow};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, Ref, TokenId, UserId},
};

use super::{
    Batch, SqliteStore,
    rows::{blob, corrupt, get, id, id_opt, provider_id, read, read_opt, time},
};
use crate::{Actor, Audit, AuditEvent, AuditFilter, EventKind, NewAuditEvent, Outcome, SignInCount, StoreError};

#[async_trait]
impl Audit for SqliteStore {
    async fn record(&self, event: &NewAuditEvent) -> Result<AuditId, StoreError> {
        let mut batch = Batch::default();
        let id = self.push_event(&mut batch, self.now(), event);
        batch.build().execute(&self.writer).await?;
        Ok(id)
    }

    async fn list_audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEvent>, StoreError> {
        let mut query = QueryBuilder::new("select * from audit_events where true");
        if let Some(reference) = &filter.reference {
            query.push(" and reference = ").push_bind(reference.as_str());
        }
        if let Some(user) = filter.user {
            query.push(" and user_id = ").push_bind(blob(user.0));
        }
        if let Some(provider) = &filter.provider {
            query.push(" and provider = ").push_bind(provider.as_str());
        }
        if let Some(event) = filter.event {
            query.push(" and event = ").push_bind(event.as_str());
        }
        if let Some(outcome) = filter.outcome {
            query.push(" and outcome = ").push_bind(outcome.as_str());
        }
        if let Some(before) = filter.before {
            // Ids of one millisecond are in no order; the order of writing is.
            query.push(" and seq < (select seq from audit_events where id = ").push_bind(blob(before.0)).push(")");
        }
        query.push(" order by seq desc limit ").push_bind(filter.limit.clamp(1, super::PAGE_LIMIT));
        query.build().fetch_all(&self.reader).await?.iter().map(event).collect()
    }

    async fn count_sign_ins(&self, since: Timestamp) -> Result<Vec<SignInCount>, StoreError> {
        let rows = sqlx::query(
            "select at / 86400000 as day, provider, outcome, count(*) as count from audit_events \
             where event = 'sign_in' and at >= $1 group by day, provider, outcome order by day, provider, outcome",
        )
        .bind(since.timestamp_millis())
        .fetch_all(&self.reader)
        .await?;
        let count = |row: &SqliteRow| {
            Ok(SignInCount {
                day: row.try_get("day")?,
                provider: read_opt(row, "provider", provider_id)?,
                outcome: read(row, "outcome", Outcome::parse)?,
                count: u64::try_from(row.try_get::<i64, _>("count")?).unwrap_or(0),
            })
        };
        rows.iter().map(count).collect()
    }
}

impl SqliteStore {
    /// Adds one event to a batch.
    pub(super) fn push_event(&self, batch: &mut Batch, at: Timestamp, event: &NewAuditEvent) -> AuditId {
        let id = AuditId::generate(self.clock.as_ref(), self.random.as_ref());
        let (actor, actor_id) = match event.actor {
            Actor::Anonymous => ("anonymous", None),
            Actor::User(UserId(id)) => ("user", Some(id)),
            Actor::Token(TokenId(id)) => ("token", Some(id)),
            Actor::Shell => ("shell", None),
        };
        batch.push(
            "insert into audit_events (id, at, event, outcome, code, reference, provider, user_id, actor, actor_id, \
             address, detail) values (",
        );
        batch
            .separated(", ")
            .push_bind(blob(id.0))
            .push_bind(at.timestamp_millis())
            .push_bind(event.event.as_str())
            .push_bind(event.outcome.as_str())
            .push_bind(event.code.map(ErrorCode::as_str))
            .push_bind(event.reference.as_str())
            .push_bind(event.provider.as_ref().map(|provider| provider.as_str()))
            .push_bind(event.user.map(|user| blob(user.0)))
            .push_bind(actor)
            .push_bind(actor_id.map(blob))
            .push_bind(event.address.as_deref())
            .push_bind(event.detail.as_deref())
            .push_unseparated("); ");
        id
    }
}

fn event(row: &SqliteRow) -> Result<AuditEvent, StoreError> {
    Ok(AuditEvent {
        id: AuditId(id(row, "id")?),
        at: time(row, "at")?,
        event: NewAuditEvent {
            event: read(row, "event", EventKind::parse)?,
            outcome: read(row, "outcome", Outcome::parse)?,
            code: read_opt(row, "code", ErrorCode::parse)?,
            reference: read(row, "reference", Ref::parse)?,
            provider: read_opt(row, "provider", provider_id)?,
            user: id_opt(row, "user_id")?.map(UserId),
            actor: actor(row)?,
            address: get(row, "address")?,
            detail: get(row, "detail")?,
        },
    })
}

fn actor(row: &SqliteRow) -> Result<Actor, StoreError> {
    match row.try_get("actor")? {
        "anonymous" => Ok(Actor::Anonymous),
        "user" => Ok(Actor::User(UserId(id(row, "actor_id")?))),
        "token" => Ok(Actor::Token(TokenId(id(row, "actor_id")?))),
        "shell" => Ok(Actor::Shell),
        _ => Err(corrupt("actor", "not a value that we write")),
    }
}
