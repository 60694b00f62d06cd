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
pub(crate) const QUIET: Duration = Duration::from_millis(100);
/// How long a writer that has written and not closed its file is waited for.
const UNFINISHED: Duration = Duration::from_secs(10);

/// All paths that move now. Shared by the watcher, who hears, and the reload, who asks.
#[derive(Debug, Default)]
pub(crate) struct Stir {
    state: Mutex<State>,
    heard: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// When each path that moves will be at rest, if nothing more happens.
    rests_at: BTreeMap<PathBuf, Instant>,
    /// Paths that were taken away or went elsewhere: a watch on one of them sees nothing any more.
    gone: BTreeSet<PathBuf>,
    /// Something happened that nobody heard.
    missed: bool,
}

/// What there is to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// Something that was asked for has come to rest.
    pub(crate) at_rest: bool,
    /// Everything has to be watched anew.
    pub(crate) missed: bool,
}

impl Stir {
    /// Takes up what the watcher tells.
    pub(crate) fn hear(&self, told: &notify::Result<Event>, now: Instant) {
        let mut state = self.state();
        match told {
            Ok(event) if event.need_rescan() => {
                tracing::warn!("more happened than the system could tell; everything is looked at again");
                state.missed = true;
            }
            Ok(event) => state.hear(event, now),
            Err(error) => {
                tracing::warn!(%error, "watching files went wrong; everything is looked at again");
                state.missed = true;
            }
        }
        drop(state);
        self.heard.notify_one();
    }

    /// Waits until something was heard since the last time.
    pub(crate) async fn heard(&self) {
        self.heard.notified().await;
    }

    /// Whether something happens to exactly this path, and so soon that it is not at rest.
    pub(crate) fn moves(&self, path: &Path, now: Instant) -> bool {
        self.state().rests_at.get(path).is_some_and(|at| *at > now)
    }

    /// The same, and whether it is more than a moment: somebody has the file open who has not finished.
    pub(crate) fn is_held(&self, path: &Path, now: Instant) -> bool {
        self.state().rests_at.get(path).is_some_and(|at| *at > now + QUIET)
    }

    /// The paths that are not at rest.
    pub(crate) fn moving(&self, now: Instant) -> Vec<PathBuf> {
        self.state().rests_at.iter().filter(|(_, at)| **at > now).map(|(path, _)| path.clone()).collect()
    }

    /// When the next path will be at rest.
    pub(crate) fn next_rest(&self) -> Option<Instant> {
        self.state().rests_at.values().min().copied()
    }

    /// Takes what has come to rest, and says whether any of it is `asked`.
    pub(crate) fn settle(&self, now: Instant, asked: impl Fn(&Path) -> bool) -> News {
        let mut state = self.state();
        let mut at_rest = false;
        state.rests_at.retain(|path, at| {
            let moves = *at > now;
            at_rest |= !moves && asked(path);
            moves
        });
        News { at_rest, missed: std::mem::take(&mut state.missed) }
    }

    /// Takes the paths that were taken away or went elsewhere.
    pub(crate) fn take_gone(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.state().gone)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn hear(&mut self, event: &Event, now: Instant) {
        let patience = match event.kind {
            // Reading is no change, and our own reading least of all.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => QUIET,
            EventKind::Access(_) => return,
            // On Linux every writer's end is heard.
            EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => UNFINISHED,
            // A change of rights hides no writer.
            EventKind::Modify(ModifyKind::Metadata(_)) => return self.postpone(event, now + QUIET),
            EventKind::Create(_) if event.paths.iter().any(|path| is_begun(path)) => UNFINISHED,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                self.gone.extend(event.paths.iter().cloned());
                QUIET
            }
            _ => QUIET,
        };
        for path in &event.paths {
            self.rests_at.insert(path.clone(), now + patience);
        }
    }

    fn postpone(&mut self, event: &Event, until: Instant) {
        for path in &event.paths {
            let at = self.rests_at.entry(path.clone()).or_insert(until);
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
        for (told, moves_at, rests_at) in [
            (&[(0, WRITE), (0, CLOSE)][..], 99, 100),
            (&[(0, WRITE), (300, WRITE)], 10_299, 10_300),
            (&[(0, WRITE), (300, CLOSE), (350, WRITE)], 10_349, 10_350),
            (&[(0, WRITE), (300, WRITE), (350, CLOSE)], 449, 450),
            (&[(0, WRITE), (10, RIGHTS)], 9_999, 10_000),
            (&[(0, REMOVE), (50, CREATE), (60, WRITE), (70, CLOSE)], 169, 170),
            (&[(0, REMOVE)], 99, 100),
            (&[(0, RIGHTS)], 99, 100),
        ] {
            let stir = Stir::default();
            for (at, kind) in told {
                stir.hear(&Ok(Event::new(*kind).add_path(path.to_owned())), later(*at));
            }
            assert!(stir.moves(path, later(moves_at)), "{told:?}");
            assert!(!stir.moves(path, later(rests_at)), "{told:?}");
            assert_eq!(stir.next_rest(), Some(later(rests_at)), "{told:?}");
            assert_eq!(stir.settle(later(moves_at), |_| true), News::default(), "{told:?}");
            assert!(stir.settle(later(rests_at), |_| true).at_rest, "{told:?}");
            assert_eq!((stir.next_rest(), stir.moving(start)), (None, Vec::new()), "{told:?}");
        }
    }

    #[test]
    fn reading_is_no_change_and_a_loss_is_told_once() {
        let (stir, now) = (Stir::default(), Instant::now());
        let path = PathBuf::from("/nowhere/club.toml");
        stir.hear(&Ok(Event::new(OPEN).add_path(path.clone())), now);
        assert_eq!(stir.next_rest(), None);
        stir.hear(&Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), now);
        assert!(stir.settle(now, |_| true).missed && !stir.settle(now, |_| true).missed);
        stir.hear(&Err(notify::Error::generic("x")), now);
        assert!(stir.settle(now, |_| true).missed);
        stir.hear(&Ok(Event::new(AWAY).add_path(path.clone())), now);
        assert!(!stir.settle(now + QUIET, |_| false).at_rest, "nobody asked for it");
        assert_eq!(stir.take_gone(), [path].into());
    }

    #[test]
    fn a_new_file_without_content_is_about_to_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let (empty, full) = (folder.path().join("empty"), folder.path().join("full"));
        std::fs::write(&empty, "").unwrap();
        std::fs::write(&full, "x").unwrap();
        let (stir, now) = (Stir::default(), Instant::now());
        for path in [&empty, &full] {
            stir.hear(&Ok(Event::new(CREATE).add_path(path.clone())), now);
        }
        assert!(stir.is_held(&empty, now) && !stir.is_held(&full, now));
    }
}
