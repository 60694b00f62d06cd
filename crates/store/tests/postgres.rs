//! PostgreSQL passes the conformance suite, and keeps the promises that only a server can break.

mod support;

use std::sync::Arc;

use vestibule_store::conformance::{self, PostgresServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_conforms() {
    conformance::run(Arc::new(PostgresServer::shared().backend())).await;
}
