//! The one connection that a rotation works on.

use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::super::{
    connection::{Connection, Raw, Transaction},
    locks::LockMode,
};

pub(super) enum ExclusiveLock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection for ExclusiveLock {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(connection) => Raw::Sqlite(connection),
            Self::Postgres(connection) => Raw::Postgres(connection),
        }
    }
}

impl ExclusiveLock {
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(connection) => Transaction::Sqlite(connection.begin_with("begin immediate").await?),
            Self::Postgres(connection) => {
                Transaction::Postgres { transaction: connection.begin().await?, lock: LockMode::Exclusive }
            }
        })
    }
}
