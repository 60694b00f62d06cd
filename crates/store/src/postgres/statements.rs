//! Statements of `crate::sql` on PostgreSQL, and the rows that they bring back.

use sqlx::{
    Arguments as _, ColumnIndex, Decode, PgConnection, Postgres, Row as _, SqlStr, Type,
    error::BoxDynError,
    migrate::{MigrateError, Migrator},
    postgres::{PgArguments, PgDatabaseError, PgRow},
};

use crate::{
    deadline::with_timeout,
    sql::{migrations, parameter::Value},
};

/// How many rows it touched.
pub(crate) async fn execute(text: SqlStr, values: &[Value], on: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let query = sqlx::query_with(text, arguments(values)?);
    Ok(with_timeout(query.execute(on)).await?.rows_affected())
}

pub(crate) async fn fetch_all(
    text: SqlStr,
    values: &[Value],
    on: &mut PgConnection,
) -> Result<Vec<PgRow>, sqlx::Error> {
    with_timeout(sqlx::query_with(text, arguments(values)?).fetch_all(on)).await
}

pub(crate) async fn fetch_optional(
    text: SqlStr,
    values: &[Value],
    on: &mut PgConnection,
) -> Result<Option<PgRow>, sqlx::Error> {
    with_timeout(sqlx::query_with(text, arguments(values)?).fetch_optional(on)).await
}

fn arguments(values: &[Value]) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    values.iter().cloned().try_for_each(|value| add(value, &mut arguments)).map_err(sqlx::Error::Encode)?;
    Ok(arguments)
}

/// PostgreSQL has no character NUL in its texts. Nothing of ours writes one; who searches for one finds nothing.
fn add(value: Value, arguments: &mut PgArguments) -> Result<(), BoxDynError> {
    match value {
        Value::Text(Some(text)) if text.contains('\0') => arguments.add(text.replace('\0', "\u{FFFD}")),
        Value::Text(value) => arguments.add(value),
        Value::Number(value) => arguments.add(value),
        Value::Bytes(value) => arguments.add(value),
        Value::Id(value) => arguments.add(value),
        Value::Flag(value) => arguments.add(value),
    }
}

/// What can be read from a column of PostgreSQL.
pub(crate) trait PostgresColumn<'r>: Decode<'r, Postgres> + Type<Postgres> {}

impl<'r, T: Decode<'r, Postgres> + Type<Postgres>> PostgresColumn<'r> for T {}

/// Reads a column.
pub(crate) fn read<'r, T: PostgresColumn<'r>>(
    row: &'r PgRow,
    column: impl ColumnIndex<PgRow>,
) -> Result<T, sqlx::Error> {
    row.try_get(column)
}

/// Applies the migrations behind `from`.
pub(crate) async fn migrate(connection: &mut PgConnection, migrator: &Migrator, from: i64) -> Result<(), MigrateError> {
    migrations::apply(connection, migrator, from).await
}

/// The state that PostgreSQL reports.
pub(crate) fn sql_state(error: &sqlx::Error) -> Option<&str> {
    Some(error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.code())
}
