//! The audit log.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, Ref, TokenId, UserId},
};

use super::{
    SqlStore,
    batch::Batch,
    connection::Connection,
    rows::{corrupt, get, id, id_opt, provider_id, read, read_opt, time},
    statement::Statement,
    store::PAGE_LIMIT,
    value::SqlRow,
};
use crate::{Actor, Audit, AuditEntry, AuditEvent, AuditFilter, EventKind, Outcome, SignInCount, StoreError};

#[async_trait]
impl Audit for SqlStore {
    async fn record(&self, event: &AuditEvent) -> Result<AuditId, StoreError> {
        let mut batch = Batch::default();
        let id = self.push_event(&mut batch, self.now(), event);
        match batch.is_single() {
            true => batch.execute(&mut self.pools.writer().await?).await?,
            false => {
                batch.commit(self.begin().await?).await?;
            }
        }
        Ok(id)
    }

    async fn list_audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError> {
        let mut query = Statement::default();
        push_search(&mut query, filter);
        query.fetch_all(&mut self.pools.reader().await?).await?.iter().map(event).collect()
    }

    async fn count_audit(&self, filter: &AuditFilter, most: u32) -> Result<u64, StoreError> {
        let mut query = Statement::new("select count(*) from (select 1 from audit_events e where true");
        push_conditions(&mut query, filter);
        query.push(" limit ").push_bind(most).push(") found");
        let count: i64 = query.fetch_only(&mut self.pools.reader().await?).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn count_sign_ins(&self, starts: &[Timestamp]) -> Result<Vec<SignInCount>, StoreError> {
        let [first, ends @ ..] = starts else { return Ok(Vec::new()) };
        let Some(last) = ends.last() else { return Ok(Vec::new()) };
        // The days of a time zone are not all of one length.
        let mut query = Statement::new("select case");
        for (day, end) in (0_i64..).zip(ends) {
            query.push(" when at < ").push_bind(end.timestamp_millis()).push(" then ").push_bind(day);
        }
        query.push(" end as day, provider, outcome, count(*) as count from audit_events where event = 'sign_in'");
        query.push(" and at >= ").push_bind(first.timestamp_millis());
        query.push(" and at < ").push_bind(last.timestamp_millis());
        query.push(" group by 1, 2, 3 order by 1, 2, 3");
        let rows = query.fetch_all(&mut self.pools.reader().await?).await?;
        let count = |row: &SqlRow| {
            Ok(SignInCount {
                day: usize::try_from(get::<i64>(row, "day")?).unwrap_or(0),
                provider: read_opt(row, "provider", provider_id)?,
                outcome: read(row, "outcome", Outcome::parse)?,
                count: u64::try_from(get::<i64>(row, "count")?).unwrap_or(0),
            })
        };
        rows.iter().map(count).collect()
    }
}

/// What [`event`] reads.
pub(super) const COLUMNS: &str = "e.id, e.at, e.event, e.outcome, e.code, e.reference, e.provider, e.user_id, e.actor, e.actor_id, e.address, e.detail";

/// The statement that finds the newest or the oldest events. Each combination of conditions has an index, or would find most
/// events.
fn push_search(query: &mut Statement, filter: &AuditFilter) {
    query.push("select ").push(COLUMNS).push(" from audit_events e where true");
    push_conditions(query, filter);
    // Ids of one millisecond are in no order; the order of writing is.
    if let Some(before) = filter.before {
        query.push(" and seq < (select seq from audit_events where id = ").push_bind(before.0).push(")");
    }
    if let Some(after) = filter.after {
        query.push(" and seq > (select seq from audit_events where id = ").push_bind(after.0).push(")");
    }
    query.push(if filter.oldest_first { " order by seq limit " } else { " order by seq desc limit " });
    query.push_bind(filter.limit.clamp(1, PAGE_LIMIT));
}

/// What narrows a list of events.
fn push_conditions(query: &mut Statement, filter: &AuditFilter) {
    if let Some(reference) = &filter.reference {
        query.push(" and reference = ").push_bind(reference.as_str());
    }
    if let Some(user) = filter.user {
        query.push(" and user_id = ").push_bind(user.0);
    }
    if let Some(provider) = &filter.provider {
        query.push(" and provider = ").push_bind(provider.as_str());
    }
    if filter.without_provider {
        query.push(" and provider is null");
    }
    if let Some(kind) = filter.kind {
        query.push(" and event = ").push_bind(kind.as_str());
    }
    if let Some(outcome) = filter.outcome {
        // Not bound: the indexes of failures are for a condition that is written out.
        query.push(match outcome {
            Outcome::Ok => " and outcome = 'ok'",
            Outcome::Failed => " and outcome = 'failed'",
        });
    }
    if let Some(address) = &filter.address {
        query.push(" and address = ").push_bind(address.as_str());
    }
    if let Some(since) = filter.since {
        query.push(" and at >= ").push_bind(since.timestamp_millis());
    }
    if let Some(until) = filter.until {
        query.push(" and at < ").push_bind(until.timestamp_millis());
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
            Actor::Server => ("server", None),
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
        self.webhooks.push(batch, (id, at), event);
        id
    }
}

#[cfg(test)]
impl SqlStore {
    /// How SQLite would look for these events.
    pub(crate) async fn plan_of_search(&self, filter: &AuditFilter) -> Vec<String> {
        let mut query = Statement::new("explain query plan ");
        push_search(&mut query, filter);
        let rows = query.fetch_all(&mut self.pools.reader().await.unwrap()).await.unwrap();
        rows.iter().map(|row| get::<&str>(row, "detail").unwrap().to_owned()).collect()
    }
}

pub(super) fn event(row: &SqlRow) -> Result<AuditEntry, StoreError> {
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
        "server" => Ok(Actor::Server),
        _ => Err(corrupt("actor", "not a value that we write")),
    }
}
