//! Key rotation: every sealed value is re-encrypted with the current key.
//!
//! The places are those of the aggregates; a column that holds sealed values and is not here fails a test.

mod exclusive_lock;
mod sealed;
mod session_tokens;
mod tables;

use sqlx::{Connection as _, SqliteConnection};
use uuid::Uuid;
use vestibule_core::{random::Random, seal::Keyring};

use self::{
    exclusive_lock::ExclusiveLock,
    session_tokens::{SESSION_TOKENS, STEP},
    tables::{outdated_secrets, reencrypt_documents, reencrypt_secrets, reencrypt_signing_keys, reencrypt_totp},
};
use super::{
    connection::Connection,
    schema,
    statement::{Statement, query},
};
use crate::{
    maintenance::{MaintenanceError, Reencrypted},
    postgres::ExclusiveConnection,
};

/// A database that no other process can open.
pub struct ExclusiveDatabase {
    connection: ExclusiveLock,
    report: Report,
}

/// Turns an error into one that names the database.
pub(crate) type Report = Box<dyn Fn(schema::SchemaError) -> MaintenanceError + Send>;

impl ExclusiveDatabase {
    pub(crate) fn sqlite(connection: SqliteConnection, report: Report) -> Self {
        Self { connection: ExclusiveLock::Sqlite(connection), report }
    }

    pub(crate) fn postgres(connection: ExclusiveConnection, report: Report) -> Self {
        Self { connection: ExclusiveLock::Postgres(connection), report }
    }

    /// Fails with `WrongKey` when these keys are not those of the database.
    pub async fn check_keys(&mut self, keys: &Keyring) -> Result<(), MaintenanceError> {
        schema::open_key_check(&mut self.connection, keys).await.map(|_| ()).map_err(&self.report)
    }

    /// How many values were sealed with a former key and can be decrypted.
    pub async fn count_outdated(&mut self, keys: &Keyring) -> Result<u64, MaintenanceError> {
        count(&mut self.connection, keys).await.map_err(&self.report)
    }

    /// Re-encrypts with the first key what another one has sealed, in steps, and continues where it was interrupted. `done`
    /// gets the number of values of each step. At the end nothing of the former ciphertexts is left in the files of the
    /// tables.
    pub async fn reencrypt(
        &mut self,
        keys: &Keyring,
        random: &dyn Random,
        done: impl Fn(u64),
    ) -> Result<Reencrypted, MaintenanceError> {
        let connection = &mut self.connection;
        let work = async {
            let mut reencrypted = Reencrypted::default();
            reencrypt_secrets(connection, keys, random, &mut reencrypted).await?;
            reencrypt_totp(connection, keys, random, &mut reencrypted).await?;
            reencrypt_documents(connection, keys, random, &mut reencrypted).await?;
            reencrypt_signing_keys(connection, keys, random, &mut reencrypted).await?;
            done(reencrypted.values);
            for tokens in &SESSION_TOKENS {
                let mut after = Uuid::nil();
                while let Some(last) = tokens.reencrypt(connection, (keys, random), after, &mut reencrypted).await? {
                    after = last;
                    done(u64::from(STEP));
                }
            }
            // They live for minutes, and nobody is under way while no server runs.
            query("delete from test_sign_ins").execute(connection).await?;
            schema::adopt_key(connection, keys, random).await?;
            rewrite_files(connection).await?;
            Ok(reencrypted)
        };
        work.await.map_err(&self.report)
    }

    /// Lets other processes open the database again.
    pub async fn close(self) -> Result<(), MaintenanceError> {
        let closed = match self.connection {
            ExclusiveLock::Sqlite(connection) => connection.close().await,
            ExclusiveLock::Postgres(connection) => connection.close().await,
        };
        closed.map_err(|error| (self.report)(error.into()))
    }
}

async fn count(connection: &mut dyn Connection, keys: &Keyring) -> Result<u64, schema::SchemaError> {
    let former = || keys.former().map(|id| id.to_vec());
    let mut statement = Statement::new("select (select count(*) from totp_factors where ");
    statement.push_any("substr(secret_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from sessions where ");
    statement.push_any("substr(id_token_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from sessions where ");
    statement.push_any("substr(refresh_token_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from sealed_documents where ");
    statement.push_any("substr(content_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from signing_keys where ");
    statement.push_any("substr(key_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from meta where name = ").push_bind(schema::KEY_CHECK).push(" and ");
    statement.push_any("substr(value, 2, 4)", former());
    statement.push(")");
    let rest: i64 = statement.fetch_only(connection).await?;
    let secrets = outdated_secrets(connection, keys).await?;
    let open = secrets.iter().filter(|(_, _, sealed)| sealed.opens(keys));
    Ok(rest.unsigned_abs() + open.count() as u64)
}

/// Rewrites the files, which otherwise still contain what was overwritten.
async fn rewrite_files(connection: &mut ExclusiveLock) -> Result<(), sqlx::Error> {
    match connection {
        ExclusiveLock::Sqlite(connection) => sqlx::query("vacuum").execute(connection).await.map(drop),
        ExclusiveLock::Postgres(connection) => connection.rewrite_files().await,
    }
}
