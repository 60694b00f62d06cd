//! What nodes have said of themselves, from rows.

use vestibule_core::node::NodeReport;

use super::{
    connection::Connection,
    rows::{corrupt, get, time},
    statement::Statement,
    value::SqlRow,
};
use crate::{NODE_GONE, Node, StoreError};

/// The milliseconds of the database's clock.
pub(super) const SQLITE_NOW: &str = "cast(unixepoch('subsec') * 1000 as integer)";
pub(super) const POSTGRES_NOW: &str = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/// Those that are not gone, by name.
pub(crate) async fn list(connection: &mut dyn Connection) -> Result<Vec<Node>, StoreError> {
    let mut all = Statement::new(
        "select id, name, version, started_at, clock_offset, keys, digests, seen_at from nodes where seen_at >= ",
    );
    all.push_per_dialect(SQLITE_NOW, POSTGRES_NOW).push(" - ").push_bind(NODE_GONE.num_milliseconds());
    all.push(" order by name, started_at, id");
    all.fetch_all(connection).await?.iter().map(node).collect()
}

/// The name of a node that cannot read what the key with this id seals.
pub(crate) async fn find_without_key(connection: &mut dyn Connection, key: &str) -> Result<Option<String>, StoreError> {
    let nodes = list(connection).await?;
    Ok(nodes.into_iter().find(|node| !node.report.keys.iter().any(|id| id == key)).map(|node| node.report.name))
}

fn node(row: &SqlRow) -> Result<Node, StoreError> {
    let (keys, digests): (String, String) = (get(row, "keys")?, get(row, "digests")?);
    Ok(Node {
        report: NodeReport {
            id: get(row, "id")?,
            name: get(row, "name")?,
            version: get(row, "version")?,
            started_at: time(row, "started_at")?,
            clock_offset: get(row, "clock_offset")?,
            keys: keys.split(',').map(str::to_owned).collect(),
            digests: serde_json::from_str(&digests).map_err(|error| corrupt("digests", error))?,
        },
        seen_at: time(row, "seen_at")?,
    })
}
