//! The one connection that a rotation works on.

use sqlx::{Connection as _, SqliteConnection};

use super::super::connection::{Connection, Raw, Transaction};
use crate::postgres::ExclusiveConnection;

pub(super) enum ExclusiveLock {
    Sqlite(SqliteConnection),
    Postgres(ExclusiveConnection),
}

impl Connection for ExclusiveLock {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(connection) => Raw::Sqlite(connection, ""),
            Self::Postgres(connection) => Raw::Postgres(connection.raw()),
        }
    }
}

impl ExclusiveLock {
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(connection) => Transaction::Sqlite(connection.begin_with("begin immediate").await?),
            Self::Postgres(connection) => Transaction::Postgres(connection.begin().await?),
        })
    }
}
