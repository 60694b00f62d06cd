//! Administrator rights, each with its origin, so that what one provider grants only that provider takes.

use sqlx::{SqliteConnection, SqliteExecutor};
use vestibule_core::ids::{ProviderId, UserId};

use super::{Batch, rows::blob};
use crate::StoreError;

/// The origin of rights that the operator gave at the shell.
pub(super) const LOCAL: &str = "local";

/// The origin of rights that the rules of a provider give.
pub(super) fn of_provider(provider: &ProviderId) -> String {
    format!("provider:{provider}")
}

/// Whether anybody has rights, inside a transaction or outside.
pub(super) async fn exist(executor: impl SqliteExecutor<'_>) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select exists (select 1 from admin_grants)").fetch_one(executor).await?)
}

/// Adds a grant to a batch; having it already is fine.
pub(super) fn push_grant(batch: &mut Batch, user: UserId, origin: &str) {
    batch.push("insert into admin_grants (user_id, origin) values (");
    batch.separated(", ").push_bind(blob(user.0)).push_bind(origin).push_unseparated(") on conflict do nothing; ");
}

/// How taking a grant ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Revocation {
    /// The rights are gone.
    Taken,
    /// They stay: without them no enabled administrator with a password or a link would be left.
    Kept,
}

impl Revocation {
    /// What an audit event says about it.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Taken => "administrator rights taken",
            Self::Kept => "administrator rights kept: no other administrator could sign in",
        }
    }
}

/// Takes a grant that the user has.
pub(super) async fn revoke(
    connection: &mut SqliteConnection,
    user: UserId,
    origin: &str,
) -> Result<Revocation, StoreError> {
    let done = sqlx::query(
        "delete from admin_grants where user_id = $1 and origin = $2 and exists ( \
             select 1 from admin_grants g join users u on u.id = g.user_id \
             where not (g.user_id = $1 and g.origin = $2) and u.disabled = 0 \
             and (u.password_hash is not null or exists (select 1 from links l where l.user_id = u.id)))",
    )
    .bind(blob(user.0))
    .bind(origin)
    .execute(connection)
    .await?;
    Ok(if done.rows_affected() > 0 { Revocation::Taken } else { Revocation::Kept })
}
