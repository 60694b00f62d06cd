//! From a URL to a store.

use std::{path::PathBuf, sync::Arc};

use vestibule_core::{clock::Clock, random::Random, seal::Keyring};

use crate::{OpenError, Store, postgres::is_postgres};

/// What a store is opened with.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:PATH`, the path relative to `base`, `sqlite::memory:`, or `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub url: String,
    /// Relative paths in `url` are resolved against it.
    pub base: PathBuf,
    /// The keys that seal stored secrets.
    pub keys: Arc<Keyring>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
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
