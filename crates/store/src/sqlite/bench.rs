//! SQLite on the bench of the conformance suite.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use sqlx::SqlitePool;
use vestibule_core::ids::{ProviderId, UserId};

use super::rows::{blob, get};
use crate::{
    OpenError, Store, StoreError, StoreOptions,
    conformance::{Backdoor, Backend, Bench, Parts, Rows},
};

/// SQLite, as the conformance suite opens it.
pub struct SqliteBackend {
    /// Where files go, each under a new name; `None`: in memory.
    pub folder: Option<PathBuf>,
}

#[async_trait]
impl Backend for SqliteBackend {
    async fn fresh(&self, name: &str, parts: Parts) -> Result<Bench, OpenError> {
        let url = match &self.folder {
            Some(_) => format!("sqlite:{name}.db"),
            None => "sqlite::memory:".to_owned(),
        };
        let Parts { keys, clock, random } = parts;
        let base = self.folder.clone().unwrap_or_default();
        let store = Arc::new(super::open(StoreOptions { url, base, keys, clock, random }).await?);
        let backdoor = Arc::new(SqliteBackdoor(store.writer.clone()));
        Ok(Bench { store: store as Arc<dyn Store>, backdoor })
    }
}

struct SqliteBackdoor(SqlitePool);

#[async_trait]
impl Backdoor for SqliteBackdoor {
    async fn set_disabled(&self, user: UserId, disabled: bool) -> Result<(), StoreError> {
        sqlx::query("update users set disabled = $1 where id = $2")
            .bind(disabled)
            .bind(blob(user.0))
            .execute(&self.0)
            .await?;
        Ok(())
    }

    async fn count_rows(&self) -> Result<Rows, StoreError> {
        let row = sqlx::query(
            "select (select count(*) from users) as users, (select count(*) from links) as links, \
             (select count(*) from sessions) as sessions, (select count(*) from admin_grants) as grants, \
             (select count(*) from audit_events) as events",
        )
        .fetch_one(&self.0)
        .await?;
        let count = |column| get(&row, column);
        Ok(Rows {
            users: count("users")?,
            links: count("links")?,
            sessions: count("sessions")?,
            grants: count("grants")?,
            events: count("events")?,
        })
    }

    async fn count_orphans(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "select (select count(*) from pragma_foreign_key_check) + (select count(*) from users u \
             where u.password_hash is null and not exists (select 1 from links l where l.user_id = u.id))",
        )
        .fetch_one(&self.0)
        .await?)
    }

    async fn hold_writes(&self) -> Result<Box<dyn Send>, StoreError> {
        // Other processes cannot write either; giving the transaction up ends it.
        Ok(Box::new(self.0.begin_with("begin exclusive").await?))
    }

    async fn find_damage(&self) -> Result<Vec<String>, StoreError> {
        let mut findings: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(&self.0).await?;
        findings.retain(|finding| finding != "ok");
        Ok(findings)
    }

    async fn move_secret(&self, from: (&ProviderId, &str), to: (&ProviderId, &str)) -> Result<(), StoreError> {
        sqlx::query(
            "insert into provider_secrets (provider, name, sealed) \
             select $3, $4, sealed from provider_secrets where provider = $1 and name = $2 \
             on conflict (provider, name) do update set sealed = excluded.sealed",
        )
        .bind(from.0.as_str())
        .bind(from.1)
        .bind(to.0.as_str())
        .bind(to.1)
        .execute(&self.0)
        .await?;
        Ok(())
    }

    async fn damage_secrets(&self, provider: &ProviderId) -> Result<(), StoreError> {
        let rows = sqlx::query("select name, sealed from provider_secrets where provider = $1")
            .bind(provider.as_str())
            .fetch_all(&self.0)
            .await?;
        for row in &rows {
            let (name, mut sealed): (String, Vec<u8>) = (get(row, "name")?, get(row, "sealed")?);
            if let Some(last) = sealed.last_mut() {
                *last ^= 1;
            }
            sqlx::query("update provider_secrets set sealed = $1 where provider = $2 and name = $3")
                .bind(sealed)
                .bind(provider.as_str())
                .bind(name)
                .execute(&self.0)
                .await?;
        }
        Ok(())
    }

    async fn pretend_newer(&self) -> Result<(), StoreError> {
        sqlx::query(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
             select max(version) + 1, 'of a newer program', true, x'00', 0 from _sqlx_migrations",
        )
        .execute(&self.0)
        .await?;
        Ok(())
    }
}
