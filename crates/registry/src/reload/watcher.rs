//! The watcher: when a file changes that definitions or settings come from, it asks the one writer to reload, as soon as
//! the file is at rest.
//!
//! It never looks into a file, and it need not be right: a reload compares contents, so one too many changes nothing,
//! and every minute one comes anyway. Folders are watched, not files, because a file that is renamed over, deleted and
//! created again, or reached through a swapped link, is another one each time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::{publish::handle::RegistryHandle, reload::pending_changes::PendingChanges};

/// The belt: network mounts tell nobody about changes made elsewhere.
const RESCAN: Duration = Duration::from_secs(60);
/// Files beside definitions may live here.
const BESIDE: &str = "schemas";

/// What a house is made from. All paths are absolute; none need exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchedPaths {
    /// Folders of which every file counts.
    pub folders: Vec<PathBuf>,
    /// Single files.
    pub files: Vec<PathBuf>,
}

/// Asks for a reload whenever something in `paths` changes. `paths` is asked again after each reload, because a reload
/// may name other files. Ends when the writer is gone.
pub async fn watch(registry: RegistryHandle, paths: impl Fn() -> WatchedPaths + Send) {
    let pending = registry.pending.clone();
    let mut watcher = FileWatcher::open(pending.clone());
    // What changed between the first reading and now has had no witness.
    let mut due = true;
    loop {
        while due {
            watcher.follow(paths());
            let Some(report) = registry.reload_touched().await else { return };
            if !report.is_empty() {
                tracing::info!(
                    generation = report.generation,
                    changed = ?report.changed,
                    removed = ?report.removed,
                    "reloaded after a change of files"
                );
            }
            due = watcher.follow(paths());
        }
        due = watcher.wait().await;
    }
}

/// Device and inode: what a watch really sits on.
type Place = (u64, u64);

struct FileWatcher {
    pending: Arc<PendingChanges>,
    watcher: Option<RecommendedWatcher>,
    paths: WatchedPaths,
    watched: BTreeMap<PathBuf, Place>,
}

impl FileWatcher {
    fn open(pending: Arc<PendingChanges>) -> Self {
        let ears = pending.clone();
        let watcher = notify::recommended_watcher(move |told| ears.record(&told, Instant::now()))
            .inspect_err(|error| {
                tracing::warn!(%error, "files cannot be watched; changes count within a minute, or at SIGHUP");
            })
            .ok();
        Self { pending, watcher, paths: WatchedPaths::default(), watched: BTreeMap::new() }
    }

    /// Waits until there is a reason to reload.
    async fn wait(&mut self) -> bool {
        let rescan_at = Instant::now() + RESCAN;
        loop {
            let until = self.pending.next_settled_at().map_or(rescan_at, |rest| rest.min(rescan_at));
            let _ = tokio::time::timeout_at(until.into(), self.pending.changed()).await;
            let now = Instant::now();
            let news = self.pending.take_settled(now, |path| self.concerns(path));
            if news.overflowed {
                self.lose_all();
            }
            if news.changed || news.overflowed || now >= rescan_at {
                return true;
            }
        }
    }

    /// Watches what has to be watched now. True when something is watched that was not before: what happened in it until
    /// now has had no witness.
    fn follow(&mut self, paths: WatchedPaths) -> bool {
        self.paths = paths;
        let gone = self.pending.take_removed();
        let Some(watcher) = &mut self.watcher else { return false };
        let wanted: BTreeMap<PathBuf, Place> =
            folders_of(&self.paths).into_iter().filter_map(|path| Some((path.clone(), place(&path).ok()?))).collect();
        self.watched.retain(|path, place| {
            // A folder that was deleted and made again may have its number again, and not its watch.
            let stays = wanted.get(path) == Some(place) && !gone.contains(path);
            if !stays {
                let _ = watcher.unwatch(path); // it may be gone already, and its watch with it
            }
            stays
        });
        let mut is_new = false;
        for (path, place) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            match watcher.watch(&path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(path, place);
                    is_new = true;
                }
                Err(error) => tracing::debug!(path = %path.display(), %error, "the folder cannot be watched"),
            }
        }
        is_new
    }

    /// Whether a change of that path can change what we are made from.
    fn concerns(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        // Kubernetes swaps the link `..data`, through which the files are reached.
        let is_swapped = name.starts_with(b"..");
        let inside = |folder: &PathBuf| {
            path.parent().is_some_and(|parent| parent == folder || parent == folder.join(BESIDE))
                || folder.starts_with(path)
                || path == folder.join(BESIDE)
        };
        is_swapped
            || self.paths.files.iter().any(|file| file.starts_with(path))
            || self.paths.folders.iter().any(inside)
    }

    fn lose_all(&mut self) {
        if let Some(watcher) = &mut self.watcher {
            self.watched.keys().for_each(|path| drop(watcher.unwatch(path)));
        }
        self.watched.clear();
    }
}

/// The folders to watch: those of definitions and where they will be, and those that files are in.
fn folders_of(paths: &WatchedPaths) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    for folder in &paths.folders {
        folders.insert(folder.clone());
        folders.insert(folder.join(BESIDE));
        folders.extend(nearest_existing_ancestor(folder));
    }
    folders.extend(paths.files.iter().filter_map(|file| nearest_existing_ancestor(file)));
    folders
}

/// The innermost folder above a path that exists: the next one will appear in it.
fn nearest_existing_ancestor(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|parent| parent.is_dir()).map(Path::to_owned)
}

fn place(path: &Path) -> io::Result<Place> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() { Ok((metadata.dev(), metadata.ino())) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
