//! Direct access to a database, past the traits, for the conformance suite.

use async_trait::async_trait;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use uuid::Uuid;
use vestibule_core::ids::{ProviderId, SessionId, UserId};

use super::{
    connection::Pools,
    decrypted_secrets::place,
    rechecks::refresh_token_place,
    schema::KEY_CHECK_PLACE,
    sealed_documents::place as document_place,
    session_start::id_token_place,
    statement::{query, query_per_dialect},
    value::get,
};
use crate::{
    StoreError,
    conformance::{RowCounts, Seal, TestAccess},
};

pub(crate) struct SqlTestAccess(pub(crate) Pools);

/// The sealed columns of sessions: how they are read, how they are written, and the place of each value.
type SessionToken = (&'static str, &'static str, fn(SessionId) -> String);
const SESSION_TOKENS: [SessionToken; 2] = [
    (
        "select id, id_token_sealed as sealed from sessions where id_token_sealed is not null",
        "update sessions set id_token_sealed = $1 where id = $2",
        id_token_place,
    ),
    (
        "select id, refresh_token_sealed as sealed from sessions where refresh_token_sealed is not null",
        "update sessions set refresh_token_sealed = $1 where id = $2",
        refresh_token_place,
    ),
];

/// Blocks writes until it is dropped.
enum WriteHold {
    Sqlite(#[expect(dead_code, reason = "released when dropped")] sqlx::Transaction<'static, Sqlite>),
    Postgres(#[expect(dead_code, reason = "released when dropped")] sqlx::Transaction<'static, Postgres>),
}

#[async_trait]
impl TestAccess for SqlTestAccess {
    async fn set_disabled(&self, user: UserId, disabled: bool) -> Result<(), StoreError> {
        query("update users set disabled = $1 where id = $2")
            .bind(disabled)
            .bind(user.0)
            .execute(&mut self.0.writer().await?)
            .await?;
        Ok(())
    }

    async fn count_rows(&self) -> Result<RowCounts, StoreError> {
        let row = query(
            "select (select count(*) from users) as users, (select count(*) from links) as links, \
             (select count(*) from sessions) as sessions, (select count(*) from admin_grants) as grants, \
             (select count(*) from app_grants) + (select count(*) from app_tokens) + \
             (select count(*) from app_consents) + (select count(*) from app_sessions) + \
             (select count(*) from device_requests) as of_apps, (select count(*) from audit_events) as events",
        )
        .fetch_one(&mut self.0.writer().await?)
        .await?;
        let count = |column| get(&row, column);
        Ok(RowCounts {
            users: count("users")?,
            links: count("links")?,
            sessions: count("sessions")?,
            grants: count("grants")?,
            of_apps: count("of_apps")?,
            events: count("events")?,
        })
    }

    async fn count_orphans(&self) -> Result<i64, StoreError> {
        Ok(query_per_dialect(
            "select (select count(*) from pragma_foreign_key_check) + (select count(*) from users u \
             where u.password_hash is null and not exists (select 1 from links l where l.user_id = u.id))",
            "select count(*) from users u \
             where u.password_hash is null and not exists (select 1 from links l where l.user_id = u.id)",
        )
        .fetch_only(&mut self.0.writer().await?)
        .await?)
    }

    async fn list_app_notifications(&self) -> Result<Vec<(String, i64, i64)>, StoreError> {
        let rows = query("select app, attempts, due_at from app_sessions where due_at is not null order by app")
            .fetch_all(&mut self.0.writer().await?)
            .await?;
        rows.iter().map(|row| Ok((get(row, "app")?, get(row, "attempts")?, get(row, "due_at")?))).collect()
    }

    async fn hold_writes(&self) -> Result<Box<dyn Send>, StoreError> {
        Ok(Box::new(match &self.0 {
            // Other processes cannot write either; giving the transaction up ends it.
            Pools::Sqlite { writer, .. } => WriteHold::Sqlite(writer.begin_with("begin exclusive").await?),
            Pools::Postgres(pool) => {
                let mut transaction = pool.pool().begin().await?;
                sqlx::raw_sql("lock table users, links, sessions, consumed_flows, audit_events in exclusive mode")
                    .execute(&mut *transaction)
                    .await?;
                WriteHold::Postgres(transaction)
            }
        }))
    }

    async fn find_damage(&self) -> Result<Vec<String>, StoreError> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => find_damage_in_file(writer).await,
            Pools::Postgres(pool) => find_damage_on_server(pool.pool()).await,
        }
    }

