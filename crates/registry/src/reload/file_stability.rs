//! Whether a file can be read now. Keeps a reload, whatever its reason, from reading half a file.
//!
//! There are two sources: the watcher, which knows of writers that have not finished and of recent removals; and the
//! times on the disk, which show a change before the watcher reports it, and where nothing is watched.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use vestibule_core::clock::Clock;

use super::{
    fingerprints::FileFingerprints,
    monotonic_now,
    pending_changes::{DEBOUNCE, PendingChanges},
    watched_paths::WatchedPaths,
};

/// Used by one reload, for each file that it has read or missed: afterwards, so that a write in between is noticed too.
pub struct FileStability {
    /// `None` at the start, when there is no earlier version to keep.
    pending: Option<Arc<PendingChanges>>,
    clock: Option<Arc<dyn Clock>>,
    settles_soon: AtomicBool,
    trusts_fingerprints: bool,
}

impl FileStability {
    /// Every file counts as stable. Without a clock every file counts as recently modified.
    pub(crate) fn at_start(clock: Option<Arc<dyn Clock>>) -> Self {
        Self { pending: None, clock, settles_soon: AtomicBool::new(false), trusts_fingerprints: true }
    }

    pub(crate) fn new(pending: Arc<PendingChanges>, clock: Arc<dyn Clock>) -> Self {
        Self { pending: Some(pending), ..Self::at_start(Some(clock)) }
    }

    /// The same, and every file is read, whatever its fingerprint.
    pub(crate) fn ignoring_fingerprints(self) -> Self {
        Self { trusts_fingerprints: false, ..self }
    }

    /// Whether a file with an unchanged fingerprint need not be read. False when somebody asked for the reload: the times
    /// of a network mount, or of a file that is written through memory, show less than its content.
    pub fn trusts_fingerprints(&self) -> bool {
        self.trusts_fingerprints
    }

    /// Whether a file was skipped that will be stable in a moment.
    pub(crate) fn settles_soon(&self) -> bool {
        self.settles_soon.load(Ordering::Relaxed)
    }

    /// Whether a file is being written, was written a moment ago, or was removed a moment ago.
    pub(crate) fn is_unstable(&self, path: &Path) -> bool {
        let Some(pending) = &self.pending else { return false };
        let now = monotonic_now();
        let is_changing = path.ancestors().any(|above| pending.is_changing(above, now));
        let is_unstable = is_changing || self.is_recent(path);
        if is_unstable && !pending.is_being_written(path, now) {
            self.settles_soon.store(true, Ordering::Relaxed);
        }
        is_unstable
    }

    /// Whether the content changed within the debounce time; for a missing file, that of its folder.
    pub(crate) fn is_recent(&self, path: &Path) -> bool {
        let Some(clock) = &self.clock else { return true };
        let modified =
            path.ancestors().find_map(|path| fs::metadata(path).ok()).and_then(|found| found.modified().ok());
        let age = |modified| SystemTime::from(clock.now()).duration_since(modified);
        // A time in the future comes from another machine.
        modified.is_some_and(|modified| age(modified).is_ok_and(|age| age < DEBOUNCE))
    }

    /// Whether any of these, or any file in the folders, is unstable.
    pub fn any_unstable(&self, paths: &WatchedPaths) -> bool {
        let Some(pending) = &self.pending else { return false };
        let mut all = paths.expand();
        let changing = pending.changing(monotonic_now()).into_iter();
        all.extend(changing.filter(|path| paths.folders.iter().any(|folder| path.parent() == Some(&**folder))));
        // No short circuit: each of them may be what settles soon.
        all.iter().filter(|path| self.is_unstable(path)).count() > 0
    }

    /// The fingerprints of all of these; `None` if there are none. Stable files with equal fingerprints have equal
    /// content.
    pub fn fingerprint_of(&self, paths: &WatchedPaths) -> Option<FileFingerprints> {
        let all = paths.expand();
        (!all.is_empty()).then(|| FileFingerprints::of(all.into_iter()))
    }
}
