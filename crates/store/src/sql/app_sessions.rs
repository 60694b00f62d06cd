//! Which apps are notified that a session has ended. The trigger of the migration makes a row due.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    clock::Timestamp,
    ids::{SessionId, UserId},
};

use super::{
    SqlStore,
    batch::Batch,
    rows::{corrupt, get, id, later},
    statement::{Statement, query, query_per_dialect},
    value::SqlRow,
};
use crate::{AppSessions, AuditEvent, EndedAppSession, StoreError};

#[async_trait]
impl AppSessions for SqlStore {
    async fn take_ended_app_sessions(&self, most: u32, hold: Duration) -> Result<Vec<EndedAppSession>, StoreError> {
        let now = self.now();
        // Mostly there is nothing, and reading waits for nobody.
        let any = query("select exists (select 1 from app_sessions where due_at <= $1)").bind(now.timestamp_millis());
        if !any.fetch_only::<bool>(&mut self.pools.reader().await?).await? {
            return Ok(Vec::new());
        }
        let rows = query_per_dialect(
            "update app_sessions set due_at = $1, attempts = attempts + 1 where (session_id, app) in ( \
                 select session_id, app from app_sessions where due_at <= $2 order by due_at limit $3) \
             returning session_id, app, user_id, subject, attempts",
            "update app_sessions set due_at = $1, attempts = attempts + 1 where (session_id, app) in ( \
                 select session_id, app from app_sessions where due_at <= $2 order by due_at limit $3 \
                 for update skip locked) \
             returning session_id, app, user_id, subject, attempts",
        )
        .bind(later(now, hold).timestamp_millis())
        .bind(now.timestamp_millis())
        .bind(most)
        .fetch_all(&mut self.pools.writer().await?)
        .await?;
        rows.iter().map(ended).collect()
    }

    async fn retry_app_session(&self, ended: &EndedAppSession, at: Timestamp) -> Result<(), StoreError> {
        query("update app_sessions set due_at = $1 where session_id = $2 and app = $3")
            .bind(at.timestamp_millis())
            .bind(ended.session.0)
            .bind(ended.app.as_str())
            .execute(&mut self.pools.writer().await?)
            .await?;
        Ok(())
    }

    async fn forget_app_session(&self, ended: &EndedAppSession, event: Option<&AuditEvent>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.push("delete from app_sessions where session_id = ").push_bind(ended.session.0);
        batch.push(" and app = ").push_bind(ended.app.as_str()).end();
        if let Some(event) = event {
            self.push_event(&mut batch, self.now(), event);
        }
        let transaction = self.begin().await?;
        batch.commit(transaction).await.map(drop)
    }

    async fn wait_for_ended_sessions(&self) {
        self.changes.wait().await;
    }
}

/// What an expired session leaves is deleted with it: not to come back is not to sign out.
pub(super) fn old_app_sessions() -> Statement {
    query(
        "delete from app_sessions where (session_id, app) in (select a.session_id, a.app from app_sessions a \
         join sessions s on s.id = a.session_id where s.idle_expires_at <= $1 and not exists ( \
         select 1 from app_grants g where g.session_id = s.id and g.offline and g.expires_at > $1) limit $2)",
    )
}

fn ended(row: &SqlRow) -> Result<EndedAppSession, StoreError> {
    let attempts: i64 = get(row, "attempts")?;
    Ok(EndedAppSession {
        session: SessionId(id(row, "session_id")?),
        app: get::<String>(row, "app")?.parse().map_err(|error| corrupt("app", error))?,
        user: UserId(id(row, "user_id")?),
        subject: get(row, "subject")?,
        attempts: u32::try_from(attempts).map_err(|error| corrupt("attempts", error))?,
    })
}
