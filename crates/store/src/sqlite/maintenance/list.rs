//! Lists providers without opening the database as a server does.

use std::io::ErrorKind;

use sqlx::{Connection as _, SqliteConnection};
use vestibule_core::seal::Keyring;

use super::file::{database_error, open_shared, path_of};
use crate::{
    StoreError, StoredProvider,
    maintenance::{DatabaseLocation, MaintenanceError},
    sql::{decrypted_secrets::DecryptedSecrets, providers},
};

/// [`crate::maintenance::list_providers`] of a database that is a file.
pub(crate) async fn list_providers(
    place: &DatabaseLocation,
    keys: &Keyring,
) -> Result<Vec<StoredProvider>, MaintenanceError> {
    let path = match path_of(place) {
        Err(MaintenanceError::InMemory) => return Ok(Vec::new()),
        path => path?,
    };
    // An empty file is a database without content.
    if path.metadata().map_or_else(|error| error.kind() == ErrorKind::NotFound, |found| found.len() == 0) {
        return Ok(Vec::new());
    }
    let mut connection = open_shared(&path).await?;
    let listed = list(&mut connection, keys).await;
    connection.close().await.map_err(database_error(&path))?;
    listed.map_err(|error| match error {
        StoreError::Unavailable(source) => {
            MaintenanceError::Database { place: path.display().to_string(), cause: source }
        }
        other => MaintenanceError::Damaged { path, finding: other.to_string() },
    })
}

async fn list(connection: &mut SqliteConnection, keys: &Keyring) -> Result<Vec<StoredProvider>, StoreError> {
    sqlx::query("pragma query_only = on").execute(&mut *connection).await?;
    // One snapshot for rows and secrets.
    let mut transaction = connection.begin().await?;
    let table = "select count(*) from sqlite_schema where type = 'table' and name = 'providers'";
    match sqlx::query_scalar::<_, i64>(table).fetch_one(&mut *transaction).await? {
        // Before its second version there were none.
        0 => Ok(Vec::new()),
        _ => providers::list(&mut *transaction, keys, &DecryptedSecrets::default()).await,
    }
}
