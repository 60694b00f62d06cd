//! The queues of webhooks.

use async_trait::async_trait;
use chrono::Duration;
use tokio::sync::watch;
use vestibule_core::{clock::Timestamp, event::EventPattern, ids::WebhookName};

use super::{
    SqlStore, audit,
    batch::Batch,
    rows::{corrupt, get, id_opt, later, read, time, time_opt},
    statement::{Statement, query},
    value::SqlRow,
};
use crate::{Delivery, StoreError, WEBHOOK_QUEUE, WebhookEvents, WebhookState, Webhooks};

#[async_trait]
impl Webhooks for SqlStore {
    async fn set_webhooks(&self, webhooks: &[WebhookEvents]) -> Result<(), StoreError> {
        if *self.webhooks.get() == *webhooks {
            return Ok(());
        }
        let mut batch = Batch::default();
        for webhook in webhooks {
            let events: Vec<_> = webhook.events.iter().map(ToString::to_string).collect();
            batch.push("insert into webhooks (name, events, held_until, attempts, next_attempt_at) values (");
            batch.push_bind(webhook.name.as_str()).push(", ").push_bind(serde_json::json!(events).to_string());
            batch.push(", 0, 0, 0) on conflict (name) do update set events = excluded.events").end();
        }
        for (table, column) in [("delete from webhooks", "name"), ("delete from webhook_events", "webhook")] {
            batch.push(table).push(" where not (false");
            for webhook in webhooks {
                batch.push(" or ").push(column).push(" = ").push_bind(webhook.name.as_str());
            }
            batch.push(")").end();
        }
        let transaction = self.begin().await?;
        batch.commit(transaction).await?;
        self.webhooks.set(webhooks);
        Ok(())
    }

    fn queued_events(&self) -> watch::Receiver<()> {
        self.webhooks.queued.subscribe()
    }

    async fn claim_delivery(
        &self,
        webhook: &WebhookName,
        node: &str,
        lease: Duration,
    ) -> Result<Option<Delivery>, StoreError> {
        let now = self.now();
        if self.next_delivery(webhook, node, now).await?.is_none() {
            return Ok(None);
        }
        let held = query(
            "update webhooks set held_by = $1, held_until = $2 \
             where name = $3 and (held_by = $1 or held_until <= $4) and next_attempt_at <= $4",
        )
        .bind(node)
        .bind(later(now, lease).timestamp_millis())
        .bind(webhook.as_str())
        .bind(now.timestamp_millis())
        .execute(&mut self.pools.writer().await?)
        .await?;
        // Whoever held it before may have sent what was next then.
        if held == 1 { self.next_delivery(webhook, node, now).await } else { Ok(None) }
    }

    async fn end_delivery(&self, webhook: &WebhookName, node: &str, seq: i64) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let held = query(
            "update webhooks set attempts = 0, next_attempt_at = 0, failing_since = null, failure = null \
             where name = $1 and held_by = $2",
        )
        .bind(webhook.as_str())
        .bind(node)
        .execute(&mut transaction)
        .await?;
        if held == 1 {
            query("delete from webhook_events where seq = $1").bind(seq).execute(&mut transaction).await?;
        }
        transaction.commit().await?;
        Ok(held == 1)
    }

    async fn delivery_failed(
        &self,
        webhook: &WebhookName,
        node: &str,
        failure: &str,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "update webhooks set attempts = attempts + 1, next_attempt_at = $1, failure = $2, \
             failing_since = coalesce(failing_since, $3) where name = $4 and held_by = $5",
        )
        .bind(next.timestamp_millis())
        .bind(failure)
        .bind(self.now().timestamp_millis())
        .bind(webhook.as_str())
        .bind(node)
        .execute(&mut self.pools.writer().await?)
        .await?;
        Ok(())
    }

    async fn bound_queue(&self, webhook: &WebhookName) -> Result<u64, StoreError> {
        let gone = query(
            "delete from webhook_events where webhook = $1 and seq <= ( \
             select seq from webhook_events where webhook = $1 order by seq desc limit 1 offset $2)",
        );
        Ok(gone.bind(webhook.as_str()).bind(WEBHOOK_QUEUE).execute(&mut self.pools.writer().await?).await?)
    }

    async fn release_webhooks(&self, node: &str) -> Result<(), StoreError> {
        let release = query("update webhooks set held_by = null, held_until = 0 where held_by = $1").bind(node);
        release.execute(&mut self.pools.writer().await?).await?;
        Ok(())
    }

    async fn list_webhooks(&self) -> Result<Vec<WebhookState>, StoreError> {
        let rows = query(
            "select name, attempts, failing_since, failure, \
             (select count(*) from webhook_events e where e.webhook = webhooks.name) as waiting \
             from webhooks order by name",
        )
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        rows.iter().map(state).collect()
    }
}

impl SqlStore {
    /// Queues events for those that the database knows, as a command has to that has no part in the configuration.
    pub(crate) async fn with_known_webhooks(self) -> Result<Self, StoreError> {
        let known = query("select name, events from webhooks order by name");
        let rows = known.fetch_all(&mut self.pools.reader().await?).await?;
        self.webhooks.set(&rows.iter().map(webhook).collect::<Result<Vec<_>, _>>()?);
        Ok(self)
    }

    /// The next event of a webhook, if this node may send it now.
    async fn next_delivery(
        &self,
        webhook: &WebhookName,
        node: &str,
        now: Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let mut next = Statement::new("select q.seq as place, q.queued_at, w.attempts, e.id as found, ");
        next.push(audit::COLUMNS).push(
            " from webhooks w join webhook_events q on q.webhook = w.name left join audit_events e on e.id = q.event_id \
             where w.name = $1 and w.next_attempt_at <= $2 and (w.held_by = $3 or w.held_until <= $2) \
             order by q.seq limit 1",
        );
        let next = next.bind(webhook.as_str()).bind(now.timestamp_millis()).bind(node);
        let row = next.fetch_optional(&mut self.pools.reader().await?).await?;
        row.as_ref().map(delivery).transpose()
    }
}

fn delivery(row: &SqlRow) -> Result<Delivery, StoreError> {
    let entry = id_opt(row, "found")?.map(|_| audit::event(row)).transpose()?;
    Ok(Delivery { seq: get(row, "place")?, queued_at: time(row, "queued_at")?, attempts: attempts(row)?, entry })
}

fn attempts(row: &SqlRow) -> Result<u32, StoreError> {
    Ok(u32::try_from(get::<i64>(row, "attempts")?).unwrap_or(u32::MAX))
}

fn name(row: &SqlRow) -> Result<WebhookName, StoreError> {
    read(row, "name", |text| text.parse().ok())
}

/// A pattern that a later version has written is none of ours.
fn webhook(row: &SqlRow) -> Result<WebhookEvents, StoreError> {
    let texts: Vec<String> = serde_json::from_str(get(row, "events")?).map_err(|error| corrupt("events", error))?;
    let events: Vec<EventPattern> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    Ok(WebhookEvents { name: name(row)?, events })
}

fn state(row: &SqlRow) -> Result<WebhookState, StoreError> {
    let failing = time_opt(row, "failing_since")?.zip(get::<Option<String>>(row, "failure")?);
    let waiting = get::<i64>(row, "waiting")?.unsigned_abs();
    Ok(WebhookState { name: name(row)?, waiting, attempts: attempts(row)?, failing })
}
