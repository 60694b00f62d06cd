//! What every backend must pass, as a list of named cases over fresh stores with a fixed clock.
//!
//! Owns what the storage traits promise beyond their types: what is written together, what a refusal leaves behind, who
//! wins a race. Knows no SQL: a backend brings a [`Backend`], and with each fresh store a [`TestAccess`] for what no trait
//! offers. Every field of a fixture differs from its default, so that a column that is never written is noticed.
//!
//! A case fails by panicking, like a test. Start with [`run`].
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is a test suite that ships as a library, so that a backend outside of this crate can run it"
)]

mod administration;
mod app_grants;
mod app_sessions;
mod apps;
mod backend;
mod device_requests;
mod fixture;
mod links;
mod nodes;
mod passkeys;
mod passwords;
mod personal_tokens;
mod postgres_server;
mod profiles;
mod provider_secrets;
mod providers;
mod races;
mod rechecks;
mod records;
mod refusals;
mod rights;
mod sealed_documents;
mod second_factors;
mod sessions;
mod sign_ins;
mod test_sign_ins;
mod upstream_sign_outs;
mod webhooks;

use std::{pin::Pin, sync::Arc};

pub use backend::{Backend, RowCounts, Seal, StoreDeps, TestAccess, TestStore};
use fixture::Fixture;
pub use postgres_server::{Frozen, Pooler, PostgresServer, TlsIdentity};

pub use crate::sql::former_database::create_former;
pub use crate::sqlite::test_file::create_sqlite_file;

type CaseFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One named case.
#[derive(Clone, Copy)]
pub struct Case {
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
        second_factors::CASES,
        passkeys::CASES,
        sessions::CASES,
        rechecks::CASES,
        records::CASES,
        races::CASES,
        providers::CASES,
        provider_secrets::CASES,
        administration::CASES,
        upstream_sign_outs::CASES,
        test_sign_ins::CASES,
        sealed_documents::CASES,
        nodes::CASES,
        app_grants::CASES,
        webhooks::CASES,
        apps::CASES,
        app_sessions::CASES,
        device_requests::CASES,
        personal_tokens::CASES,
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
