//! The lock-out guard: whether an administrator is left who can sign in.

use std::collections::BTreeMap;

use vestibule_core::ids::{Issuer, ProviderId};

use super::{connection::Connection, statement::Statement};
use crate::{ConfiguredProviders, ProviderInput, StoreError};

/// Whether some enabled user has administrator rights from any origin and a usable way in: a password, or a link to an
/// enabled provider by an issuer that it still listens to. Asked inside the transaction, before and after the change.
pub(super) async fn is_left(
    connection: &mut dyn Connection,
    configured: ConfiguredProviders<'_>,
) -> Result<bool, StoreError> {
    ask(connection, configured, issuers(configured.issuers)).await
}

/// The same after `draft` was stored: whoever vouches from then on counts, and no longer who vouched before.
pub(super) async fn is_left_by(
    connection: &mut dyn Connection,
    configured: ConfiguredProviders<'_>,
    draft: &ProviderInput,
) -> Result<bool, StoreError> {
    let mut all = issuers(configured.issuers);
    if let Some(issuer) = &draft.issuer {
        all.insert(draft.id.as_str(), bare(issuer));
    }
    ask(connection, configured, all).await
}

async fn ask(
    connection: &mut dyn Connection,
    configured: ConfiguredProviders<'_>,
    issuers: BTreeMap<&str, &str>,
) -> Result<bool, StoreError> {
    let mut query = Statement::new(
        "select exists (select 1 from users u where not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id) \
             and (u.password_hash is not null or exists (select 1 from links l where l.user_id = u.id and not (false",
    );
    for (provider, issuer) in issuers {
        query.push(" or (l.provider = ").push_bind(provider);
        query.push(" and rtrim(l.issuer, '/') <> ").push_bind(issuer).push(")");
    }
    query.push(") and (");
    query.push_any("l.provider", configured.enabled.iter().map(|id| id.as_str()));
    query.push(" or (not ");
    query.push_any("l.provider", configured.owned.iter().map(|id| id.as_str()));
    query.push(" and exists (select 1 from providers p where p.id = l.provider and ");
    query.push_differing("p.settings ->> '$.enabled' = 1", "(p.settings::json ->> 'enabled')::boolean");
    query.push("))))))");
    Ok(query.fetch_only(connection).await?)
}

fn issuers(issuers: &[(ProviderId, Issuer)]) -> BTreeMap<&str, &str> {
    issuers.iter().map(|(provider, issuer)| (provider.as_str(), bare(issuer))).collect()
}

fn bare(issuer: &Issuer) -> &str {
    issuer.as_str().trim_end_matches('/')
}
