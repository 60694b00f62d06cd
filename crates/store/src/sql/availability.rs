//! Whether the database can be written, and its orderly end.

use async_trait::async_trait;

use super::{
    SqlStore,
    connection::{Connection, Pools, verify},
    schema::KEY_CHECK,
    statement::query,
};
use crate::{Availability, StoreError};

#[async_trait]
impl Availability for SqlStore {
    async fn check(&self) -> Result<(), StoreError> {
        if let Pools::Sqlite { file, .. } = &self.pools {
            verify(file.as_ref())?;
        }
        query("select name from meta where name = $1")
            .bind(KEY_CHECK)
            .fetch_one(&mut self.pools.reader().await?)
            .await?;
        Ok(())
    }

    async fn prove_write(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        rewrite_key_check(&mut transaction).await?;
        transaction.commit().await
    }

    async fn close(&self) {
        match &self.pools {
            Pools::Postgres(pool) => pool.close().await,
            Pools::Sqlite { writer, reader, .. } => {
                reader.close().await;
                // SQLite does this by itself with the last connection, unless another process has one.
                if let Err(error) = sqlx::query("pragma wal_checkpoint(truncate)").execute(writer).await {
                    tracing::debug!(%error, "the write-ahead log stays");
                }
                writer.close().await;
            }
        }
    }
}

/// A row that every database has gets the value that it has. A database that cannot be written lets a transaction begin,
/// and refuses the first statement that changes something.
pub(crate) async fn rewrite_key_check(connection: &mut dyn Connection) -> Result<(), StoreError> {
    query("update meta set value = value where name = $1").bind(KEY_CHECK).execute(connection).await?;
    Ok(())
}
