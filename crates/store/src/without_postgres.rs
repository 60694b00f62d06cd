//! In place of PostgreSQL, in a build without it: no database is opened, so there is nothing that the types here could
//! hold.

use std::{convert::Infallible, marker::PhantomData};

use sqlx::{
    SqlStr,
    migrate::{MigrateError, Migrator},
};

use crate::{
    OpenError, StoreError, StoreOptions,
    sql::{SqlStore, locks::LockMode, parameter::Value},
};

pub(crate) const CHANNEL: &str = "";
pub(crate) const USERS_CHANNEL: &str = "";
pub(crate) const EVERYBODY: &str = "";

pub(crate) async fn open(_: StoreOptions) -> Result<SqlStore, OpenError> {
    Err(OpenError::WithoutPostgres)
}

/// A connection of the driver.
pub(crate) struct PgConnection(Infallible);

/// A row of the driver.
pub(crate) struct PgRow(Infallible);

pub(crate) struct ServerPool(Infallible);

impl ServerPool {
    pub(crate) async fn acquire(&self, _: bool) -> Result<ServerConnection, sqlx::Error> {
        match self.0 {}
    }

    pub(crate) async fn view(&self) -> Result<ServerTransaction<'static>, sqlx::Error> {
        match self.0 {}
    }

    pub(crate) async fn begin(&self, _: LockMode) -> Result<ServerTransaction<'static>, sqlx::Error> {
        match self.0 {}
    }

    pub(crate) async fn close(&self) {
        match self.0 {}
    }
}

impl Clone for ServerPool {
    fn clone(&self) -> Self {
        match self.0 {}
    }
}

pub(crate) struct ServerConnection(Infallible);

impl ServerConnection {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        match self.0 {}
    }

    pub(crate) async fn replace_after(&mut self, _: &sqlx::Error) -> bool {
        match self.0 {}
    }
}

pub(crate) struct ServerTransaction<'c>(Infallible, PhantomData<&'c ()>);

impl ServerTransaction<'_> {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        match self.0 {}
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self.0 {}
    }

    pub(crate) fn is_exclusive(&self) -> bool {
        match self.0 {}
    }
}

pub(crate) struct ExclusiveConnection(Infallible);

impl ExclusiveConnection {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        match self.0 {}
    }

    pub(crate) async fn begin(&mut self) -> Result<ServerTransaction<'_>, sqlx::Error> {
        match self.0 {}
    }

    pub(crate) async fn rewrite_files(&mut self) -> Result<(), sqlx::Error> {
        match self.0 {}
    }

    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        match self.0 {}
    }
}

/// The other nodes. An embedded database has none.
pub(crate) struct NodeNotifications(Infallible);

impl NodeNotifications {
    pub(crate) fn name(&self) -> &str {
        match self.0 {}
    }

    pub(crate) async fn changed(&self) {
        match self.0 {}
    }
}

pub(crate) async fn execute(_: SqlStr, _: &[Value], on: &mut PgConnection) -> Result<u64, sqlx::Error> {
    match on.0 {}
}

pub(crate) async fn fetch_all(_: SqlStr, _: &[Value], on: &mut PgConnection) -> Result<Vec<PgRow>, sqlx::Error> {
    match on.0 {}
}

pub(crate) async fn fetch_optional(
    _: SqlStr,
    _: &[Value],
    on: &mut PgConnection,
) -> Result<Option<PgRow>, sqlx::Error> {
    match on.0 {}
}

/// What can be read from a column of PostgreSQL: there is none, so whatever can be read from one of SQLite.
pub(crate) trait PostgresColumn<'r> {}

impl<T> PostgresColumn<'_> for T {}

pub(crate) fn read<T, C>(row: &PgRow, _: C) -> Result<T, sqlx::Error> {
    match row.0 {}
}

pub(crate) async fn migrate(connection: &mut PgConnection, _: &Migrator, _: i64) -> Result<(), MigrateError> {
    match connection.0 {}
}

pub(crate) fn sql_state(_: &sqlx::Error) -> Option<&str> {
    None
}

pub(crate) fn lost_connection(_: &StoreError) -> bool {
    false
}

pub(crate) mod maintenance {
    use vestibule_core::{access::Rules, clock::Timestamp, seal::Keyring};

    use crate::{
        Node, OpenError, StoredApp, StoredProvider,
        maintenance::{DatabaseLocation, MaintenanceError},
        sql::reencrypt::ExclusiveDatabase,
    };

    const REFUSED: OpenError = OpenError::WithoutPostgres;

    pub(crate) async fn exists(_: &DatabaseLocation) -> Result<bool, OpenError> {
        Err(REFUSED)
    }

    pub(crate) async fn list_providers(
        _: &DatabaseLocation,
        _: &Keyring,
    ) -> Result<Vec<StoredProvider>, MaintenanceError> {
        Err(REFUSED.into())
    }

    pub(crate) async fn list_apps(_: &DatabaseLocation) -> Result<Vec<StoredApp>, MaintenanceError> {
        Err(REFUSED.into())
    }

    pub(crate) async fn lacks_administrator(
        _: &DatabaseLocation,
        _: Rules<'_>,
        _: Timestamp,
    ) -> Result<bool, MaintenanceError> {
        Err(REFUSED.into())
    }

    pub(crate) async fn check_keys(_: &DatabaseLocation, _: &Keyring) -> Result<(), MaintenanceError> {
        Err(REFUSED.into())
    }

    pub(crate) async fn list_nodes(_: &DatabaseLocation) -> Result<Vec<Node>, MaintenanceError> {
        Err(REFUSED.into())
    }

    pub(crate) async fn open_exclusive(_: &DatabaseLocation) -> Result<Option<ExclusiveDatabase>, MaintenanceError> {
        Err(REFUSED.into())
    }
}
