//! Secrets that were decrypted, so that a reload decrypts only what was sealed since.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use vestibule_core::{
    seal::{Keyring, OpenError},
    secret::Secret,
};

use super::{rows::get, value::SqlRow};
use crate::StoreError;

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
    pub(super) fn open(&self, keys: &Keyring, rows: &[SqlRow]) -> Result<HashMap<String, OpenedSecrets>, StoreError> {
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

pub(super) fn open(keys: &Keyring, place: &str, sealed: &[u8]) -> Result<Secret, OpenError> {
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
