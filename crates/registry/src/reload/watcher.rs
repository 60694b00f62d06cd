//! Watches folders and waits until a change in them has settled.
//!
//! It never opens a file, and it need not be exact: a reload compares contents, so one too many changes nothing, and the
//! fallback poll covers one too few. Folders are watched, not files, because a file that is renamed over, deleted and
//! created again, or reached through a swapped link, is another file each time.

use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{monotonic_now, pending_changes::PendingChanges, watched_paths::WatchedPaths};

/// Fallback poll: network mounts report no changes made elsewhere.
const RESCAN: Duration = Duration::from_secs(60);

/// Device and inode: a watch belongs to these, not to a path.
type FolderId = (u64, u64);

pub(crate) struct FileWatcher {
    pending: Arc<PendingChanges>,
    watcher: Option<RecommendedWatcher>,
    paths: WatchedPaths,
    watched: BTreeMap<PathBuf, FolderId>,
}

impl FileWatcher {
    pub(crate) fn new(pending: Arc<PendingChanges>) -> Self {
        let recorder = pending.clone();
        let watcher = notify::recommended_watcher(move |event| recorder.record(&event, monotonic_now()))
            .inspect_err(|error| {
                tracing::warn!(%error, "files cannot be watched; changes are picked up every minute, or on SIGHUP");
            })
            .ok();
        Self { pending, watcher, paths: WatchedPaths::default(), watched: BTreeMap::new() }
    }

    /// Waits until there is a reason to reload.
    pub(crate) async fn changed(&mut self) {
        let rescan_at = monotonic_now() + RESCAN;
        loop {
            let until = self.pending.next_settled_at().map_or(rescan_at, |at| at.min(rescan_at));
            // Whichever comes first: another change, or the time at which one settles.
            let _ = tokio::time::timeout_at(until.into(), self.pending.changed()).await;
            let now = monotonic_now();
            let settled = self.pending.take_settled(now, |path| self.paths.concerns(path));
            if settled.overflowed {
                self.unwatch_all();
            }
            if settled.changed || settled.overflowed || now >= rescan_at {
                return;
            }
        }
    }

    /// Watches these paths from now on. True when a folder is new: earlier changes in it were not seen.
    pub(crate) fn follow(&mut self, paths: WatchedPaths) -> bool {
        self.paths = paths;
        let removed = self.pending.take_removed();
        let Some(watcher) = &mut self.watcher else { return false };
        let folders = self.paths.watched_folders().into_iter();
        let wanted: BTreeMap<PathBuf, FolderId> =
            folders.filter_map(|path| Some((path.clone(), folder_id(&path).ok()?))).collect();
        self.watched.retain(|path, id| {
            // A folder that was deleted and created again may have the same inode, and no watch.
            let stays = wanted.get(path) == Some(id) && !removed.contains(path);
            if !stays {
                let _ = watcher.unwatch(path); // the watch may be gone together with the folder
            }
            stays
        });
        let mut is_new = false;
        for (path, id) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            match watcher.watch(&path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(path, id);
                    is_new = true;
                }
                Err(error) => tracing::debug!(path = %path.display(), %error, "the folder cannot be watched"),
            }
        }
        is_new
    }

    fn unwatch_all(&mut self) {
        if let Some(watcher) = &mut self.watcher {
            self.watched.keys().for_each(|path| drop(watcher.unwatch(path)));
        }
        self.watched.clear();
    }
}

fn folder_id(path: &Path) -> io::Result<FolderId> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() { Ok((metadata.dev(), metadata.ino())) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