    async fn move_secret(&self, from: (&ProviderId, &str), to: (&ProviderId, &str)) -> Result<(), StoreError> {
        query(
            "insert into provider_secrets (provider, name, sealed) \
             select $3, $4, sealed from provider_secrets where provider = $1 and name = $2 \
             on conflict (provider, name) do update set sealed = excluded.sealed",
        )
        .bind(from.0.as_str())
        .bind(from.1)
        .bind(to.0.as_str())
        .bind(to.1)
        .execute(&mut self.0.writer().await?)
        .await?;
        Ok(())
    }

    async fn fill_webhook_queue(&self, webhook: &str, count: i64) -> Result<(), StoreError> {
        query(
            "insert into webhook_events (webhook, event_id, queued_at) \
             with recursive numbers (number) as (select 1 union all select number + 1 from numbers where number < $2) \
             select $1, (select id from audit_events limit 1), 0 from numbers",
        )
        .bind(webhook)
        .bind(count)
        .execute(&mut self.0.writer().await?)
        .await?;
        Ok(())
    }

    async fn damage_secrets(&self, provider: &ProviderId) -> Result<(), StoreError> {
        let rows = query("select name, sealed from provider_secrets where provider = $1")
            .bind(provider.as_str())
            .fetch_all(&mut self.0.writer().await?)
            .await?;
        for row in &rows {
            let (name, mut sealed): (String, Vec<u8>) = (get(row, "name")?, get(row, "sealed")?);
            if let Some(last) = sealed.last_mut() {
                *last ^= 1;
            }
            query("update provider_secrets set sealed = $1 where provider = $2 and name = $3")
                .bind(sealed)
                .bind(provider.as_str())
                .bind(name)
                .execute(&mut self.0.writer().await?)
                .await?;
        }
        Ok(())
    }

    async fn reseal(&self, seal: &Seal<'_>) -> Result<(), StoreError> {
        let check: Option<Vec<u8>> =
            query("select value from meta where name = 'key_check'").find_only(&mut self.0.writer().await?).await?;
        if let Some(sealed) = check {
            let update = query("update meta set value = $1 where name = 'key_check'");
            update.bind(seal(KEY_CHECK_PLACE, &sealed)).execute(&mut self.0.writer().await?).await?;
        }
        let rows =
            query("select provider, name, sealed from provider_secrets").fetch_all(&mut self.0.writer().await?).await?;
        for row in &rows {
            let (provider, name): (String, String) = (get(row, "provider")?, get(row, "name")?);
            query("update provider_secrets set sealed = $1 where provider = $2 and name = $3")
                .bind(seal(&place(&provider, &name), get(row, "sealed")?))
                .bind(provider)
                .bind(name)
                .execute(&mut self.0.writer().await?)
                .await?;
        }
        let rows =
            query("select name, content_sealed from sealed_documents").fetch_all(&mut self.0.writer().await?).await?;
        for row in &rows {
            let name: String = get(row, "name")?;
            query("update sealed_documents set content_sealed = $1 where name = $2")
                .bind(seal(&document_place(&name), get(row, "content_sealed")?))
                .bind(name)
                .execute(&mut self.0.writer().await?)
                .await?;
        }
        for (select, update, place) in SESSION_TOKENS {
            let rows = query(select).fetch_all(&mut self.0.writer().await?).await?;
            for row in &rows {
                let id: Uuid = get(row, "id")?;
                let sealed = seal(&place(SessionId(id)), get(row, "sealed")?);
                query(update).bind(sealed).bind(id).execute(&mut self.0.writer().await?).await?;
            }
        }
        Ok(())
    }

    async fn pretend_newer(&self) -> Result<(), StoreError> {
        query_per_dialect(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
             select max(version) + 1, 'of a newer program', true, x'00', 0 from _sqlx_migrations",
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
             select max(version) + 1, 'of a newer program', true, '\\x00', 0 from _sqlx_migrations",
        )
        .execute(&mut self.0.writer().await?)
        .await?;
        Ok(())
    }
}

async fn find_damage_in_file(writer: &SqlitePool) -> Result<Vec<String>, StoreError> {
    let mut findings: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(writer).await?;
    findings.retain(|finding| finding != "ok");
    Ok(findings)
}

/// Compares every index with its table.
async fn find_damage_on_server(pool: &PgPool) -> Result<Vec<String>, StoreError> {
    sqlx::raw_sql("create extension if not exists amcheck").execute(pool).await?;
    let check = "select bt_index_check(c.oid, true) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                 join pg_am a on a.oid = c.relam where c.relkind = 'i' and a.amname = 'btree' and n.nspname = 'public'";
    match sqlx::query(check).execute(pool).await {
        Ok(_) => Ok(Vec::new()),
        Err(error) if error.as_database_error().is_some() => Ok(vec![error.to_string()]),
        Err(error) => Err(error.into()),
    }
}
