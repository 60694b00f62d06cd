//! Secrets of providers, each sealed for its own row: moved to another provider or another field it does not open.

use std::collections::{BTreeMap, HashMap};

use vestibule_core::{
    ids::ProviderId,
    seal::{Keyring, OpenError},
    secret::Secret,
};

use super::{
    SqlStore,
    connection::Connection,
    rows::{corrupt, get, provider_id},
    statement::{Batch, query},
    value::SqlRow,
};
use crate::{ProviderInput, StoreError};

/// Secrets by name, as far as they open.
pub(super) type OpenedSecrets = BTreeMap<String, Result<Secret, OpenError>>;

/// Where the secret of that name is sealed for.
pub(super) fn place(provider: &str, name: &str) -> String {
    format!("provider_secrets/{provider}/{name}")
}

impl SqlStore {
    /// Adds to a batch that these, and those that are kept, are all the secrets of a provider.
    pub(super) fn push_secrets(&self, batch: &mut Batch, input: &ProviderInput) {
        let id = input.id.as_str();
        batch.push("delete from provider_secrets where provider = ").push_bind(id.to_owned());
        for name in input.kept.iter().filter(|name| !input.secrets.contains_key(*name)) {
            batch.push(" and name <> ").push_bind(name.clone());
        }
        batch.end();
        for (name, secret) in &input.secrets {
            let sealed = self.keys.seal(self.random.as_ref(), &place(id, name), secret.expose().as_bytes());
            batch.push("insert into provider_secrets (provider, name, sealed) values (");
            batch.push_values([id.to_owned().into(), name.clone().into(), sealed.into()]).push(")").end();
        }
    }

    /// The secrets of all providers, or of one, by provider.
    pub(crate) async fn open_secrets(
        &self,
        connection: &mut dyn Connection,
        of: Option<&ProviderId>,
    ) -> Result<HashMap<String, OpenedSecrets>, StoreError> {
        open_all(connection, &self.keys, of).await
    }
}

/// The secrets of all providers, or of one, by provider, as far as these keys open them.
pub(super) async fn open_all(
    connection: &mut dyn Connection,
    keys: &Keyring,
    of: Option<&ProviderId>,
) -> Result<HashMap<String, OpenedSecrets>, StoreError> {
    let rows = query("select provider, name, sealed from provider_secrets where $1 is null or provider = $1")
        .bind(of.map(|id| id.as_str().to_owned()))
        .fetch_all(connection)
        .await?;
    let mut opened: HashMap<String, OpenedSecrets> = HashMap::new();
    for row in &rows {
        let (provider, name, secret) = open(keys, row)?;
        opened.entry(provider).or_default().insert(name, secret);
    }
    Ok(opened)
}

/// The secrets that these keys do not open.
pub(crate) async fn find_unreadable(
    connection: &mut dyn Connection,
    keys: &Keyring,
) -> Result<Vec<(ProviderId, String)>, StoreError> {
    let rows = query("select provider, name, sealed from provider_secrets order by provider, name")
        .fetch_all(connection)
        .await?;
    let mut unreadable = Vec::new();
    for row in &rows {
        let (provider, name, secret) = open(keys, row)?;
        if secret.is_err() {
            let provider = provider_id(&provider).ok_or_else(|| corrupt("provider", "no provider's id"))?;
            unreadable.push((provider, name));
        }
    }
    Ok(unreadable)
}

fn open(keys: &Keyring, row: &SqlRow) -> Result<(String, String, Result<Secret, OpenError>), StoreError> {
    let (provider, name): (String, String) = (get(row, "provider")?, get(row, "name")?);
    let sealed: &[u8] = get(row, "sealed")?;
    let opened = keys.open(&place(&provider, &name), sealed);
    let text = opened.and_then(|plain| match std::str::from_utf8(&plain) {
        Ok(text) => Ok(Secret::new(text)),
        Err(_) => Err(OpenError::Malformed),
    });
    Ok((provider, name, text))
}
