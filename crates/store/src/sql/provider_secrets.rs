//! Secrets of providers, each sealed for its own row: moved to another provider or another field it does not open.

use std::collections::HashMap;

use vestibule_core::{
    ids::ProviderId,
    seal::{Keyring, SealError},
};

use super::{
    SqlStore,
    batch::Batch,
    connection::Connection,
    decrypted_secrets::{DecryptedSecrets, OpenedSecrets, open, place},
    rows::{corrupt, get, provider_id},
    statement::query,
};
use crate::{ProviderInput, StoreError};

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
