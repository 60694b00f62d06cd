//! What every backend must pass, as a list of named cases over fresh stores with a fixed clock.
//!
//! Owns what the storage traits promise beyond their types: what is written together, what a refusal leaves behind, who
//! wins a race. Knows no SQL: a backend brings a [`Backend`], and with each fresh store a [`TestAccess`] for what no trait
//! offers. Every field of a fixture differs from its default, so that a column that is never written is noticed.
//!
//! A case fails by panicking, like a test. Start with [`run`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is a test suite that ships as a library, so that a backend outside of this crate can run it"
)]

mod administration;
mod fixture;
mod links;
mod passwords;
mod postgres_server;
mod profiles;
mod providers;
mod races;
mod records;
mod refusals;
mod rights;
mod sessions;
mod sign_ins;
mod upstream_sign_outs;

use std::{pin::Pin, sync::Arc};

use async_trait::async_trait;
use vestibule_core::{
    clock::Clock,
    ids::{ProviderId, UserId},
    random::Random,
    seal::Keyring,
};

use crate::{OpenError, Store, StoreError};

use fixture::Fixture;
pub use postgres_server::{Frozen, PostgresServer, TlsIdentity};

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
    /// The store.
    pub store: Arc<dyn Store>,
    /// The way past its traits.
    pub test_access: Arc<dyn TestAccess>,
}

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

    /// Blocks writes until the returned value is dropped.
    async fn hold_writes(&self) -> Result<Box<dyn Send>, StoreError>;

    /// What the database finds wrong with itself, in its own words; empty when it is sound.
    async fn find_damage(&self) -> Result<Vec<String>, StoreError>;

    /// Puts the sealed secret of one provider's field in the place of another's.
    async fn move_secret(&self, from: (&ProviderId, &str), to: (&ProviderId, &str)) -> Result<(), StoreError>;

    /// Flips one bit of every sealed secret of a provider.
    async fn damage_secrets(&self, provider: &ProviderId) -> Result<(), StoreError>;

    /// Makes the schema look like that of the next version of the program.
    async fn pretend_newer(&self) -> Result<(), StoreError>;
}

/// How much is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowCounts {
    /// Users.
    pub users: i64,
    /// Links.
    pub links: i64,
    /// Sessions, live or not.
    pub sessions: i64,
    /// Grants of administrator rights.
    pub grants: i64,
    /// Audit events.
    pub events: i64,
}

type CaseFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One named case.
#[derive(Clone, Copy)]
pub struct Case {
    /// What it shows.
    pub name: &'static str,
    body: fn(Fixture) -> CaseFuture,
}

impl Case {
    /// Runs it on a fresh store. Panics when the backend breaks the promise.
    pub async fn run(&self, backend: &dyn Backend) {
        let fixture = Fixture::fresh(backend, self.name).await;
        let test_access = fixture.test_access.clone();
        (self.body)(fixture).await;
        assert_eq!(test_access.count_orphans().await.unwrap(), 0, "{}: orphans", self.name);
    }
}

/// All cases.
pub fn cases() -> Vec<Case> {
    [
        sign_ins::CASES,
        refusals::CASES,
        profiles::CASES,
        rights::CASES,
        links::CASES,
        passwords::CASES,
        sessions::CASES,
        records::CASES,
        races::CASES,
        providers::CASES,
        administration::CASES,
        upstream_sign_outs::CASES,
    ]
    .concat()
}

/// How many cases run at once: they wait for the database most of the time.
const AT_ONCE: usize = 4;

/// Runs all cases, each on a fresh store. Panics at the end with the names of those that failed.
pub async fn run(backend: Arc<dyn Backend>) {
    let mut failed = Vec::new();
    for some in cases().chunks(AT_ONCE) {
        let start = |case: &Case| {
            let (case, backend) = (*case, backend.clone());
            // A task of its own catches the panic; the panic hook has printed where and why.
            (case.name, tokio::spawn(async move { case.run(backend.as_ref()).await }))
        };
        for (name, task) in some.iter().map(start).collect::<Vec<_>>() {
            if task.await.is_err() {
                failed.push(name);
            }
        }
    }
    assert!(failed.is_empty(), "cases that failed: {failed:?}");
}

/// Lists the cases of a module under their names.
macro_rules! named {
    ($($case:ident),* $(,)?) => {
        pub(super) const CASES: &[super::Case] = &[
            $(super::Case { name: stringify!($case), body: |fixture| Box::pin($case(fixture)) }),*
        ];
    };
}
use named;
