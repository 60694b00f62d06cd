//! The watcher: when a file changes that definitions or settings come from, it asks the one writer to reload.
//!
//! It never looks into a file, and it need not be right: a reload compares contents, so one too many changes nothing,
//! and every minute one comes anyway. Folders are watched, not files, because a file that is renamed over, deleted and
//! created again, or reached through a swapped link, is another one each time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
    notify::{
        EventKind, RecommendedWatcher, RecursiveMode,
        event::{AccessKind, AccessMode, ModifyKind},
    },
};
use tokio::sync::mpsc;

use crate::handle::RegistryHandle;

/// How long a file must be quiet.
const DEBOUNCE: Duration = Duration::from_millis(100);
/// How long a writer that has written and not closed its file is waited for.
const UNFINISHED: Duration = Duration::from_secs(2);
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
    let (sender, mut events) = mpsc::unbounded_channel();
    let mut eyes = Eyes::open(sender);
    // What changed between the first reading and now has had no witness.
    let mut due = true;
    loop {
        while due {
            eyes.follow(paths());
            let Some(report) = registry.reload().await else { return };
            if !report.is_empty() {
                tracing::info!(
                    generation = report.generation,
                    changed = ?report.changed,
                    removed = ?report.removed,
                    "reloaded after a change of files"
                );
            }
            due = eyes.follow(paths());
        }
        due = match tokio::time::timeout(eyes.patience(), events.recv()).await {
            Ok(None) => return,
            Ok(Some(first)) => {
                let mut due = eyes.look(first);
                while let Ok(more) = events.try_recv() {
                    due |= eyes.look(more);
                }
                due && eyes.unfinished.is_empty()
            }
            Err(_) => {
                eyes.unfinished.clear();
                true
            }
        };
    }
}

/// Device and inode: what a watch really sits on.
type Place = (u64, u64);

struct Eyes {
    debouncer: Option<Debouncer<RecommendedWatcher, RecommendedCache>>,
    paths: WatchedPaths,
    watched: BTreeMap<PathBuf, Place>,
    /// Files that somebody has written to and not closed yet.
    unfinished: BTreeSet<PathBuf>,
}

impl Eyes {
    fn open(sender: mpsc::UnboundedSender<DebounceEventResult>) -> Self {
        let tell = move |result: DebounceEventResult| {
            let _ = sender.send(result); // nobody listens any more when the house is being torn down
        };
        let debouncer = new_debouncer(DEBOUNCE, None, tell)
            .inspect_err(|error| {
                tracing::warn!(%error, "files cannot be watched; changes count within a minute, or at SIGHUP");
            })
            .ok();
        Self { debouncer, paths: WatchedPaths::default(), watched: BTreeMap::new(), unfinished: BTreeSet::new() }
    }

    fn patience(&self) -> Duration {
        if self.unfinished.is_empty() { RESCAN } else { UNFINISHED }
    }

    /// Watches what has to be watched now. True when something is watched that was not before: what happened in it until
    /// now has had no witness.
    fn follow(&mut self, paths: WatchedPaths) -> bool {
        self.paths = paths;
        let Some(debouncer) = &mut self.debouncer else { return false };
        let wanted: BTreeMap<PathBuf, Place> =
            folders_of(&self.paths).into_iter().filter_map(|path| Some((path.clone(), place(&path).ok()?))).collect();
        self.watched.retain(|path, place| {
            let stays = wanted.get(path) == Some(place);
            if !stays {
                let _ = debouncer.unwatch(path); // it may be gone already, and its watch with it
            }
            stays
        });
        let mut is_new = false;
        for (path, place) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            match debouncer.watch(&path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(path, place);
                    is_new = true;
                }
                Err(error) => tracing::debug!(path = %path.display(), %error, "the folder cannot be watched"),
            }
        }
        is_new
    }

    /// Whether these events call for a reload.
    fn look(&mut self, result: DebounceEventResult) -> bool {
        match result {
            Ok(events) => {
                let called_for = events.iter().filter(|event| self.look_at(event)).count();
                called_for > 0
            }
            Err(errors) => {
                for error in &errors {
                    tracing::warn!(%error, "watching files went wrong; everything is looked at again");
                }
                self.lose_all();
                true
            }
        }
    }

    fn look_at(&mut self, event: &DebouncedEvent) -> bool {
        if event.need_rescan() {
            self.lose_all();
            return true;
        }
        if !event.paths.iter().any(|path| self.concerns(path)) {
            return false;
        }
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                self.unfinished.retain(|path| !event.paths.contains(path));
                true
            }
            // Reading is no change, and our own reading least of all.
            EventKind::Access(_) => false,
            // On Linux every writer's end is seen. A file that is written in pieces is looked at then, not in between:
            // half a file can be a definition too.
            EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => {
                self.unfinished.extend(event.paths.iter().cloned());
                true
            }
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                self.unfinished.retain(|path| !event.paths.contains(path));
                true
            }
            _ => true,
        }
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
        self.unfinished.clear();
        if let Some(debouncer) = &mut self.debouncer {
            self.watched.keys().for_each(|path| drop(debouncer.unwatch(path)));
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
        folders.extend(nearest_parent(folder));
    }
    folders.extend(paths.files.iter().filter_map(|file| nearest_parent(file)));
    folders
}

/// The innermost folder above a path that exists: the next one will appear in it.
fn nearest_parent(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|parent| parent.is_dir()).map(Path::to_owned)
}

fn place(path: &Path) -> io::Result<Place> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() { Ok((metadata.dev(), metadata.ino())) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
