//! Reloads when a watched file has changed.

use super::handle::RegistryHandle;
use crate::reload::{watched_paths::WatchedPaths, watcher::FileWatcher};

/// Asks for a reload whenever something in `paths` changes. `paths` is called again around each reload, because a reload
/// may name other files. Ends when the writer is gone.
pub async fn watch(registry: RegistryHandle, paths: impl Fn() -> WatchedPaths + Send) {
    let mut watcher = FileWatcher::new(registry.pending.clone());
    // Changes between the first load and now were not seen.
    let mut due = true;
    loop {
        while due {
            watcher.follow(paths());
            if registry.reload_touched().await.is_none() {
                return;
            }
            due = watcher.follow(paths());
        }
        watcher.changed().await;
        due = true;
    }
}
