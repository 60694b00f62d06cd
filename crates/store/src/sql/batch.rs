//! Statements that belong together, and the end of a transaction with the last of them.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr, sqlite::SqliteArguments};

use super::{
    connection::{Connection, Raw, Transaction},
    parameter::Value,
    statement::{Dialect, Statement},
    value::SqlRow,
};
use crate::{
    StoreError,
    timing::{Operation, Timed},
};

/// Several statements that belong together. To SQLite they travel as one text, because each hop to its thread costs more
/// than the statement; PostgreSQL takes them one by one.
#[derive(Debug, Default)]
pub(super) struct Batch {
    done: Vec<Statement>,
    current: Statement,
}

impl Batch {
    pub(super) fn push(&mut self, text: &'static str) -> &mut Self {
        self.current.push(text);
        self
    }

    /// Adds SQLite's words, or PostgreSQL's.
    pub(super) fn push_per_dialect(&mut self, sqlite: &'static str, postgres: &'static str) -> &mut Self {
        self.current.push_per_dialect(sqlite, postgres);
        self
    }

    pub(super) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.current.push_bind(value);
        self
    }

    /// Adds values with commas between them.
    pub(super) fn push_values(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Self {
        for (number, value) in values.into_iter().enumerate() {
            if number > 0 {
                self.push(", ");
            }
            self.push_bind(value);
        }
        self
    }

    /// Ends a statement.
    pub(super) fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
    }

    /// Whether it is one statement, which is atomic by itself.
    pub(super) fn is_single(&self) -> bool {
        self.done.len() == 1 && self.current.is_empty()
    }

    /// Runs them in order.
    pub(super) async fn execute(self, on: &mut dyn Connection) -> Result<(), sqlx::Error> {
        self.fetch_all(on).await.map(drop)
    }

    /// Runs them in order. Returns all rows that they return.
    pub(super) async fn fetch_all(self, on: &mut dyn Connection) -> Result<Vec<SqlRow>, sqlx::Error> {
        self.run(on, "").await
    }

    /// The same, and commits: in one text on SQLite.
    pub(super) async fn commit(self, mut transaction: Transaction<'_>) -> Result<Vec<SqlRow>, StoreError> {
        let end = if matches!(transaction, Transaction::SqliteWrite(_)) { "commit" } else { "" };
        let rows = self.run(&mut transaction, end).await?;
        match transaction {
            Transaction::SqliteWrite(transaction) => transaction.committed(),
            transaction => transaction.commit().await?,
        }
        Ok(rows)
    }

    /// Ends the text for SQLite with `end`.
    async fn run(mut self, on: &mut dyn Connection, end: &'static str) -> Result<Vec<SqlRow>, sqlx::Error> {
        if !self.current.is_empty() {
            self.end();
        }
        if self.done.is_empty() && end.is_empty() {
            return Ok(Vec::new());
        }
        if let Raw::Sqlite(connection, begin) = on.raw() {
            let _timed = Timed::begin(if end.is_empty() { Operation::Change } else { Operation::Commit });
            let (text, arguments) = self.for_sqlite(begin, end)?;
            let rows = sqlx::query_with(text, arguments).fetch_all(connection).await?;
            return Ok(rows.into_iter().map(SqlRow::Sqlite).collect());
        }
        let mut rows = Vec::new();
        for statement in self.done {
            rows.extend(statement.fetch(&mut *on, Operation::Change).await?);
        }
        Ok(rows)
    }

    fn for_sqlite(self, begin: &str, end: &str) -> Result<(SqlStr, SqliteArguments), sqlx::Error> {
        let (mut text, mut arguments) = (begin.to_owned(), SqliteArguments::default());
        for statement in self.done {
            statement.write(Dialect::Sqlite, &mut text);
            text.push_str("; ");
            statement.add_values(&mut arguments)?;
        }
        text.push_str(end);
        Ok((AssertSqlSafe(text).into_sql_str(), arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{SqlStore, statement::query, value::only},
        *,
    };
    use crate::sqlite::tests::memory;

    async fn names(store: &SqlStore) -> Vec<String> {
        let rows = query("select name from meta where name like 'test-%' order by name");
        let rows = rows.fetch_all(&mut store.pools.reader().await.unwrap()).await.unwrap();
        rows.iter().map(|row| only::<String>(row).unwrap()).collect()
    }

    fn insert(name: &'static str) -> Statement {
        query("insert into meta (name, value) values ($1, $2)").bind(name).bind(&b"value"[..])
    }

    /// The text of the first statement begins the transaction, and SQLite would count for that what the one before it changed.
    #[tokio::test]
    async fn the_first_statement_of_a_transaction_counts_its_own_rows() {
        let store = memory().await;
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(insert("test-1").execute(&mut transaction).await.unwrap(), 1);
        assert_eq!(insert("test-2").execute(&mut transaction).await.unwrap(), 1);
        transaction.commit().await.unwrap();
        let mut transaction = store.begin().await.unwrap();
        let none = query("delete from meta where name = $1").bind("test-3");
        assert_eq!(none.execute(&mut transaction).await.unwrap(), 0);
        let both = query("delete from meta where name like 'test-%'");
        assert_eq!(both.execute(&mut transaction).await.unwrap(), 2);
        drop(transaction);
        assert_eq!(names(&store).await, ["test-1", "test-2"], "it was given up");
    }

    /// Whether it fails or is given up, before its first statement or after it, at its end or in a batch that commits.
    #[tokio::test]
    async fn a_transaction_that_is_given_up_leaves_nothing() {
        let store = memory().await;
        drop(store.begin().await.unwrap());
        let mut transaction = store.begin().await.unwrap();
        insert("test-1").execute(&mut transaction).await.unwrap();
        drop(transaction);
        let mut transaction = store.begin().await.unwrap();
        insert("test-2").execute(&mut transaction).await.unwrap();
        let mut batch = Batch::default();
        batch.push("insert into meta (name, value) values ('test-3', x'00')").end();
        batch.push("insert into meta (name, value) values ('test-2', x'00')").end();
        assert!(batch.commit(transaction).await.is_err());
        assert_eq!(names(&store).await, Vec::<String>::new());

        let mut batch = Batch::default();
        batch.push("insert into meta (name, value) values ('test-4', x'00') returning name").end();
        batch.push("insert into meta (name, value) values ('test-5', x'00')").end();
        let returned = batch.commit(store.begin().await.unwrap()).await.unwrap();
        assert_eq!(only::<String>(&returned[0]).unwrap(), "test-4");
        store.begin().await.unwrap().commit().await.unwrap();
        assert_eq!(names(&store).await, ["test-4", "test-5"]);
    }
}
