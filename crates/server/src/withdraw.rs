//! Withdraws what was granted under rules that a provider no longer has, after each publication that changes them.

use std::time::Duration;

use crate::AppState;

/// How long after a failure it is tried again.
const RETRY: Duration = Duration::from_secs(5);

/// Runs until it is dropped. A request meets the new rules at once; this keeps what they end from coming back with other
/// rules.
pub async fn withdraw(app: AppState) {
    let mut generations = app.registry.subscribe();
    let mut retry = tokio::time::interval(RETRY);
    loop {
        generations.borrow_and_update();
        let registry = app.registry.load();
        match app.store.withdraw_grants(app.rules(&registry)).await {
            Ok(withdrawals) => {
                for done in withdrawals {
                    let (provider, links, sessions) = (done.provider, done.links, done.sessions);
                    tracing::info!(%provider, links, sessions, "withdrew what this provider granted under other rules");
                }
            }
            Err(error) => {
                tracing::warn!(%error, "grants could not be withdrawn; they do not count, and it is tried again");
                retry.reset();
                retry.tick().await;
                continue;
            }
        }
        if generations.changed().await.is_err() {
            return;
        }
    }
}
