//! What a statement brings back: the few types that both databases know.

use sqlx::{Decode, Row as _, Sqlite, Type, sqlite::SqliteRow};

use crate::{
    StoreError,
    postgres::{self, PgRow, PostgresColumn},
};

/// A row of either database.
pub(crate) enum SqlRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What can be read from a column of either database.
pub(super) trait Column<'r>: Decode<'r, Sqlite> + Type<Sqlite> + PostgresColumn<'r> {}

impl<'r, T> Column<'r> for T where T: Decode<'r, Sqlite> + Type<Sqlite> + PostgresColumn<'r> {}

/// Reads the column of that name.
pub(super) fn get<'r, T: Column<'r>>(row: &'r SqlRow, column: &'static str) -> Result<T, StoreError> {
    Ok(match row {
        SqlRow::Sqlite(row) => row.try_get(column)?,
        SqlRow::Postgres(row) => postgres::read(row, column)?,
    })
}

/// Reads the only column.
pub(super) fn only<T: for<'r> Column<'r>>(row: &SqlRow) -> Result<T, sqlx::Error> {
    match row {
        SqlRow::Sqlite(row) => row.try_get(0),
        SqlRow::Postgres(row) => postgres::read(row, 0),
    }
}
