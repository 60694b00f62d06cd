//! PR-01: nobody ever has a right, a group or an address that no enabled provider or administrator gives them now, and no
//! name or id is ever another person's, whatever happens in whatever order.
//!
//! `steps` generates what happens, `world` and `acts` do it with a store and the rules of the server, and `model` says what each
//! person may have after it. The model is written from the rules alone, and shares no code with what it judges.
//!
//! A sequence that has failed stays in `regressions.txt` and is run again each time.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "only tests are built from this, and a generator's test runner catches panics"
)]

mod acts;
mod compare;
mod model;
mod steps;
mod upstreams;
mod world;

use std::sync::Arc;

use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};
use vestibule_store::{
    SqliteBackend,
    conformance::{Backend, PostgresServer},
};
use world::World;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/who_somebody_is/regressions.txt");

/// Runs so many sequences, each on a fresh store.
fn run(cases: u32, backend: &Arc<dyn Backend>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let failure_persistence = Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS)) as Box<_>);
    let mut runner = TestRunner::new(Config { cases, failure_persistence, max_shrink_iters: 600, ..Config::default() });
    let numbers = std::cell::Cell::new(0);
    let outcome = runner.run(&steps::sequence(), |steps| {
        numbers.set(numbers.get() + 1);
        runtime.block_on(async {
            let mut world = World::fresh(&**backend, &format!("sequence_{}", numbers.get())).await;
            for (number, step) in steps.iter().enumerate() {
                world.take(step, number).await;
            }
            world.end().await;
        });
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, steps)) => {
            let steps: Vec<_> = steps.iter().map(|step| format!("{step:?}")).collect();
            panic!("{why}\nafter these steps:\n{}", steps.join("\n"));
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn pr_01_nobody_has_what_nobody_gives_them_on_sqlite() {
    run(150, &(Arc::new(SqliteBackend { folder: None }) as Arc<dyn Backend>));
}

#[test]
fn pr_01_nobody_has_what_nobody_gives_them_on_postgresql() {
    run(8, &(Arc::new(PostgresServer::shared().backend()) as Arc<dyn Backend>));
}
