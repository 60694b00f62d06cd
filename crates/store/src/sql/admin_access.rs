//! Guards against locking out every administrator.

use std::collections::BTreeMap;

use vestibule_core::{
    code::ErrorCode,
    ids::{Issuer, UserId},
};

use super::{
    SqlStore,
    connection::{Connection, Transaction},
    statement::Statement,
};
use crate::{ChangeOutcome, ConfiguredProviders, ProviderInput, StoreError};

/// An exclusive change that is refused when it takes the last administrator's access: when some enabled user had
/// administrator rights from any origin and could sign in before it, by a password or by a link to an enabled provider
/// with its current issuer, and none after it. Dropped without [`GuardedChange::commit`], nothing was written.
pub(super) struct GuardedChange<'a> {
    store: &'a SqlStore,
    pub transaction: Transaction<'static>,
    configured: ConfiguredProviders<'a>,
    issuers: BTreeMap<&'a str, &'a str>,
    had_access: bool,
}

impl SqlStore {
    pub(super) async fn begin_guarded<'a>(
        &'a self,
        configured: ConfiguredProviders<'a>,
    ) -> Result<GuardedChange<'a>, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        let issuers =
            configured.issuers.iter().map(|(id, issuer)| (id.as_str(), strip_trailing_slash(issuer))).collect();
        let had_access = has_access(&mut transaction, configured, &issuers).await?;
        Ok(GuardedChange { store: self, transaction, configured, issuers, had_access })
    }
}

impl<'a> GuardedChange<'a> {
    /// From now on links of this provider need the issuer that `input` brings, if it brings one.
    pub(super) fn expect_issuer(&mut self, input: &'a ProviderInput) {
        if let Some(issuer) = &input.issuer {
            self.issuers.insert(input.id.as_str(), strip_trailing_slash(issuer));
        }
    }

    /// Whether no administrator could sign in any more who could before.
    pub(super) async fn locks_out(&mut self) -> Result<bool, StoreError> {
        Ok(self.had_access && !has_access(&mut self.transaction, self.configured, &self.issuers).await?)
    }

    /// Commits, unless that would lock out every administrator. Sessions of the users `changed` are read again.
    pub(super) async fn commit<T>(mut self, done: T, changed: &[UserId]) -> Result<ChangeOutcome<T>, StoreError> {
        if self.locks_out().await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        self.store.commit_changed(self.transaction, changed).await?;
        Ok(ChangeOutcome::Done(done))
    }
}

async fn has_access(
    connection: &mut dyn Connection,
    configured: ConfiguredProviders<'_>,
    issuers: &BTreeMap<&str, &str>,
) -> Result<bool, StoreError> {
    let mut query = Statement::new(
        "select exists (select 1 from users u where not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id) \
             and (u.password_hash is not null or exists (select 1 from links l where l.user_id = u.id and not (false",
    );
    for (provider, issuer) in issuers {
        query.push(" or (l.provider = ").push_bind(*provider);
        query.push(" and rtrim(l.issuer, '/') <> ").push_bind(*issuer).push(")");
    }
    query.push(") and (");
    query.push_any("l.provider", configured.enabled.iter().map(|id| id.as_str()));
    query.push(" or (not ");
    query.push_any("l.provider", configured.owned.iter().map(|id| id.as_str()));
    query.push(" and exists (select 1 from providers p where p.id = l.provider and ");
    query.push_per_dialect("p.settings ->> '$.enabled' = 1", "(p.settings::json ->> 'enabled')::boolean");
    query.push("))))))");
    Ok(query.fetch_only(connection).await?)
}

fn strip_trailing_slash(issuer: &Issuer) -> &str {
    issuer.as_str().trim_end_matches('/')
}
