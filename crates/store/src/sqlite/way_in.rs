//! The lock-out guard: whether an administrator is left who can sign in.

use sqlx::SqliteConnection;
use vestibule_core::ids::ProviderId;

use super::rows::json_list;
use crate::{Configured, StoreError};

/// Whether some enabled user has administrator rights from any origin and a usable way in: a password, or a link to an
/// enabled provider. Asked inside the transaction, before and after the change.
pub(super) async fn is_left(connection: &mut SqliteConnection, configured: Configured<'_>) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from users u where u.disabled = 0 \
             and exists (select 1 from admin_grants g where g.user_id = u.id) \
             and (u.password_hash is not null or exists (select 1 from links l where l.user_id = u.id and ( \
                 l.provider in (select value from json_each($1)) \
                 or (l.provider not in (select value from json_each($2)) and exists ( \
                     select 1 from providers p where p.id = l.provider and p.settings ->> '$.enabled' = 1))))))",
    )
    .bind(ids(configured.enabled))
    .bind(ids(configured.owned))
    .fetch_one(connection)
    .await?)
}

fn ids(ids: &[ProviderId]) -> String {
    json_list(&ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>())
}
