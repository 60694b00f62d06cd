//! Secrets of providers, each sealed for its own row: moved to another provider or another field it does not open.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use vestibule_core::{
    ids::ProviderId,
    seal::{Keyring, OpenError, SealError},
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

/// What was decrypted at the last reading of all providers, by place and with the sealed value that it came from: the
/// next one decrypts only what was sealed again since. What is no longer stored is forgotten, and wiped, then.
#[derive(Default)]
pub(crate) struct DecryptedSecrets(Mutex<HashMap<String, Decrypted>>);

struct Decrypted {
    sealed: Vec<u8>,
    secret: Secret,
}

impl DecryptedSecrets {
    /// The secrets of these rows, by provider, as far as these keys open them.
    fn open(&self, keys: &Keyring, rows: &[SqlRow]) -> Result<HashMap<String, OpenedSecrets>, StoreError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *known);
        let mut opened: HashMap<String, OpenedSecrets> = HashMap::new();
        for row in rows {
            let (provider, name): (String, String) = (get(row, "provider")?, get(row, "name")?);
            let (place, sealed) = (place(&provider, &name), get::<&[u8]>(row, "sealed")?);
            let unchanged = before.remove(&place).filter(|decrypted| decrypted.sealed == sealed);
            let secret = unchanged.map_or_else(|| open(keys, &place, sealed), |decrypted| Ok(decrypted.secret));
            if let Ok(secret) = &secret {
                known.insert(place, Decrypted { sealed: sealed.to_owned(), secret: secret.clone() });
            }
            opened.entry(provider).or_default().insert(name, secret);
        }
        Ok(opened)
    }
}

/// Where the secret of that name is sealed for.
pub(super) fn place(provider: &str, name: &str) -> String {
    format!("provider_secrets/{provider}/{name}")
}

impl SqlStore {
    /// Adds to a batch that these, and those that are kept, are all the secrets of a provider.
    pub(super) fn push_secrets(&self, batch: &mut Batch, input: &ProviderInput) -> Result<(), SealError> {
        let id = input.id.as_str();
        batch.push("delete from provider_secrets where provider = ").push_bind(id.to_owned());
        for name in input.kept.iter().filter(|name| !input.secrets.contains_key(*name)) {
            batch.push(" and name <> ").push_bind(name.clone());
        }
        batch.end();
        for (name, secret) in &input.secrets {
            let sealed = self.keys.seal(self.random.as_ref(), &place(id, name), secret.expose().as_bytes())?;
            batch.push("insert into provider_secrets (provider, name, sealed) values (");
            batch.push_values([id.to_owned().into(), name.clone().into(), sealed.into()]).push(")").end();
        }
        Ok(())
    }

    /// The secrets of one provider.
    pub(super) async fn open_secrets_of(
        &self,
        connection: &mut dyn Connection,
        id: &ProviderId,
    ) -> Result<OpenedSecrets, StoreError> {
        let rows = query("select provider, name, sealed from provider_secrets where provider = $1")
            .bind(id.as_str().to_owned())
            .fetch_all(connection)
            .await?;
        let opened = DecryptedSecrets::default().open(&self.keys, &rows)?;
        Ok(opened.into_values().next().unwrap_or_default())
    }
}

/// The secrets of all providers, by provider, as far as these keys open them.
pub(crate) async fn open_all(
    connection: &mut dyn Connection,
    keys: &Keyring,
    decrypted: &DecryptedSecrets,
) -> Result<HashMap<String, OpenedSecrets>, StoreError> {
    let rows = query("select provider, name, sealed from provider_secrets").fetch_all(connection).await?;
    decrypted.open(keys, &rows)
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
        let (provider, name): (String, String) = (get(row, "provider")?, get(row, "name")?);
        if open(keys, &place(&provider, &name), get(row, "sealed")?).is_err() {
            let provider = provider_id(&provider).ok_or_else(|| corrupt("provider", "no provider's id"))?;
            unreadable.push((provider, name));
        }
    }
    Ok(unreadable)
}

fn open(keys: &Keyring, place: &str, sealed: &[u8]) -> Result<Secret, OpenError> {
    #[cfg(test)]
    DECRYPTED.with(|count| count.set(count.get() + 1));
    let plain = keys.open(place, sealed)?;
    std::str::from_utf8(&plain).map(Secret::new).map_err(|_| OpenError::Malformed)
}

#[cfg(test)]
thread_local! {
    /// How many secrets this thread has decrypted.
    pub(crate) static DECRYPTED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}
