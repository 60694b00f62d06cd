//! A database on a server as a whole: whether it is ours, and held alone.

use sqlx::Connection as _;
use vestibule_core::seal::Keyring;

use super::{
    address::{self, Address},
    open::{connect, report},
};
use crate::{
    OpenError, ProviderRow,
    sql::{
        locks, providers,
        reseal::Held,
        schema::{self, Trouble},
    },
    upkeep::{Place, UpkeepError},
};

/// Whether there is a database of ours.
pub(crate) async fn exists(place: &Place) -> Result<bool, OpenError> {
    let address = address::parse(&place.url)?;
    let mut connection = connect(&address).await.map_err(|error| report(error.into(), &address))?;
    let version = schema::inspect(&mut connection).await.map_err(|trouble| report(trouble, &address))?;
    Ok(version > 0)
}

/// The providers that administrators own, by id.
pub(crate) async fn list_providers(place: &Place, keys: &Keyring) -> Result<Vec<ProviderRow>, UpkeepError> {
    /// Before this version of the schema there were none.
    const FIRST: i64 = 2;
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = connect(&address).await.map_err(Trouble::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? < FIRST {
        return Ok(Vec::new());
    }
    // One snapshot for rows and secrets.
    let view = connection.begin_with("begin isolation level repeatable read, read only").await;
    let mut view = view.map_err(Trouble::from).map_err(&refuse)?;
    providers::list(&mut *view, keys).await.map_err(Trouble::from).map_err(refuse)
}

/// Takes the database for itself until the connection ends; `None` when there is nothing in it yet. Refused while a
/// server runs on it: every one holds a share of the lock.
pub(crate) async fn hold(place: &Place) -> Result<Option<Held>, UpkeepError> {
    let address = address::parse(&place.url)?;
    let refuse = report_for(address.clone());
    let mut connection = connect(&address).await.map_err(Trouble::from).map_err(&refuse)?;
    if schema::inspect(&mut connection).await.map_err(&refuse)? == 0 {
        return Ok(None);
    }
    let alone = "select pg_try_advisory_lock($1)";
    let alone: bool = sqlx::query_scalar(alone)
        .bind(locks::RUNNING)
        .fetch_one(&mut connection)
        .await
        .map_err(Trouble::from)
        .map_err(&refuse)?;
    if !alone {
        return Err(UpkeepError::InUse(address.shown));
    }
    Ok(Some(Held::postgres(connection, Box::new(refuse))))
}

fn report_for(address: Address) -> impl Fn(Trouble) -> UpkeepError + Send {
    move |trouble| report(trouble, &address).into()
}
