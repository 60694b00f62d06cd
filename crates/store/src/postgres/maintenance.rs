//! A database on a server as a whole: whether it is ours, and database alone.

use sqlx::Connection as _;
use vestibule_core::{access::Rules, clock::Timestamp, seal::Keyring};

use super::{
    address::{self, Address},
    connections::ExclusiveConnection,
    locks,
    open::report,
};
use crate::{
    Node, OpenError, StoredApp, StoredProvider,
    maintenance::{DatabaseLocation, MaintenanceError},
    sql::{
        admin_access, apps,
        decrypted_secrets::DecryptedSecrets,
        node_rows, providers,
        reencrypt::ExclusiveDatabase,
        schema::{self, SchemaError},
    },
};

pub(crate) async fn exists(place: &DatabaseLocation) -> Result<bool, OpenError> {
    let address = address::parse(&place.url)?;
    let mut connection = address.connect(place.wait).await.map_err(|error| report(error.into(), &address))?;
    let version = schema::inspect(&mut connection).await.map_err(|error| report(error, &address))?;
    Ok(version > 0)
}

/// The providers that administrators own, by id.
pub(crate) async fn list_providers(
    place: &DatabaseLocation,
    keys: &Keyring,
) -> Result<Vec<StoredProvider>, MaintenanceError> {
    /// Before this version of the schema there were none.
    const FIRST: i64 = 2;
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = address.connect(place.wait).await.map_err(SchemaError::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? < FIRST {
        return Ok(Vec::new());
    }
    // One snapshot for rows and secrets.
    let view = connection.begin_with("begin isolation level repeatable read, read only").await;
    let mut view = view.map_err(SchemaError::from).map_err(&refuse)?;
    providers::list(&mut *view, keys, &DecryptedSecrets::default()).await.map_err(SchemaError::from).map_err(refuse)
}

/// The apps that administrators own, by id.
pub(crate) async fn list_apps(place: &DatabaseLocation) -> Result<Vec<StoredApp>, MaintenanceError> {
    /// Before this version of the schema there were none.
    const FIRST: i64 = 19;
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = address.connect(place.wait).await.map_err(SchemaError::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? < FIRST {
        return Ok(Vec::new());
    }
    // One snapshot for apps and their secrets.
    let view = connection.begin_with("begin isolation level repeatable read, read only").await;
    let mut view = view.map_err(SchemaError::from).map_err(&refuse)?;
    apps::list(&mut *view).await.map_err(SchemaError::from).map_err(refuse)
}

/// Whether there are users and no administrator.
pub(crate) async fn lacks_administrator(
    place: &DatabaseLocation,
    rules: Rules<'_>,
    now: Timestamp,
) -> Result<bool, MaintenanceError> {
    /// Before this version of the schema nothing was granted by link.
    const FIRST: i64 = 10;
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = address.connect(place.wait).await.map_err(SchemaError::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? < FIRST {
        return Ok(false);
    }
    admin_access::is_lacking(&mut connection, rules, now).await.map_err(SchemaError::from).map_err(refuse)
}

/// Whether the keys are those of the database.
pub(crate) async fn check_keys(place: &DatabaseLocation, keys: &Keyring) -> Result<(), MaintenanceError> {
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = address.connect(place.wait).await.map_err(SchemaError::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? == 0 {
        return Ok(());
    }
    schema::open_key_check(&mut connection, keys).await.map(|_| ()).map_err(refuse)
}

/// The nodes that run.
pub(crate) async fn list_nodes(place: &DatabaseLocation) -> Result<Vec<Node>, MaintenanceError> {
    /// Before this version of the schema they said nothing.
    const FIRST: i64 = 11;
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = address.connect(place.wait).await.map_err(SchemaError::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? < FIRST {
        return Ok(Vec::new());
    }
    node_rows::list(&mut connection).await.map_err(SchemaError::from).map_err(refuse)
}

/// Opens the database exclusively until the connection ends; `None` when it is empty. Refused while a server runs on it:
/// every one holds a share of the lock.
pub(crate) async fn open_exclusive(place: &DatabaseLocation) -> Result<Option<ExclusiveDatabase>, MaintenanceError> {
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = address.connect(place.wait).await.map_err(SchemaError::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? == 0 {
        return Ok(None);
    }
    let alone = "select pg_try_advisory_lock($1)";
    let alone: bool = sqlx::query_scalar(alone)
        .bind(locks::INSTANCE)
        .fetch_one(&mut connection)
        .await
        .map_err(SchemaError::from)
        .map_err(&refuse)?;
    if !alone {
        return Err(MaintenanceError::InUse(address.shown));
    }
    Ok(Some(ExclusiveDatabase::postgres(ExclusiveConnection(connection), Box::new(refuse))))
}

fn report_for(address: Address) -> impl Fn(SchemaError) -> MaintenanceError + Send {
    move |error| report(error, &address).into()
}
