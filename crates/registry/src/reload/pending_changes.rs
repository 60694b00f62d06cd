//! The paths that are changing now, as the watcher reports them: a file is left alone until its writer has finished and
//! nothing has happened to it for a moment (*debounce*).
//!
//! Recorded in the thread of the watcher itself, so that a reload for any reason knows of a writer within microseconds.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use notify::{
    Event, EventKind,
    event::{AccessKind, AccessMode, ModifyKind, RenameMode},
};
use tokio::sync::Notify;

/// How long a file must be quiet before it is read.
pub(crate) const DEBOUNCE: Duration = Duration::from_millis(100);
/// How long to wait for a writer that has written and not closed its file.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// Shared by the watcher, which records, and the reload, which asks.
#[derive(Debug, Default)]
pub(crate) struct PendingChanges {
    recorded: Mutex<Recorded>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Recorded {
    /// When each changing path will have settled, if nothing more happens.
    settles_at: BTreeMap<PathBuf, Instant>,
    /// Paths that were deleted or moved away: a watch on one of them sees nothing any more.
    removed: BTreeSet<PathBuf>,
    /// The queue of the operating system overflowed, so events were lost.
    overflowed: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Settled {
    /// A relevant path has settled.
    pub(crate) changed: bool,
    /// Every folder has to be watched anew.
    pub(crate) overflowed: bool,
}

impl PendingChanges {
    /// Records an event of the watcher.
    pub(crate) fn record(&self, event: &notify::Result<Event>, now: Instant) {
        let mut recorded = self.recorded();
        match event {
            Ok(event) if event.need_rescan() => {
                tracing::warn!("file watcher queue overflowed; rescanning");
                recorded.overflowed = true;
            }
            Ok(event) => recorded.record(event, now),
            Err(error) => {
                tracing::warn!(%error, "file watcher error; rescanning");
                recorded.overflowed = true;
            }
        }
        drop(recorded);
        self.changed.notify_one();
    }

    /// Waits until something is recorded.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Whether exactly this path has not settled.
    pub(crate) fn is_changing(&self, path: &Path, now: Instant) -> bool {
        self.recorded().settles_at.get(path).is_some_and(|at| *at > now)
    }

    /// Whether it will take more than a moment, because a writer has the file open.
    pub(crate) fn is_being_written(&self, path: &Path, now: Instant) -> bool {
        self.recorded().settles_at.get(path).is_some_and(|at| *at > now + DEBOUNCE)
    }

    /// All paths that have not settled.
    pub(crate) fn changing(&self, now: Instant) -> Vec<PathBuf> {
        self.recorded().settles_at.iter().filter(|(_, at)| **at > now).map(|(path, _)| path.clone()).collect()
    }

    pub(crate) fn next_settled_at(&self) -> Option<Instant> {
        self.recorded().settles_at.values().min().copied()
    }

    /// Takes the paths that have settled, and says whether any of them is `relevant`.
    pub(crate) fn take_settled(&self, now: Instant, relevant: impl Fn(&Path) -> bool) -> Settled {
        let mut recorded = self.recorded();
        let mut changed = false;
        recorded.settles_at.retain(|path, at| {
            let is_changing = *at > now;
            changed |= !is_changing && relevant(path);
            is_changing
        });
        Settled { changed, overflowed: std::mem::take(&mut recorded.overflowed) }
    }

    /// Takes the paths that were deleted or moved away.
    pub(crate) fn take_removed(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.recorded().removed)
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorded {
    fn record(&mut self, event: &Event, now: Instant) {
        let delay = match event.kind {
            // Other accesses read, as a reload does itself.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => DEBOUNCE,
            EventKind::Access(_) => return,
            // Linux reports when the writer closes the file.
            EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => WRITE_TIMEOUT,
            // A change of permissions does not end a write.
            EventKind::Modify(ModifyKind::Metadata(_)) => return self.postpone(event, now + DEBOUNCE),
            EventKind::Create(_) if event.paths.iter().any(|path| is_about_to_be_written(path)) => WRITE_TIMEOUT,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                self.removed.extend(event.paths.iter().cloned());
                DEBOUNCE
            }
            _ => DEBOUNCE,
        };
        for path in &event.paths {
            self.settles_at.insert(path.clone(), now + delay);
        }
    }

    fn postpone(&mut self, event: &Event, until: Instant) {
        for path in &event.paths {
            let at = self.settles_at.entry(path.clone()).or_insert(until);
            *at = (*at).max(until);
        }
    }
}

/// Whether a new path is an empty file, which its writer is about to fill. A link or a file that was moved here is
/// complete.
fn is_about_to_be_written(path: &Path) -> bool {
    cfg!(target_os = "linux") && path.symlink_metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, RemoveKind};

    use super::*;

    const WRITE: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSE: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const OPEN: EventKind = EventKind::Access(AccessKind::Open(AccessMode::Any));
    const PERMISSIONS: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    const REMOVE: EventKind = EventKind::Remove(RemoveKind::File);
    const CREATE: EventKind = EventKind::Create(CreateKind::File);
    const AWAY: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));

    /// HR-02: the order in which things happen to one path decides when it has settled.
    #[test]
    fn a_path_settles_when_its_writer_has_finished_and_it_is_quiet() {
        let (path, start) = (Path::new("/nowhere/x.toml"), Instant::now());
        let later = |milliseconds| start + Duration::from_millis(milliseconds);
        for (events, changes_until, settles_at) in [
            (&[(0, WRITE), (0, CLOSE)][..], 99, 100),
            (&[(0, WRITE), (300, WRITE)], 10_299, 10_300),
            (&[(0, WRITE), (300, CLOSE), (350, WRITE)], 10_349, 10_350),
            (&[(0, WRITE), (300, WRITE), (350, CLOSE)], 449, 450),
            (&[(0, WRITE), (10, PERMISSIONS)], 9_999, 10_000),
            (&[(0, REMOVE), (50, CREATE), (60, WRITE), (70, CLOSE)], 169, 170),
            (&[(0, REMOVE)], 99, 100),
            (&[(0, PERMISSIONS)], 99, 100),
        ] {
            let pending = PendingChanges::default();
            for (at, kind) in events {
                pending.record(&Ok(Event::new(*kind).add_path(path.to_owned())), later(*at));
            }
            assert!(pending.is_changing(path, later(changes_until)), "{events:?}");
            assert!(!pending.is_changing(path, later(settles_at)), "{events:?}");
            assert_eq!(pending.next_settled_at(), Some(later(settles_at)), "{events:?}");
            assert_eq!(pending.take_settled(later(changes_until), |_| true), Settled::default(), "{events:?}");
            assert!(pending.take_settled(later(settles_at), |_| true).changed, "{events:?}");
            assert_eq!((pending.next_settled_at(), pending.changing(start)), (None, Vec::new()), "{events:?}");
        }
    }

    #[test]
    fn reading_is_no_change_and_an_overflow_is_reported_once() {
        let (pending, now) = (PendingChanges::default(), Instant::now());
        let path = PathBuf::from("/nowhere/x.toml");
        pending.record(&Ok(Event::new(OPEN).add_path(path.clone())), now);
        assert_eq!(pending.next_settled_at(), None);
        pending.record(&Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), now);
        assert!(pending.take_settled(now, |_| true).overflowed && !pending.take_settled(now, |_| true).overflowed);
        pending.record(&Err(notify::Error::generic("x")), now);
        assert!(pending.take_settled(now, |_| true).overflowed);
        pending.record(&Ok(Event::new(AWAY).add_path(path.clone())), now);
        assert!(!pending.take_settled(now + DEBOUNCE, |_| false).changed, "it is not relevant");
        assert_eq!(pending.take_removed(), [path].into());
    }

    #[test]
    fn a_new_empty_file_is_about_to_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let (empty, full) = (folder.path().join("empty"), folder.path().join("full"));
        std::fs::write(&empty, "").unwrap();
        std::fs::write(&full, "x").unwrap();
        let (pending, now) = (PendingChanges::default(), Instant::now());
        for path in [&empty, &full] {
            pending.record(&Ok(Event::new(CREATE).add_path(path.clone())), now);
        }
        assert!(pending.is_being_written(&empty, now) && !pending.is_being_written(&full, now));
    }
}
