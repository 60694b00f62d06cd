//! What moves on the disk, as the watcher hears it: a file that somebody is writing is left alone until it is at rest.
//!
//! Heard in the thread of the watcher itself, so that a reload for any reason knows a writer within microseconds.

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

/// How long nothing must have happened to a file before it is read.
pub(crate) const DEBOUNCE: Duration = Duration::from_millis(100);
/// How long a writer that has written and not closed its file is waited for.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// All paths that move now. Shared by the watcher, who hears, and the reload, who asks.
#[derive(Debug, Default)]
pub(crate) struct PendingChanges {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// When each path that moves will be at rest, if nothing more happens.
    settles_at: BTreeMap<PathBuf, Instant>,
    /// Paths that were taken away or went elsewhere: a watch on one of them sees nothing any more.
    gone: BTreeSet<PathBuf>,
    /// Something happened that nobody heard.
    overflowed: bool,
}

/// What there is to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Settled {
    /// Something that was asked for has come to rest.
    pub(crate) changed: bool,
    /// Everything has to be watched anew.
    pub(crate) overflowed: bool,
}

impl PendingChanges {
    /// Takes up what the watcher tells.
    pub(crate) fn record(&self, told: &notify::Result<Event>, now: Instant) {
        let mut state = self.state();
        match told {
            Ok(event) if event.need_rescan() => {
                tracing::warn!("more happened than the system could tell; everything is looked at again");
                state.overflowed = true;
            }
            Ok(event) => state.record(event, now),
            Err(error) => {
                tracing::warn!(%error, "watching files went wrong; everything is looked at again");
                state.overflowed = true;
            }
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Waits until something was heard since the last time.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Whether something happens to exactly this path, and so soon that it is not at rest.
    pub(crate) fn is_changing(&self, path: &Path, now: Instant) -> bool {
        self.state().settles_at.get(path).is_some_and(|at| *at > now)
    }

    /// The same, and whether it is more than a moment: somebody has the file open who has not finished.
    pub(crate) fn is_being_written(&self, path: &Path, now: Instant) -> bool {
        self.state().settles_at.get(path).is_some_and(|at| *at > now + DEBOUNCE)
    }

    /// The paths that are not at rest.
    pub(crate) fn changing(&self, now: Instant) -> Vec<PathBuf> {
        self.state().settles_at.iter().filter(|(_, at)| **at > now).map(|(path, _)| path.clone()).collect()
    }

    /// When the next path will be at rest.
    pub(crate) fn next_settled_at(&self) -> Option<Instant> {
        self.state().settles_at.values().min().copied()
    }

    /// Takes what has come to rest, and says whether any of it is `asked`.
    pub(crate) fn take_settled(&self, now: Instant, asked: impl Fn(&Path) -> bool) -> Settled {
        let mut state = self.state();
        let mut changed = false;
        state.settles_at.retain(|path, at| {
            let moves = *at > now;
            changed |= !moves && asked(path);
            moves
        });
        Settled { changed, overflowed: std::mem::take(&mut state.overflowed) }
    }

    /// Takes the paths that were taken away or went elsewhere.
    pub(crate) fn take_removed(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.state().gone)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn record(&mut self, event: &Event, now: Instant) {
        let patience = match event.kind {
            // Reading is no change, and our own reading least of all.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => DEBOUNCE,
            EventKind::Access(_) => return,
            // On Linux every writer's end is heard.
            EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => WRITE_TIMEOUT,
            // A change of rights hides no writer.
            EventKind::Modify(ModifyKind::Metadata(_)) => return self.postpone(event, now + DEBOUNCE),
            EventKind::Create(_) if event.paths.iter().any(|path| is_begun(path)) => WRITE_TIMEOUT,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                self.gone.extend(event.paths.iter().cloned());
                DEBOUNCE
            }
            _ => DEBOUNCE,
        };
        for path in &event.paths {
            self.settles_at.insert(path.clone(), now + patience);
        }
    }

    fn postpone(&mut self, event: &Event, until: Instant) {
        for path in &event.paths {
            let at = self.settles_at.entry(path.clone()).or_insert(until);
            *at = (*at).max(until);
        }
    }
}

/// Whether a new path is a file that has no content yet: its writer is about to begin. A link or a file that was moved
/// here is complete.
fn is_begun(path: &Path) -> bool {
    cfg!(target_os = "linux") && path.symlink_metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, RemoveKind};

    use super::*;

    const WRITE: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSE: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const OPEN: EventKind = EventKind::Access(AccessKind::Open(AccessMode::Any));
    const RIGHTS: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    const REMOVE: EventKind = EventKind::Remove(RemoveKind::File);
    const CREATE: EventKind = EventKind::Create(CreateKind::File);
    const AWAY: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));

    /// HR-02: the order in which things happen to one path decides when it is at rest.
    #[test]
    fn a_path_rests_when_its_writer_has_finished_and_it_is_quiet() {
        let (path, start) = (Path::new("/nowhere/club.toml"), Instant::now());
        let later = |milliseconds| start + Duration::from_millis(milliseconds);
        for (told, moves_at, settles_at) in [
            (&[(0, WRITE), (0, CLOSE)][..], 99, 100),
            (&[(0, WRITE), (300, WRITE)], 10_299, 10_300),
            (&[(0, WRITE), (300, CLOSE), (350, WRITE)], 10_349, 10_350),
            (&[(0, WRITE), (300, WRITE), (350, CLOSE)], 449, 450),
            (&[(0, WRITE), (10, RIGHTS)], 9_999, 10_000),
            (&[(0, REMOVE), (50, CREATE), (60, WRITE), (70, CLOSE)], 169, 170),
            (&[(0, REMOVE)], 99, 100),
            (&[(0, RIGHTS)], 99, 100),
        ] {
            let pending = PendingChanges::default();
            for (at, kind) in told {
                pending.record(&Ok(Event::new(*kind).add_path(path.to_owned())), later(*at));
            }
            assert!(pending.is_changing(path, later(moves_at)), "{told:?}");
            assert!(!pending.is_changing(path, later(settles_at)), "{told:?}");
            assert_eq!(pending.next_settled_at(), Some(later(settles_at)), "{told:?}");
            assert_eq!(pending.take_settled(later(moves_at), |_| true), Settled::default(), "{told:?}");
            assert!(pending.take_settled(later(settles_at), |_| true).changed, "{told:?}");
            assert_eq!((pending.next_settled_at(), pending.changing(start)), (None, Vec::new()), "{told:?}");
        }
    }

    #[test]
    fn reading_is_no_change_and_a_loss_is_told_once() {
        let (pending, now) = (PendingChanges::default(), Instant::now());
        let path = PathBuf::from("/nowhere/club.toml");
        pending.record(&Ok(Event::new(OPEN).add_path(path.clone())), now);
        assert_eq!(pending.next_settled_at(), None);
        pending.record(&Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), now);
        assert!(pending.take_settled(now, |_| true).overflowed && !pending.take_settled(now, |_| true).overflowed);
        pending.record(&Err(notify::Error::generic("x")), now);
        assert!(pending.take_settled(now, |_| true).overflowed);
        pending.record(&Ok(Event::new(AWAY).add_path(path.clone())), now);
        assert!(!pending.take_settled(now + DEBOUNCE, |_| false).changed, "nobody asked for it");
        assert_eq!(pending.take_removed(), [path].into());
    }

    #[test]
    fn a_new_file_without_content_is_about_to_be_written() {
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
