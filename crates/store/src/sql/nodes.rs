//! The nodes of an installation, and the clock of the database.

use async_trait::async_trait;
use vestibule_core::{
    clock::{Timestamp, from_millis},
    node::NodeReport,
};

use super::{
    SqlStore,
    batch::Batch,
    connection::Pools,
    node_rows::{self, POSTGRES_NOW, SQLITE_NOW},
    rows::corrupt,
    statement::{Statement, query},
};
use crate::{AuditEvent, NODE_GONE, Node, Nodes, StoreError, nodes::NODE_LIMIT};

#[async_trait]
impl Nodes for SqlStore {
    async fn report_node(&self, report: &NodeReport) -> Result<(), StoreError> {
        let digests = serde_json::to_string(&report.digests).map_err(|error| corrupt("digests", error))?;
        let transaction = self.begin().await?;
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
        batch.commit(transaction).await.map(drop)
    }

    async fn list_nodes(&self) -> Result<Vec<Node>, StoreError> {
        node_rows::list(&mut self.pools.reader().await?).await
    }

    async fn forget_node(&self, id: &str) -> Result<(), StoreError> {
        query("delete from nodes where id = $1").bind(id).execute(&mut self.pools.writer().await?).await?;
        Ok(())
    }

    async fn record_once(&self, name: &str, event: &AuditEvent) -> Result<bool, StoreError> {
        if self.was_recorded(name).await? {
            return Ok(false);
        }
        let mut transaction = self.begin().await?;
        let first = query("insert into said_once (name, said_at) values ($1, $2) on conflict (name) do nothing")
            .bind(name)
            .bind(self.now().timestamp_millis())
            .execute(&mut transaction)
            .await?
            == 1;
        if first {
            self.write_event(&mut transaction, event).await?;
            transaction.commit().await?;
        }
        Ok(first)
    }

    async fn forget_recorded(&self, name: &str, event: Option<&AuditEvent>) -> Result<bool, StoreError> {
        if !self.was_recorded(name).await? {
            return Ok(false);
        }
        let mut transaction = self.begin().await?;
        let first = query("delete from said_once where name = $1").bind(name).execute(&mut transaction).await? == 1;
        if first {
            if let Some(event) = event {
                self.write_event(&mut transaction, event).await?;
            }
            transaction.commit().await?;
        }
        Ok(first)
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

impl SqlStore {
    /// Asked first, because it costs no transaction.
    async fn was_recorded(&self, name: &str) -> Result<bool, StoreError> {
        let known = query("select exists (select 1 from said_once where name = $1)").bind(name);
        Ok(known.fetch_only(&mut self.pools.reader().await?).await?)
    }
}
