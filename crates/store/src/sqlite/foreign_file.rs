//! Tables of another program's SQLite file, for an import.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::maintenance::{ForeignTables, MaintenanceError};

/// Reads those of `tables` that the file has. Changes nothing in it. What is no text and no number is left out.
pub(crate) async fn read_tables(path: &Path, tables: &[&str]) -> Result<ForeignTables, MaintenanceError> {
    if !path.is_file() {
        return Err(MaintenanceError::Absent(path.to_owned()));
    }
    let unreadable =
        |error: sqlx::Error| MaintenanceError::Unreadable { path: path.to_owned(), cause: Box::new(error) };
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await.map_err(unreadable)?;
    let mut found = BTreeMap::new();
    for &table in tables {
        let rows = read_table(&mut connection, table).await.map_err(unreadable)?;
        found.extend(rows.map(|rows| (table.to_owned(), rows)));
    }
    connection.close().await.map_err(unreadable)?;
    Ok(found)
}

async fn read_table(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Option<Vec<Map<String, Value>>>, sqlx::Error> {
    let columns: Vec<String> =
        sqlx::query_scalar("select name from pragma_table_info($1)").bind(table).fetch_all(&mut *connection).await?;
    if columns.is_empty() {
        return Ok(None);
    }
    let column = |name: &String| {
        let quoted = name.replace('"', "\"\"");
        let text = name.replace('\'', "''");
        format!("'{text}', case typeof(\"{quoted}\") when 'blob' then null else \"{quoted}\" end")
    };
    let members: Vec<_> = columns.iter().map(column).collect();
    let sql = format!("select json_object({}) from \"{}\"", members.join(", "), table.replace('"', "\"\""));
    // The names are quoted.
    let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await?;
    let parse = |row: &String| serde_json::from_str(row).map_err(|error| sqlx::Error::Decode(Box::new(error)));
    rows.iter().map(parse).collect::<Result<_, _>>().map(Some)
}
