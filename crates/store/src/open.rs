//! From a URL to a store.

use std::{path::PathBuf, sync::Arc, time::Duration};

use vestibule_core::{clock::Clock, postgres_url::is_postgres, random::Random, seal::Keyring};

use crate::{OpenError, Store};

/// What a store is opened with.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:PATH`, the path relative to `base`, `sqlite::memory:`, or what [`vestibule_core::postgres_url`]
    /// reads.
    pub url: String,
    /// Relative paths in `url` are resolved against it.
    pub base: PathBuf,
    pub connect: ConnectSettings,
    /// The keys that seal stored secrets.
    pub keys: Arc<Keyring>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

/// How a database is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectSettings {
    /// How long opening waits for a database that cannot be used now. Zero: it is tried once.
    pub wait: Duration,
    /// The most connections to PostgreSQL; one more listens.
    pub connections: u32,
}

impl Default for ConnectSettings {
    fn default() -> Self {
        Self { wait: Duration::ZERO, connections: 10 }
    }
}

/// Opens the database and brings its schema up to date. A file that is not there is created.
pub async fn open(options: StoreOptions) -> Result<Arc<dyn Store>, OpenError> {
    // Boxed: the two together are large, and are part of whatever opens a store.
    let store = match is_postgres(&options.url) {
        true => Box::pin(crate::postgres::open(options)).await?,
        false => Box::pin(crate::sqlite::open(options)).await?,
    };
    Ok(Arc::new(store))
}
