//! SQL that runs on both databases.
//!
//! A text is made of our own words only (`&'static str`), a value is always bound. Where the databases want other words,
//! the statement carries both and the connection picks. SQLite numbers placeholders by `?`, PostgreSQL by `$1`; a text in one
//! piece, as [`query`] takes it, has `$1` for both, because SQLite understands that, too.
//!
//! A query names its columns: PostgreSQL refuses a prepared `select *` for good once another version, which is being rolled
//! out, has added a column.

use futures_util::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Either, Executor as _, SqlSafeStr as _, SqlStr,
    sqlite::{SqliteArguments, SqliteQueryResult},
};

use super::{
    connection::{Connection, Raw},
    parameter::Value,
    value::{Column, SqlRow, only},
};
use crate::{
    postgres,
    timing::{Operation, Timed},
};

/// How often a statement runs again on another connection.
const REPLACEMENTS: u32 = 3;

/// Runs the statement on PostgreSQL, on another connection when the first one was lost and it may.
macro_rules! on_postgres {
    ($statement:ident, $on:ident, $method:ident) => {{
        let mut replacements = 0..REPLACEMENTS;
        loop {
            let text = $statement.render(Dialect::Postgres);
            let Raw::Postgres(connection) = $on.raw() else { return Err(sqlx::Error::WorkerCrashed) };
            match postgres::$method(text, &$statement.values, connection).await {
                Err(error) if replacements.next().is_some() && $on.replace_after(&error).await => {}
                answer => break answer,
            }
        }
    }};
}

#[derive(Debug)]
enum Part {
    Text(&'static str),
    PerDialect(&'static str, &'static str),
    Placeholder,
}

/// Which words are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// One statement and its values.
#[derive(Debug, Default)]
pub(super) struct Statement {
    parts: Vec<Part>,
    values: Vec<Value>,
}

/// A statement whose text, with `$1` and so on, is the same for both databases.
pub(super) fn query(text: &'static str) -> Statement {
    Statement::new(text)
}

/// A statement whose text differs: first SQLite's, then PostgreSQL's.
pub(super) fn query_per_dialect(sqlite: &'static str, postgres: &'static str) -> Statement {
    let mut statement = Statement::default();
    statement.push_per_dialect(sqlite, postgres);
    statement
}

impl Statement {
    /// Begins a statement that is put together.
    pub(super) fn new(text: &'static str) -> Self {
        Self { parts: vec![Part::Text(text)], values: Vec::new() }
    }

    /// Binds the next of the placeholders that the text names by number.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(super) fn push(&mut self, text: &'static str) -> &mut Self {
        self.parts.push(Part::Text(text));
        self
    }

    /// Adds SQLite's words, or PostgreSQL's.
    pub(super) fn push_per_dialect(&mut self, sqlite: &'static str, postgres: &'static str) -> &mut Self {
        self.parts.push(Part::PerDialect(sqlite, postgres));
        self
    }

