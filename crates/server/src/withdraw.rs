//! Withdraws what was granted under rules that a provider no longer has, after each publication that changes them.

use std::time::Duration;

use crate::{AppState, administered::Administered};

/// How long after a failure it is tried again.
const RETRY: Duration = Duration::from_secs(5);

/// How often it is looked whether what ends by itself has left an administrator.
const LOOK: Duration = Duration::from_secs(600);

/// Runs until it is dropped. A request meets the new rules at once; this keeps what they end from coming back with other
/// rules.
pub async fn withdraw(app: AppState) {
    let mut generations = app.registry.subscribe();
    let [mut retry, mut looks] = [RETRY, LOOK].map(tokio::time::interval);
    let mut administered = Administered::default();
    loop {
        generations.borrow_and_update();
        if let Err(error) = administered.look(&app).await {
            tracing::debug!(%error, "it is not known whether an administrator is left");
        }
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
        tokio::select! {
            changed = generations.changed() => if changed.is_err() { return },
            _ = looks.tick() => {}
        }
    }
}
