//! Guards against locking out every administrator.

use std::sync::Arc;

use vestibule_core::{
    access::{AdminRight, Checked, Provider, Providers, Rules},
    clock::Timestamp,
    code::ErrorCode,
    ids::{Issuer, LinkId, ProviderId, UserId},
    provider::Owner,
    settings::ProviderSettings,
};

use super::{
    SqlStore,
    connection::{Connection, Transaction},
    rows::{self, get, provider_id, query_users, read},
    session_end::Ended,
    statement::query,
    withdrawal,
};
use crate::{ChangeOutcome, ProviderInput, StoreError};

/// An exclusive change that is refused when it takes the last administrator's access: when some enabled user could use
/// administrator rights before it, signed in by a password or by an identity that counts, and none after it. Dropped
/// without [`GuardedChange::commit`], nothing was written.
pub(super) struct GuardedChange<'a> {
    store: &'a SqlStore,
    pub transaction: Transaction<'static>,
    /// What the providers are, by what is stored.
    providers: Providers,
    grant_max_age: chrono::Duration,
    now: Timestamp,
    had_access: bool,
}

impl SqlStore {
    pub(super) async fn begin_guarded(&self, rules: Rules<'_>) -> Result<GuardedChange<'_>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin_exclusive().await?;
        let providers = as_stored(&mut transaction, rules.providers).await?;
        let stored = Rules { providers: &providers, ..rules };
        let had_access = is_left(&mut transaction, stored, now, None).await?;
        let grant_max_age = rules.grant_max_age;
        Ok(GuardedChange { store: self, transaction, providers, grant_max_age, now, had_access })
    }
}

impl GuardedChange<'_> {
    pub(super) fn rules(&self) -> Rules<'_> {
        Rules { providers: &self.providers, grant_max_age: self.grant_max_age }
    }

    /// From now on this provider is what `input` makes of it.
    pub(super) fn expect(&mut self, input: &ProviderInput) {
        let issuer = input.issuer.clone().filter(|_| !input.force);
        let before = self.providers.0.get(&input.id).and_then(|provider| provider.issuer.clone());
        self.providers.0.insert(input.id.clone(), after(input, issuer.or(before)));
    }

    /// From now on the provider is gone.
    pub(super) fn expect_deletion(&mut self, id: &ProviderId) {
        self.providers.0.remove(id);
    }

    /// Whether no administrator could sign in any more who could before.
    pub(super) async fn locks_out(&mut self) -> Result<bool, StoreError> {
        let rules = Rules { providers: &self.providers, grant_max_age: self.grant_max_age };
        Ok(self.had_access && !is_left(&mut self.transaction, rules, self.now, None).await?)
    }

    /// Withdraws what does not count any more of a provider; `issuer` is the one that it has after the change.
    pub(super) async fn withdraw(&mut self, input: &ProviderInput) -> Result<Ended, StoreError> {
        let issuer = input.issuer.clone();
        let before = self.providers.0.get(&input.id).and_then(|provider| provider.issuer.clone());
        let provider = after(input, issuer.or(before));
        let age = self.grant_max_age;
        withdrawal::of_provider(&mut self.transaction, &input.id, Some(provider), (age, self.now)).await
    }

    /// The same for a provider that is deleted.
    pub(super) async fn withdraw_all(&mut self, id: &ProviderId) -> Result<Ended, StoreError> {
        withdrawal::of_provider(&mut self.transaction, id, None, (self.grant_max_age, self.now)).await
    }

    /// Commits, unless that would lock out every administrator. Sessions of the users `changed` are read again.
    pub(super) async fn commit<T>(mut self, done: T, changed: &[UserId]) -> Result<ChangeOutcome<T>, StoreError> {
        if self.locks_out().await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        self.store.commit_changed(self.transaction, changed).await?;
        Ok(ChangeOutcome::Done(done))
    }

    /// Commits a change that was checked before it withdrew anything, of whomever.
    pub(super) async fn commit_withdrawn<T>(self, done: T, ended: Ended) -> Result<ChangeOutcome<T>, StoreError> {
        self.store.commit_withdrawn(self.transaction, ended).await?;
        Ok(ChangeOutcome::Done(done))
    }
}

fn after(input: &ProviderInput, issuer: Option<Issuer>) -> Provider {
    Provider {
        enabled: input.settings.enabled,
        owner: Owner::Admin,
        issuer,
        settings: Arc::new(input.settings.clone()),
        checked: input.checked.clone(),
    }
}

/// What the providers are by what is stored: another node may have changed some since this one read them.
async fn as_stored(connection: &mut dyn Connection, known: &Providers) -> Result<Providers, StoreError> {
    let mut all = known.clone();
    all.0.retain(|_, provider| provider.owner == Owner::Config);
    for row in &query("select id, settings from providers").fetch_all(connection).await? {
        let id = read(row, "id", provider_id)?;
        if all.0.contains_key(&id) {
            continue;
        }
        let Ok(settings) = serde_json::from_str::<ProviderSettings>(get(row, "settings")?) else { continue };
        let (issuer, mapping) = match known.0.get(&id) {
            Some(provider) => (provider.issuer.clone(), provider.checked.mapping.clone()),
            None => (None, None),
        };
        let checked = Checked { mapping, ..Checked::new(&settings, None) };
        let enabled = settings.enabled;
        all.0.insert(id, Provider { enabled, owner: Owner::Admin, issuer, settings: Arc::new(settings), checked });
    }
    Ok(all)
}

/// Whether there are users and none of them can use administrator rights.
pub(crate) async fn is_lacking(
    connection: &mut dyn Connection,
    rules: Rules<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let has_users: bool = query("select exists (select 1 from users)").fetch_only(&mut *connection).await?;
    Ok(has_users && !is_left(connection, rules, now, None).await?)
}

/// Whether an enabled user can use administrator rights: signed in by a password, which takes rights of their own, or by
/// an identity that counts. `without` is a link whose rights are left out.
pub(crate) async fn is_left(
    connection: &mut dyn Connection,
    rules: Rules<'_>,
    now: Timestamp,
    without: Option<LinkId>,
) -> Result<bool, StoreError> {
    let rows = query_users(
        "select ",
        " from users u where not u.disabled and (exists (select 1 from admin_grants g where g.user_id = u.id) \
         or exists (select 1 from links l where l.user_id = u.id and l.admin <> 'none'))",
    )
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let mut user = rows::user(row)?;
        for grant in user.grants.iter_mut().filter(|grant| Some(grant.link) == without) {
            grant.admin = AdminRight::None;
        }
        let access = user.access(rules, now);
        let by_password = user.has_password && user.local.is_admin;
        if access.is_admin() && (by_password || access.has_usable_link()) {
            return Ok(true);
        }
    }
    Ok(false)
}
