//! An SQLite file of another program, for tests.

use std::path::Path;

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

use crate::StoreError;

/// Makes a file at `path` with what `sql` puts into it.
pub async fn create_sqlite_file(path: &Path, sql: &str) -> Result<(), StoreError> {
    let mut connection = SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    Ok(connection.close().await?)
}
