//! Notifies apps of sessions that have ended, on whichever node takes a notification first.

use std::time::Duration;

use tokio::{task::JoinSet, time::interval};
use vestibule_store::EndedAppSession;

use crate::AppState;

/// How many apps are notified at once.
const AT_ONCE: usize = 16;
/// How often it is looked whether an app is to be notified again.
const EVERY: Duration = Duration::from_secs(10);
/// For how long no other node notifies an app: longer than a request may take.
const HOLD: chrono::Duration = chrono::Duration::seconds(30);

/// Runs until it is dropped. What it leaves undone is due again half a minute later, for this node or another one.
pub async fn notify_apps(app: AppState) {
    let mut running = JoinSet::new();
    let mut interval = interval(EVERY);
    loop {
        let free = AT_ONCE - running.len();
        let taken = take(&app, free).await;
        let may_be_more = taken.len() == free;
        for ended in taken {
            let app = app.clone();
            running.spawn(async move { app.apps().notify_logout(&ended).await });
        }
        if may_be_more {
            running.join_next().await;
            continue;
        }
        tokio::select! {
            Some(_) = running.join_next() => {}
            () = app.store.wait_for_ended_sessions() => {}
            _ = interval.tick() => {}
        }
    }
}

async fn take(app: &AppState, most: usize) -> Vec<EndedAppSession> {
    if most == 0 {
        return Vec::new();
    }
    let taken = app.store.take_ended_app_sessions(u32::try_from(most).unwrap_or(1), HOLD).await;
    taken.unwrap_or_else(|error| {
        app.note_failure(error.code());
        tracing::debug!(error = error.detail(), "it is not known whether apps are to be notified; tried again later");
        Vec::new()
    })
}
