//! Reads without opening the database as a server does.

use std::io::ErrorKind;

use sqlx::{Connection as _, SqliteConnection};
use vestibule_core::{access::Rules, clock::Timestamp, seal::Keyring};

use super::file::{database_error, open_shared, path_of};
use crate::{
    OpenError, StoreError, StoredApp, StoredProvider,
    maintenance::{DatabaseLocation, MaintenanceError},
    sql::{
        admin_access, apps,
        decrypted_secrets::DecryptedSecrets,
        providers,
        schema::{self, SchemaError},
    },
};

/// [`crate::maintenance::list_providers`] of a database that is a file.
pub(crate) async fn list_providers(
    place: &DatabaseLocation,
    keys: &Keyring,
) -> Result<Vec<StoredProvider>, MaintenanceError> {
    look(place, async |connection| list(connection, keys).await).await
}

/// [`crate::maintenance::list_apps`] of a database that is a file.
pub(crate) async fn list_apps(place: &DatabaseLocation) -> Result<Vec<StoredApp>, MaintenanceError> {
    look(place, async |connection| {
        // One snapshot for apps and their secrets.
        let mut transaction = connection.begin().await?;
        let table = "select count(*) from sqlite_schema where type = 'table' and name = 'apps'";
        match sqlx::query_scalar::<_, i64>(table).fetch_one(&mut *transaction).await? {
            // Before its nineteenth version there were none.
            0 => Ok(Vec::new()),
            _ => apps::list(&mut *transaction).await,
        }
    })
    .await
}

/// [`crate::maintenance::lacks_administrator`] of a database that is a file.
pub(crate) async fn lacks_administrator(
    place: &DatabaseLocation,
    rules: Rules<'_>,
    now: Timestamp,
) -> Result<bool, MaintenanceError> {
    look(place, async |connection| {
        // Before its tenth version nothing was granted by link.
        let column = "select count(*) from pragma_table_info('links') where name = 'confirmed_at'";
        match sqlx::query_scalar::<_, i64>(column).fetch_one(&mut *connection).await? {
            0 => Ok(false),
            _ => admin_access::is_lacking(connection, rules, now).await,
        }
    })
    .await
}

/// [`crate::maintenance::check_keys`] of a database that is a file.
pub(crate) async fn check_keys(place: &DatabaseLocation, keys: &Keyring) -> Result<(), MaintenanceError> {
    let fits = look(place, async |connection| match schema::open_key_check(connection, keys).await {
        Ok(_) => Ok(Some(true)),
        Err(SchemaError::Rejected(OpenError::WrongKey)) => Ok(Some(false)),
        Err(SchemaError::Rejected(other)) => Err(StoreError::Unavailable(other.to_string().into())),
        Err(SchemaError::Database(error)) => Err(error.into()),
    });
    match fits.await? {
        Some(false) => Err(OpenError::WrongKey.into()),
        _ => Ok(()),
    }
}

/// Reads a database that exists, and nothing of one that does not.
async fn look<T: Default>(
    place: &DatabaseLocation,
    read: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
) -> Result<T, MaintenanceError> {
    let path = match path_of(place) {
        Err(MaintenanceError::InMemory) => return Ok(T::default()),
        path => path?,
    };
    // An empty file is a database without content.
    if path.metadata().map_or_else(|error| error.kind() == ErrorKind::NotFound, |found| found.len() == 0) {
        return Ok(T::default());
    }
    let mut connection = open_shared(&path).await?;
    let found = async {
        sqlx::query("pragma query_only = on").execute(&mut connection).await?;
        read(&mut connection).await
    };
    let found = found.await;
    connection.close().await.map_err(database_error(&path))?;
    found.map_err(|error| match error {
        StoreError::Unavailable(source) => {
            MaintenanceError::Database { place: path.display().to_string(), cause: source }
        }
        other => MaintenanceError::Damaged { path, finding: other.to_string() },
    })
}

async fn list(connection: &mut SqliteConnection, keys: &Keyring) -> Result<Vec<StoredProvider>, StoreError> {
    // One snapshot for rows and secrets.
    let mut transaction = connection.begin().await?;
    let table = "select count(*) from sqlite_schema where type = 'table' and name = 'providers'";
    match sqlx::query_scalar::<_, i64>(table).fetch_one(&mut *transaction).await? {
        // Before its second version there were none.
        0 => Ok(Vec::new()),
        _ => providers::list(&mut *transaction, keys, &DecryptedSecrets::default()).await,
    }
}
