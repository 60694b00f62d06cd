//! Forgets what has expired, from time to time.

use std::time::Duration;

use crate::{AppState, watch_expiry::ExpiryWatch};

const EVERY: Duration = Duration::from_secs(600);

/// How often refusals that were only counted are written down.
const COUNTED_EVERY: Duration = Duration::from_secs(60);

/// Runs until it is dropped: deletes what has expired, forgets quiet addresses and accounts, writes down what was only
/// counted, and warns of credentials that end.
pub async fn sweep(app: AppState) {
    let [mut ticks, mut minutes] = [EVERY, COUNTED_EVERY].map(|period| {
        let mut interval = tokio::time::interval(period);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        interval
    });
    let mut expiring = ExpiryWatch::default();
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                delete_expired(&app).await;
                expiring.look(&app).await;
            }
            _ = minutes.tick() => app.write_counted().await,
        }
    }
}

async fn delete_expired(app: &AppState) {
    app.limits.forget_quiet();
    app.account_limits.forget_quiet();
    app.refusals.forget_quiet();
    match app.store.sweep(app.settings.audit_keep).await {
        Ok(0) => {}
        Ok(rows) => tracing::debug!(rows, "forgot what has expired"),
        Err(error) => {
            app.note_failure(error.code());
            tracing::warn!(error = error.detail(), "what has expired could not be deleted; it is tried again later");
        }
    }
}
