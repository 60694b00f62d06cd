//! PostgreSQL on the bench of the conformance suite.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, Connection as _};

use super::{address, open};
use crate::{
    ConnectSettings, OpenError, StoreOptions,
    conformance::{Backend, StoreDeps, TestStore},
    sql::SqlTestAccess,
};

/// PostgreSQL, as the conformance suite opens it.
pub struct PostgresBackend {
    /// A URL for a user who may create databases, up to the name of the database: `postgres://…/`.
    pub server: String,
    /// Behind the name of the database, such as `?host=/run/postgresql`, or nothing.
    pub options: String,
}

impl PostgresBackend {
    /// The URL of the database of that name.
    pub fn url(&self, database: &str) -> String {
        format!("{}{database}{}", self.server, self.options)
    }
}

#[async_trait]
impl Backend for PostgresBackend {
    async fn fresh(&self, name: &str, parts: StoreDeps) -> Result<TestStore, OpenError> {
        // What is longer than 63 bytes is cut by the server.
        let database: String = name.chars().take(60).collect();
        let address = address::parse(&self.url("postgres"))?;
        let refuse = |error: sqlx::Error| open::report(error.into(), &address);
        let mut connection = address.connect(Duration::ZERO).await.map_err(refuse)?;
        let create = AssertSqlSafe(format!("create database \"{database}\""));
        sqlx::raw_sql(create).execute(&mut connection).await.map_err(refuse)?;
        connection.close().await.map_err(refuse)?;
        self.open(&database, parts).await
    }
}

impl PostgresBackend {
    /// Another store on a database that is there.
    pub async fn open(&self, database: &str, parts: StoreDeps) -> Result<TestStore, OpenError> {
        let StoreDeps { keys, clock, random } = parts;
        let options = StoreOptions {
            url: self.url(database),
            base: "".into(),
            connect: ConnectSettings::default(),
            keys,
            clock,
            random,
        };
        let store = Arc::new(super::open(options).await?);
        let test_access = Arc::new(SqlTestAccess(store.pools.clone()));
        Ok(TestStore { store, test_access })
    }
}
