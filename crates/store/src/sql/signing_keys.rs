//! The keys that our own tokens are signed with.

use async_trait::async_trait;
use vestibule_core::{definition::SigningAlgorithm, secret::Secret};

use super::{
    SqlStore,
    rows::{get, read, time},
    statement::query,
    value::SqlRow,
};
use crate::{SigningKeys, StoreError, StoredSigningKey, sql::rows::corrupt};

/// The place that a signing key is sealed for.
pub(super) fn key_place(kid: &str) -> String {
    format!("signing_keys/{kid}/key")
}

#[async_trait]
impl SigningKeys for SqlStore {
    async fn list_signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError> {
        let rows = query("select kid, algorithm, generation, key_sealed, signs_from from signing_keys order by signs_from, generation")
            .fetch_all(&mut self.pools.reader().await?)
            .await?;
        rows.iter().filter_map(|row| self.signing_key(row).transpose()).collect()
    }

    async fn add_signing_key(&self, key: &StoredSigningKey) -> Result<bool, StoreError> {
        let sealed = self.keys.seal(self.random.as_ref(), &key_place(&key.kid), key.key.expose().as_bytes())?;
        let added = query(
            "insert into signing_keys (kid, algorithm, generation, key_sealed, created_at, signs_from) \
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        )
        .bind(key.kid.as_str())
        .bind(key.algorithm.as_str())
        .bind(key.generation)
        .bind(sealed)
        .bind(self.now().timestamp_millis())
        .bind(key.signs_from.timestamp_millis())
        .execute(&mut self.pools.writer().await?)
        .await?;
        Ok(added == 1)
    }

    async fn delete_signing_key(&self, kid: &str) -> Result<(), StoreError> {
        query("delete from signing_keys where kid = $1").bind(kid).execute(&mut self.pools.writer().await?).await?;
        Ok(())
    }
}

impl SqlStore {
    /// A key that does not open is left out: a new one takes its place, and what it signed has to be asked for again.
    fn signing_key(&self, row: &SqlRow) -> Result<Option<StoredSigningKey>, StoreError> {
        let (kid, sealed): (String, &[u8]) = (get(row, "kid")?, get(row, "key_sealed")?);
        let opened = self.keys.open(&key_place(&kid), sealed);
        let opened = opened.inspect_err(|error| tracing::warn!(kid, %error, "a signing key cannot be opened"));
        let Some(key) = opened.ok().and_then(|plain| std::str::from_utf8(&plain).ok().map(Secret::new)) else {
            return Ok(None);
        };
        let generation: i64 = get(row, "generation")?;
        Ok(Some(StoredSigningKey {
            algorithm: read(row, "algorithm", SigningAlgorithm::parse)?,
            generation: u32::try_from(generation).map_err(|error| corrupt("generation", error))?,
            signs_from: time(row, "signs_from")?,
            kid,
            key,
        }))
    }
}
