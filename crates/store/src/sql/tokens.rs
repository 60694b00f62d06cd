//! API tokens.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{clock::Timestamp, ids::TokenId};

use super::{
    SqlStore,
    batch::Batch,
    rows::{get, id, time, time_opt},
    statement::query,
    store::LIST_LIMIT,
    value::SqlRow,
};
use crate::{Actor, ApiToken, AuditEvent, EventKind, NewApiToken, StoreError, Tokens};

/// Precision of `last_used_at`: a script that calls every second writes once a minute.
const USE_PRECISION: Duration = Duration::minutes(1);

#[async_trait]
impl Tokens for SqlStore {
    async fn create_token(&self, token: &NewApiToken) -> Result<ApiToken, StoreError> {
        let now = self.now();
        let created = ApiToken {
            id: TokenId::generate(self.clock.as_ref(), self.random.as_ref()),
            name: token.name.clone(),
            created_at: now,
            expires_at: token.expires_at.map(|at| super::rows::later(at, Duration::zero())),
            last_used_at: None,
        };
        let event = AuditEvent::new(EventKind::TokenCreated, token.reference.clone())
            .actor(Actor::Shell)
            .detail(format!("token {} named {}", created.id, created.name));
        let mut batch = Batch::default();
        batch.push("insert into api_tokens (id, name, hash, created_at, expires_at) values (");
        batch
            .push_values([
                created.id.0.into(),
                token.name.as_str().into(),
                (&token.hash).into(),
                now.timestamp_millis().into(),
                created.expires_at.map(|at| at.timestamp_millis()).into(),
            ])
            .push(")")
            .end();
        self.push_event(&mut batch, now, &event);
        let mut transaction = self.begin().await?;
        batch.execute(&mut transaction).await.map_err(|error| match error.into() {
            StoreError::Conflict(_) => StoreError::Conflict("an API token with this name"),
            other => other,
        })?;
        transaction.commit().await?;
        Ok(created)
    }

    async fn find_token(&self, hash: &[u8; 32]) -> Result<Option<ApiToken>, StoreError> {
        let now = self.now();
        let row = query(
            "select id, name, created_at, expires_at, last_used_at from api_tokens \
             where hash = $1 and (expires_at is null or expires_at > $2)",
        )
        .bind(&hash[..])
        .bind(now.timestamp_millis())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        let Some(mut token) = row.as_ref().map(token).transpose()? else { return Ok(None) };
        if token.last_used_at.is_none_or(|used| now - used >= USE_PRECISION) {
            // A full disk must not lock out the administrator who is about to fix it.
            match self.record_use(token.id, now).await {
                Ok(()) => token.last_used_at = Some(now),
                Err(error) => tracing::warn!(token = %token.id, %error, "the use of an API token was not recorded"),
            }
        }
        Ok(Some(token))
    }

    async fn list_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let rows = query(
            "select id, name, created_at, expires_at, last_used_at from api_tokens order by created_at, id limit $1",
        )
        .bind(LIST_LIMIT)
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        rows.iter().map(token).collect()
    }

    async fn delete_token(&self, token: TokenId, event: &AuditEvent) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let row = query("delete from api_tokens where id = $1 returning name")
            .bind(token.0)
            .fetch_optional(&mut transaction)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let name: String = get(&row, "name")?;
        let event = event.clone().detail(format!("token {token} named {name}"));
        self.commit_with(transaction, Batch::default(), &event).await?;
        Ok(true)
    }
}

impl SqlStore {
    async fn record_use(&self, token: TokenId, now: Timestamp) -> Result<(), StoreError> {
        query("update api_tokens set last_used_at = $1 where id = $2")
            .bind(now.timestamp_millis())
            .bind(token.0)
            .execute(&mut self.pools.writer().await?)
            .await?;
        Ok(())
    }
}

fn token(row: &SqlRow) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: TokenId(id(row, "id")?),
        name: get(row, "name")?,
        created_at: time(row, "created_at")?,
        expires_at: time_opt(row, "expires_at")?,
        last_used_at: time_opt(row, "last_used_at")?,
    })
}
