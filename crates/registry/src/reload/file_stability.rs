//! Whether a file is at rest: what keeps a reload, for whatever reason, from reading half a file.
//!
//! Two witnesses: the watcher, who knows of writers that have not finished and of what was taken away a moment ago; and
//! the times on the disk, which know of a change before the watcher has told, and where nobody watches.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Instant, SystemTime},
};

use vestibule_core::clock::Clock;

use crate::{
    reload::fingerprints::FileFingerprints,
    reload::pending_changes::{DEBOUNCE, PendingChanges},
    reload::watcher::WatchedPaths,
};

/// Asked by one reload, about each thing that it has read or overflowed: afterwards, so that a write in between shows too.
pub struct FileStability {
    /// None at the start: there is nothing that could stay as it was.
    pending: Option<Arc<PendingChanges>>,
    clock: Option<Arc<dyn Clock>>,
    settles_soon: AtomicBool,
    trusts_fingerprints: bool,
}

impl FileStability {
    /// Everything counts as it is. Without a clock everything seems to have changed just now.
    pub(crate) fn at_start(clock: Option<Arc<dyn Clock>>) -> Self {
        Self { pending: None, clock, settles_soon: AtomicBool::new(false), trusts_fingerprints: true }
    }

    pub(crate) fn now(pending: Arc<PendingChanges>, clock: Arc<dyn Clock>) -> Self {
        Self {
            pending: Some(pending),
            clock: Some(clock),
            settles_soon: AtomicBool::new(false),
            trusts_fingerprints: true,
        }
    }

    /// The same, and nothing is left unread because it looks as it did.
    pub(crate) fn ignoring_fingerprints(self) -> Self {
        Self { trusts_fingerprints: false, ..self }
    }

    /// Whether what looks as it did on the disk need not be read again. Not when somebody asked for a reload: the times
    /// of a network mount, or of a file that is written through memory, tell less than its content.
    pub fn trusts_fingerprints(&self) -> bool {
        self.trusts_fingerprints
    }

    /// Whether something was left alone that will be at rest in a moment.
    pub(crate) fn settles_soon(&self) -> bool {
        self.settles_soon.load(Ordering::Relaxed)
    }

    /// Whether a file is being written, or has just been, or is missing and was there a moment ago.
    pub(crate) fn is_unstable(&self, path: &Path) -> bool {
        let Some(pending) = &self.pending else { return false };
        let now = Instant::now();
        let moves = path.ancestors().any(|above| pending.is_changing(above, now));
        let disturbed = moves || self.is_recent(path);
        if disturbed && !pending.is_being_written(path, now) {
            self.settles_soon.store(true, Ordering::Relaxed);
        }
        disturbed
    }

    /// Whether the content changed less than a moment ago; of what is missing, the folder that it was in.
    pub(crate) fn is_recent(&self, path: &Path) -> bool {
        let Some(clock) = &self.clock else { return true };
        let modified =
            path.ancestors().find_map(|path| fs::metadata(path).ok()).and_then(|found| found.modified().ok());
        let age = |modified| SystemTime::from(clock.now()).duration_since(modified);
        // A time in the future is another machine's.
        modified.is_some_and(|modified| age(modified).is_ok_and(|age| age < DEBOUNCE))
    }

    /// The same about all of these, whatever is in the folders.
    pub fn any_unstable(&self, paths: &WatchedPaths) -> bool {
        let Some(pending) = &self.pending else { return false };
        let mut all = everything(paths);
        let moving = pending.changing(Instant::now()).into_iter();
        all.extend(moving.filter(|path| paths.folders.iter().any(|folder| path.parent() == Some(&**folder))));
        // Each is asked, so that it is known whether one of them is about to be at rest.
        all.iter().filter(|path| self.is_unstable(path)).count() > 0
    }

    /// How all of these look on the disk: what still looks the same, when it was at rest, says the same. `None` where
    /// there is nothing to look at.
    pub fn fingerprint_of(&self, paths: &WatchedPaths) -> Option<FileFingerprints> {
        let all = everything(paths);
        (!all.is_empty()).then(|| FileFingerprints::of(all.into_iter()))
    }
}

/// The files, the folders and what is in them, in one order.
fn everything(paths: &WatchedPaths) -> Vec<PathBuf> {
    let mut all = paths.files.clone();
    for folder in &paths.folders {
        let inside = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        all.push(folder.clone());
        all.extend(inside.collect::<BTreeSet<_>>());
    }
    all
}
