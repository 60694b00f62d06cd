//! The nodes of an installation, and the clock of the database.

use async_trait::async_trait;
use vestibule_core::{
    clock::{Timestamp, from_millis},
    node::NodeReport,
};

use super::{
    SqlStore,
    connection::{Connection, Pools},
    rows::{corrupt, get, time},
    statement::{Batch, Statement, query},
    value::SqlRow,
};
use crate::{NODE_GONE, Node, Nodes, StoreError, nodes::NODE_LIMIT};

/// The milliseconds of the database's clock.
const SQLITE_NOW: &str = "cast(unixepoch('subsec') * 1000 as integer)";
const POSTGRES_NOW: &str = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

#[async_trait]
impl Nodes for SqlStore {
    async fn report_node(&self, report: &NodeReport) -> Result<(), StoreError> {
        let digests = serde_json::to_string(&report.digests).map_err(|error| corrupt("digests", error))?;
        let mut transaction = self.begin().await?;
        let mut batch = Batch::default();
        batch.push("insert into nodes (id, name, version, started_at, clock_offset, keys, digests, seen_at) values (");
        batch.push_values([
            report.id.as_str().into(),
            report.name.as_str().into(),
            report.version.as_str().into(),
            report.started_at.timestamp_millis().into(),
            report.clock_offset.into(),
            report.keys.join(",").into(),
            digests.into(),
        ]);
        batch.push(", ").push_per_dialect(SQLITE_NOW, POSTGRES_NOW);
        batch.push(
            ") on conflict (id) do update set clock_offset = excluded.clock_offset, keys = excluded.keys, \
             digests = excluded.digests, seen_at = excluded.seen_at",
        );
        batch.end();
        batch.push("delete from nodes where seen_at < ").push_per_dialect(SQLITE_NOW, POSTGRES_NOW);
        batch.push(" - ").push_bind(NODE_GONE.num_milliseconds());
        batch.push(" or id in (select id from nodes order by seen_at desc, id limit 1000 offset ");
        batch.push_bind(NODE_LIMIT).push(")").end();
        batch.execute(&mut transaction).await?;
        transaction.commit().await
    }

    async fn list_nodes(&self) -> Result<Vec<Node>, StoreError> {
        list(&mut self.pools.reader().await?).await
    }

    async fn forget_node(&self, id: &str) -> Result<(), StoreError> {
        query("delete from nodes where id = $1").bind(id).execute(&mut self.pools.writer().await?).await?;
        Ok(())
    }

    async fn database_time(&self) -> Result<Option<Timestamp>, StoreError> {
        if matches!(self.pools, Pools::Sqlite { .. }) {
            return Ok(None);
        }
        let mut now = Statement::new("select ");
        now.push_per_dialect(SQLITE_NOW, POSTGRES_NOW);
        let now: i64 = now.fetch_only(&mut self.pools.reader().await?).await?;
        Ok(Some(from_millis(now)))
    }
}

/// Those that are not gone, by name.
pub(crate) async fn list(connection: &mut dyn Connection) -> Result<Vec<Node>, StoreError> {
    let mut all = Statement::new("select * from nodes where seen_at >= ");
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