    /// Adds a place and its value.
    pub(super) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.parts.push(Part::Placeholder);
        self.values.push(value.into());
        self
    }

    /// Adds that `column` has one of these values; with none of them, that is false.
    pub(super) fn push_any(&mut self, column: &'static str, values: impl IntoIterator<Item = impl Into<Value>>) {
        self.push("(false");
        for value in values {
            self.push(" or ").push(column).push(" = ").push_bind(value);
        }
        self.push(")");
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    fn render(&self, dialect: Dialect) -> SqlStr {
        match (self.parts.as_slice(), dialect) {
            ([Part::Text(text)], _)
            | ([Part::PerDialect(text, _)], Dialect::Sqlite)
            | ([Part::PerDialect(_, text)], Dialect::Postgres) => text.into_sql_str(),
            _ => {
                let mut text = String::new();
                self.write(dialect, &mut text);
                // Every part is a constant of ours.
                AssertSqlSafe(text).into_sql_str()
            }
        }
    }

    pub(super) fn write(&self, dialect: Dialect, text: &mut String) {
        let mut placeholders = 0u32;
        for part in &self.parts {
            match (part, dialect) {
                (Part::Text(words), _)
                | (Part::PerDialect(words, _), Dialect::Sqlite)
                | (Part::PerDialect(_, words), Dialect::Postgres) => text.push_str(words),
                (Part::Placeholder, Dialect::Sqlite) => text.push('?'),
                (Part::Placeholder, Dialect::Postgres) => {
                    placeholders += 1;
                    text.push('$');
                    text.push_str(&placeholders.to_string());
                }
            }
        }
    }

    /// How many rows it touched.
    pub(super) async fn execute(self, on: &mut dyn Connection) -> Result<u64, sqlx::Error> {
        let _timed = Timed::begin(Operation::Change);
        match on.raw() {
            Raw::Sqlite(connection, begin) => {
                let (text, arguments) = self.for_sqlite(begin)?;
                // The last answer is the statement's: that to a `begin` has the count of what came before it.
                let answers = connection.fetch_many(sqlx::query_with(text, arguments));
                let count = |count, answer: Either<SqliteQueryResult, _>| async move {
                    Ok(answer.left().map_or(count, |done| done.rows_affected()))
                };
                answers.try_fold(0, count).await
            }
            Raw::Postgres(_) => on_postgres!(self, on, execute),
        }
    }

    pub(super) async fn fetch_all(self, on: &mut dyn Connection) -> Result<Vec<SqlRow>, sqlx::Error> {
        self.fetch(on, Operation::Read).await
    }

    pub(super) async fn fetch(self, on: &mut dyn Connection, operation: Operation) -> Result<Vec<SqlRow>, sqlx::Error> {
        let _timed = Timed::begin(operation);
        match on.raw() {
            Raw::Sqlite(connection, begin) => {
                let (text, arguments) = self.for_sqlite(begin)?;
                let rows = sqlx::query_with(text, arguments).fetch_all(connection).await?;
                Ok(rows.into_iter().map(SqlRow::Sqlite).collect())
            }
            Raw::Postgres(_) => Ok(on_postgres!(self, on, fetch_all)?.into_iter().map(SqlRow::Postgres).collect()),
        }
    }

    pub(super) async fn fetch_optional(self, on: &mut dyn Connection) -> Result<Option<SqlRow>, sqlx::Error> {
        let _timed = Timed::begin(Operation::Read);
        match on.raw() {
            Raw::Sqlite(connection, begin) => {
                let (text, arguments) = self.for_sqlite(begin)?;
                Ok(sqlx::query_with(text, arguments).fetch_optional(connection).await?.map(SqlRow::Sqlite))
            }
            Raw::Postgres(_) => Ok(on_postgres!(self, on, fetch_optional)?.map(SqlRow::Postgres)),
        }
    }

    pub(super) async fn fetch_one(self, on: &mut dyn Connection) -> Result<SqlRow, sqlx::Error> {
        self.fetch_optional(on).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// The only column of the only row.
    pub(super) async fn fetch_only<T: for<'r> Column<'r>>(self, on: &mut dyn Connection) -> Result<T, sqlx::Error> {
        only(&self.fetch_one(on).await?)
    }

    /// The only column of the row, when there is one.
    pub(super) async fn find_only<T>(self, on: &mut dyn Connection) -> Result<Option<T>, sqlx::Error>
    where
        T: for<'r> Column<'r>,
    {
        self.fetch_optional(on).await?.as_ref().map(only).transpose()
    }

    fn for_sqlite(self, begin: &'static str) -> Result<(SqlStr, SqliteArguments), sqlx::Error> {
        let mut arguments = SqliteArguments::default();
        let text = match begin {
            "" => self.render(Dialect::Sqlite),
            begin => {
                let mut text = begin.to_owned();
                self.write(Dialect::Sqlite, &mut text);
                AssertSqlSafe(text).into_sql_str()
            }
        };
        self.add_values(&mut arguments)?;
        Ok((text, arguments))
    }

    pub(super) fn add_values(self, arguments: &mut SqliteArguments) -> Result<(), sqlx::Error> {
        let mut values = self.values.into_iter();
        values.try_for_each(|value| value.add_to_sqlite(arguments)).map_err(sqlx::Error::Encode)
    }
}
