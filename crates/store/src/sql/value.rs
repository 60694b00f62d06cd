//! What a statement carries to the database, and what it brings back: the few types that both databases know.

use sqlx::{
    Arguments as _, Decode, Postgres, Row as _, Sqlite, Type,
    error::BoxDynError,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};
use uuid::Uuid;

use crate::StoreError;

/// A value for a place in a statement. An absent one has a type, too: PostgreSQL asks for it.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
    Flag(bool),
}

/// Hands each value to the arguments of one database.
macro_rules! add_to {
    ($arguments:expr, $value:expr) => {
        match $value {
            Value::Text(value) => $arguments.add(value),
            Value::Number(value) => $arguments.add(value),
            Value::Bytes(value) => $arguments.add(value),
            Value::Id(value) => $arguments.add(value),
            Value::Flag(value) => $arguments.add(value),
        }
    };
}

impl Value {
    pub(super) fn add_to_sqlite(self, arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
        add_to!(arguments, self)
    }

    /// PostgreSQL has no character NUL in its texts. Nothing of ours writes one; who searches for one finds nothing.
    pub(super) fn add_to_postgres(self, arguments: &mut PgArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Text(Some(text)) if text.contains('\0') => arguments.add(text.replace('\0', "\u{FFFD}")),
            value => add_to!(arguments, value),
        }
    }
}

macro_rules! value_from {
    ($($from:ty => $variant:ident($value:ident: $into:expr)),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Self::$variant($into)
            }
        })*
    };
}

value_from! {
    &str => Text(value: Some(value.to_owned())),
    String => Text(value: Some(value)),
    Option<&str> => Text(value: value.map(str::to_owned)),
    Option<String> => Text(value: value),
    i64 => Number(value: Some(value)),
    u32 => Number(value: Some(value.into())),
    Option<i64> => Number(value: value),
    &[u8] => Bytes(value: Some(value.to_vec())),
    &[u8; 32] => Bytes(value: Some(value.to_vec())),
    Vec<u8> => Bytes(value: Some(value)),
    Option<Vec<u8>> => Bytes(value: value),
    Uuid => Id(value: Some(value)),
    Option<Uuid> => Id(value: value),
    bool => Flag(value: value),
}

/// A row of either database.
pub(super) enum SqlRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What can be read from a column of either database.
pub(super) trait Column<'r>: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres> {}

impl<'r, T> Column<'r> for T where T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres> {}

/// Reads the column of that name.
pub(super) fn get<'r, T: Column<'r>>(row: &'r SqlRow, column: &'static str) -> Result<T, StoreError> {
    Ok(match row {
        SqlRow::Sqlite(row) => row.try_get(column)?,
        SqlRow::Postgres(row) => row.try_get(column)?,
    })
}

/// Reads the only column.
pub(super) fn only<T: for<'r> Column<'r>>(row: &SqlRow) -> Result<T, sqlx::Error> {
    match row {
        SqlRow::Sqlite(row) => row.try_get(0),
        SqlRow::Postgres(row) => row.try_get(0),
    }
}
