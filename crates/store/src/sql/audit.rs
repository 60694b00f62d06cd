//! The audit log.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, Ref, TokenId, UserId},
};

use super::{
    SqlStore,
    connection::Connection,
    rows::{corrupt, get, id, id_opt, provider_id, read, read_opt, time},
    statement::{Batch, Statement, query},
    store::PAGE_LIMIT,
    value::SqlRow,
};
use crate::{Actor, Audit, AuditEntry, AuditEvent, AuditFilter, EventKind, Outcome, SignInCount, StoreError};

#[async_trait]
impl Audit for SqlStore {
    async fn record(&self, event: &AuditEvent) -> Result<AuditId, StoreError> {
        let mut batch = Batch::default();
        let id = self.push_event(&mut batch, self.now(), event);
        batch.execute(&mut self.pools.writer().await?).await?;
        Ok(id)
    }

    async fn list_audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError> {
        let mut query = Statement::new("select * from audit_events where true");
        if let Some(reference) = &filter.reference {
            query.push(" and reference = ").push_bind(reference.as_str());
        }
        if let Some(user) = filter.user {
            query.push(" and user_id = ").push_bind(user.0);
        }
        if let Some(provider) = &filter.provider {
            query.push(" and provider = ").push_bind(provider.as_str());
        }
        if let Some(kind) = filter.kind {
            query.push(" and event = ").push_bind(kind.as_str());
        }
        if let Some(outcome) = filter.outcome {
            query.push(" and outcome = ").push_bind(outcome.as_str());
        }
        if let Some(before) = filter.before {
            // Ids of one millisecond are in no order; the order of writing is.
            query.push(" and seq < (select seq from audit_events where id = ").push_bind(before.0).push(")");
        }
        query.push(" order by seq desc limit ").push_bind(filter.limit.clamp(1, PAGE_LIMIT));
        query.fetch_all(&mut self.pools.reader().await?).await?.iter().map(event).collect()
    }

    async fn count_sign_ins(&self, since: Timestamp) -> Result<Vec<SignInCount>, StoreError> {
        let rows = query(
            "select at / 86400000 as day, provider, outcome, count(*) as count from audit_events \
             where event = 'sign_in' and at >= $1 group by day, provider, outcome order by day, provider, outcome",
        )
        .bind(since.timestamp_millis())
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        let count = |row: &SqlRow| {
            Ok(SignInCount {
                day: get(row, "day")?,
                provider: read_opt(row, "provider", provider_id)?,
                outcome: read(row, "outcome", Outcome::parse)?,
                count: u64::try_from(get::<i64>(row, "count")?).unwrap_or(0),
            })
        };
        rows.iter().map(count).collect()
    }
}

impl SqlStore {
    /// Writes one event in a transaction.
    pub(super) async fn write_event(
        &self,
        connection: &mut dyn Connection,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        self.push_event(&mut batch, self.now(), event);
        Ok(batch.execute(connection).await?)
    }

    /// Adds one event to a batch.
    pub(super) fn push_event(&self, batch: &mut Batch, at: Timestamp, event: &AuditEvent) -> AuditId {
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
            .push_values([
                id.0.into(),
                at.timestamp_millis().into(),
                event.kind.as_str().into(),
                event.outcome.as_str().into(),
                event.code.map(ErrorCode::as_str).into(),
                event.reference.as_str().into(),
                event.provider.as_ref().map(|provider| provider.as_str()).into(),
                event.user.map(|user| user.0).into(),
                actor.into(),
                actor_id.into(),
                event.address.as_deref().into(),
                event.detail.as_deref().into(),
            ])
            .push(")")
            .end();
        id
    }
}

fn event(row: &SqlRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: AuditId(id(row, "id")?),
        at: time(row, "at")?,
        event: AuditEvent {
            kind: read(row, "event", EventKind::parse)?,
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

fn actor(row: &SqlRow) -> Result<Actor, StoreError> {
    match get(row, "actor")? {
        "anonymous" => Ok(Actor::Anonymous),
        "user" => Ok(Actor::User(UserId(id(row, "actor_id")?))),
        "token" => Ok(Actor::Token(TokenId(id(row, "actor_id")?))),
        "shell" => Ok(Actor::Shell),
        _ => Err(corrupt("actor", "not a value that we write")),
    }
}
