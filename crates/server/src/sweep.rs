//! Forgets what has expired, from time to time.

use std::time::Duration;

use crate::AppState;

const EVERY: Duration = Duration::from_secs(600);

/// Runs until it is dropped: deletes expired sessions and consumed flows, and forgets quiet addresses and accounts.
pub async fn sweep(app: AppState) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.limits.forget_quiet();
        app.account_limits.forget_quiet();
        match app.store.sweep().await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "forgot what has expired"),
            Err(error) => tracing::warn!(%error, "expired sessions could not be deleted; they are tried again later"),
        }
    }
}
