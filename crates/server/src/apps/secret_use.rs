//! When a client secret of the database was last used: written in the background, at most once a minute.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::Duration;
use vestibule_core::{clock::Timestamp, ids::AppSecretId};
use vestibule_store::Store;

/// To within so much it is known. There are at most two secrets of each app, so the memory is small.
const PRECISION: Duration = Duration::minutes(1);

/// The uses that this node has written last.
#[derive(Default)]
pub(super) struct SecretUses(Mutex<HashMap<AppSecretId, Timestamp>>);

impl SecretUses {
    /// Whether this use is to be written.
    fn is_due(&self, secret: AppSecretId, now: Timestamp) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = written.get(&secret).is_none_or(|at| now - *at >= PRECISION);
        if due {
            written.insert(secret, now);
        }
        due
    }
}

/// Notes the use of a secret. Nobody waits for it, and a full disk keeps no app from its tokens.
pub(super) fn note(uses: &SecretUses, (store, now): (&Arc<dyn Store>, Timestamp), secret: AppSecretId) {
    if !uses.is_due(secret, now) {
        return;
    }
    let store = Arc::clone(store);
    tokio::spawn(async move {
        if let Err(error) = store.note_app_secret_use(secret, now).await {
            tracing::warn!(%secret, %error, "the use of a client secret was not recorded");
        }
    });
}

#[cfg(test)]
mod tests {
    use vestibule_core::clock::from_millis;

    use super::*;

    #[test]
    fn a_use_is_written_once_a_minute() {
        let uses = SecretUses::default();
        let [one, other] =
            ["0192", "0193"].map(|start| format!("{start}0000-0000-7000-8000-000000000000").parse().unwrap());
        for (secret, at, due) in [
            (one, 0, true),
            (one, 1, false),
            (other, 1, true),
            (one, 59_999, false),
            (one, 60_000, true),
            (one, 60_001, false),
        ] {
            assert_eq!(uses.is_due(secret, from_millis(at)), due, "{at}");
        }
    }
}
