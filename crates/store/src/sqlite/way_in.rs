//! The lock-out guard: whether an administrator is left who can sign in.

use serde_json::{Map, Value};
use sqlx::SqliteConnection;
use vestibule_core::ids::{Issuer, ProviderId};

use super::rows::json_list;
use crate::{Configured, ProviderDraft, StoreError};

/// Whether some enabled user has administrator rights from any origin and a usable way in: a password, or a link to an
/// enabled provider by an issuer that it still listens to. Asked inside the transaction, before and after the change.
pub(super) async fn is_left(connection: &mut SqliteConnection, configured: Configured<'_>) -> Result<bool, StoreError> {
    ask(connection, configured, issuers(configured.issuers)).await
}

/// The same after `draft` was stored: whoever vouches from then on counts, and no longer who vouched before.
pub(super) async fn is_left_by(
    connection: &mut SqliteConnection,
    configured: Configured<'_>,
    draft: &ProviderDraft,
) -> Result<bool, StoreError> {
    let changed = draft.issuer.iter().map(|issuer| (draft.id.clone(), issuer.clone())).collect::<Vec<_>>();
    let mut all = issuers(configured.issuers);
    all.extend(issuers(&changed));
    ask(connection, configured, all).await
}

async fn ask(
    connection: &mut SqliteConnection,
    configured: Configured<'_>,
    issuers: Map<String, Value>,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from users u where u.disabled = 0 \
             and exists (select 1 from admin_grants g where g.user_id = u.id) \
             and (u.password_hash is not null or exists (select 1 from links l where l.user_id = u.id \
                 and not exists (select 1 from json_each($3) i where i.key = l.provider and i.value <> rtrim(l.issuer, '/')) \
                 and ( \
                 l.provider in (select value from json_each($1)) \
                 or (l.provider not in (select value from json_each($2)) and exists ( \
                     select 1 from providers p where p.id = l.provider and p.settings ->> '$.enabled' = 1))))))",
    )
    .bind(ids(configured.enabled))
    .bind(ids(configured.owned))
    .bind(Value::Object(issuers).to_string())
    .fetch_one(connection)
    .await?)
}

fn ids(ids: &[ProviderId]) -> String {
    json_list(&ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>())
}

fn issuers(issuers: &[(ProviderId, Issuer)]) -> Map<String, Value> {
    let bare = |issuer: &Issuer| issuer.as_str().trim_end_matches('/').into();
    issuers.iter().map(|(provider, issuer)| (provider.as_str().to_owned(), bare(issuer))).collect()
}
