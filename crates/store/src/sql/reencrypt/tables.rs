//! Values of tables that are small: each in one transaction.

use uuid::Uuid;
use vestibule_core::{ids::ProviderId, random::Random, seal::Keyring};

use super::{
    super::{
        connection::Connection,
        decrypted_secrets, schema, sealed_documents, second_factors, signing_keys,
        statement::query,
        value::{SqlRow, get},
    },
    exclusive_lock::ExclusiveLock,
    sealed::Sealed,
};
use crate::{StoreError, maintenance::Reencrypted};

pub(super) async fn reencrypt_secrets(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    for (provider, name, sealed) in outdated_secrets(&mut transaction, keys).await? {
        match (sealed.reencrypted_by_first_key(keys, random)?, provider.parse::<ProviderId>()) {
            (Some(value), _) => {
                query("update provider_secrets set sealed = $1 where provider = $2 and name = $3")
                    .bind(value)
                    .bind(provider)
                    .bind(name)
                    .execute(&mut transaction)
                    .await?;
                reencrypted.values += 1;
            }
            (None, Ok(provider)) => reencrypted.unreadable.push((provider, name)),
            (None, Err(_)) => {}
        }
    }
    Ok(transaction.commit().await?)
}

/// A secret that does not open stays: its owner has recovery codes, and the shell can drop it.
pub(super) async fn reencrypt_totp(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    let rows = query("select user_id, secret_sealed from totp_factors where substr(secret_sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(&mut transaction)
        .await?;
    for row in &rows {
        let user: Uuid = get(row, "user_id")?;
        let sealed = Sealed { place: second_factors::secret_place(user), value: get(row, "secret_sealed")? };
        if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
            let update = query("update totp_factors set secret_sealed = $1 where user_id = $2");
            update.bind(value).bind(user).execute(&mut transaction).await?;
            reencrypted.values += 1;
        }
    }
    Ok(transaction.commit().await?)
}

/// A document that does not open stays, and is as good as absent: its client is registered again when somebody says so.
pub(super) async fn reencrypt_documents(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    let rows = query("select name, content_sealed from sealed_documents where substr(content_sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(&mut transaction)
        .await?;
    for row in &rows {
        let name: String = get(row, "name")?;
        let sealed = Sealed { place: sealed_documents::place(&name), value: get(row, "content_sealed")? };
        if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
            let update = query("update sealed_documents set content_sealed = $1 where name = $2");
            update.bind(value).bind(name).execute(&mut transaction).await?;
            reencrypted.values += 1;
        }
    }
    Ok(transaction.commit().await?)
}

/// A signing key that does not open stays: a new one has taken its place.
pub(super) async fn reencrypt_signing_keys(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    let rows = query("select kid, key_sealed from signing_keys where substr(key_sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(&mut transaction)
        .await?;
    for row in &rows {
        let kid: String = get(row, "kid")?;
        let sealed = Sealed { place: signing_keys::key_place(&kid), value: get(row, "key_sealed")? };
        if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
            let update = query("update signing_keys set key_sealed = $1 where kid = $2");
            update.bind(value).bind(kid).execute(&mut transaction).await?;
            reencrypted.values += 1;
        }
    }
    Ok(transaction.commit().await?)
}

/// Provider, name and value of the secrets that another key than the first has sealed.
pub(super) async fn outdated_secrets(
    connection: &mut dyn Connection,
    keys: &Keyring,
) -> Result<Vec<(String, String, Sealed)>, StoreError> {
    let rows = query("select provider, name, sealed from provider_secrets where substr(sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(connection)
        .await?;
    let secret = |row: &SqlRow| {
        let (provider, name): (String, String) = (get(row, "provider")?, get(row, "name")?);
        let place = decrypted_secrets::place(&provider, &name);
        Ok((provider, name, Sealed { place, value: get(row, "sealed")? }))
    };
    rows.iter().map(secret).collect()
}
