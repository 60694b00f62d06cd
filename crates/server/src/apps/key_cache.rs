//! What a node has read of the signing keys.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;
use vestibule_jose::SigningKey;
use vestibule_store::StoredSigningKey;

/// For how long a node believes what it has read.
const FRESH: Duration = Duration::from_secs(60);

/// A key that is in use.
pub(super) struct Key {
    pub(super) stored: StoredSigningKey,
    pub(super) signing: Arc<SigningKey>,
}

/// The keys of all algorithms, in the order in which they begin to sign.
pub(super) type Keys = Arc<Vec<Arc<Key>>>;

/// What was read of the keys. Many callers at once are one read.
pub(super) struct SigningKeyCache(pub(super) Cache<(), Keys>);

impl SigningKeyCache {
    pub(super) fn new() -> Self {
        Self(Cache::builder().time_to_live(FRESH).max_capacity(1).build())
    }
}
