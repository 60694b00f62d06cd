//! What a backend brings to the suite: fresh stores, and access past the traits.

use std::sync::Arc;

use async_trait::async_trait;
use vestibule_core::{
    clock::Clock,
    ids::{ProviderId, UserId},
    random::Random,
    seal::Keyring,
};

use crate::{OpenError, Store, StoreError};

/// What a fresh store is made of.
#[derive(Clone)]
pub struct StoreDeps {
    pub keys: Arc<Keyring>,
    /// Fixed until a case advances it.
    pub clock: Arc<dyn Clock>,
    /// Predictable randomness.
    pub random: Arc<dyn Random>,
}

/// Makes stores.
#[async_trait]
pub trait Backend: Send + Sync {
    /// A store with nothing in it. `name` is another one for each case, in letters, digits, `_` and `-`.
    async fn fresh(&self, name: &str, parts: StoreDeps) -> Result<TestStore, OpenError>;
}

/// A fresh store and the way past its traits.
pub struct TestStore {
    pub store: Arc<dyn Store>,
    pub test_access: Arc<dyn TestAccess>,
}

/// Makes another sealed value of a place and the sealed value that is there.
pub type Seal<'a> = dyn Fn(&str, &[u8]) -> Vec<u8> + Send + Sync + 'a;

/// What a case needs and no trait offers.
#[async_trait]
pub trait TestAccess: Send + Sync {
    /// Keeps a user out, or lets it in again.
    async fn set_disabled(&self, user: UserId, disabled: bool) -> Result<(), StoreError>;

    /// How much is stored.
    async fn count_rows(&self) -> Result<RowCounts, StoreError>;

    /// How many rows belong to a user who is not there, and how many users cannot sign in: neither a link nor a
    /// password.
    async fn count_orphans(&self) -> Result<i64, StoreError>;

    /// The notifications of apps that are due now or later: app, attempts, and when in milliseconds.
    async fn list_app_notifications(&self) -> Result<Vec<(String, i64, i64)>, StoreError>;

    /// Blocks writes until the returned value is dropped.
    async fn hold_writes(&self) -> Result<Box<dyn Send>, StoreError>;

    /// What the database finds wrong with itself, in its own words; empty when it is sound.
    async fn find_damage(&self) -> Result<Vec<String>, StoreError>;

    /// Puts the sealed secret of one provider's field in the place of another's.
    async fn move_secret(&self, from: (&ProviderId, &str), to: (&ProviderId, &str)) -> Result<(), StoreError>;

    /// Flips one bit of every sealed secret of a provider.
    async fn damage_secrets(&self, provider: &ProviderId) -> Result<(), StoreError>;

    /// Puts what `seal` makes of its place and of itself in place of every sealed value.
    async fn reseal(&self, seal: &Seal<'_>) -> Result<(), StoreError>;

    /// Queues an event that is there so often for a webhook.
    async fn fill_webhook_queue(&self, webhook: &str, count: i64) -> Result<(), StoreError>;

    /// Makes the schema look like that of the next version of the program.
    async fn pretend_newer(&self) -> Result<(), StoreError>;
}

/// How much is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowCounts {
    pub users: i64,
    pub links: i64,
    /// Sessions, live or not.
    pub sessions: i64,
    pub grants: i64,
    /// What apps have of people: grants, tokens, consent, sessions, and devices that wait.
    pub of_apps: i64,
    pub events: i64,
}
