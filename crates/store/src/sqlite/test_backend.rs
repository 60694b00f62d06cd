//! SQLite on the bench of the conformance suite.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;

use crate::{
    ConnectSettings, OpenError, StoreOptions,
    conformance::{Backend, StoreDeps, TestStore},
    sql::SqlTestAccess,
};

/// SQLite, as the conformance suite opens it.
pub struct SqliteBackend {
    /// Where files go, each under a new name; `None`: in memory.
    pub folder: Option<PathBuf>,
}

#[async_trait]
impl Backend for SqliteBackend {
    async fn fresh(&self, name: &str, parts: StoreDeps) -> Result<TestStore, OpenError> {
        let url = match &self.folder {
            Some(_) => format!("sqlite:{name}.db"),
            None => "sqlite::memory:".to_owned(),
        };
        let StoreDeps { keys, clock, random } = parts;
        let base = self.folder.clone().unwrap_or_default();
        let store = Arc::new(
            super::open(StoreOptions { url, base, connect: ConnectSettings::default(), keys, clock, random }).await?,
        );
        let test_access = Arc::new(SqlTestAccess(store.pools.clone()));
        Ok(TestStore { store, test_access })
    }
}
