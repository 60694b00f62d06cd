//! From a URL to a store.

use std::{path::PathBuf, sync::Arc};

use vestibule_core::{clock::Clock, random::Random, seal::Keyring};

use crate::{OpenError, Store};

/// What a store needs beside its URL.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:PATH`, the path relative to the working folder, or `sqlite::memory:`.
    pub url: String,
    /// Relative paths in `url` are taken from here.
    pub base: PathBuf,
    /// The keys that seal secrets at rest.
    pub keys: Arc<Keyring>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness, for ids and nonces.
    pub random: Arc<dyn Random>,
}

/// Opens the database, creates it if it is not there, and brings its schema up to date.
pub async fn open(options: StoreOptions) -> Result<Arc<dyn Store>, OpenError> {
    crate::sqlite::open(options).await.map(|store| Arc::new(store) as Arc<dyn Store>)
}
