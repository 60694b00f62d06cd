//! `<database>.lock`: which server works on a database file, and how the last one left it.
//!
//! The lock is the system's and ends with its process, however that ends. The text in the file is for messages, and for
//! the next start: after an orderly end there is no write-ahead log, and after any other there is one.

use std::{
    fs::{self, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use super::file::{MAGIC, folder_of, with_suffix};
use crate::{OpenError, maintenance::MaintenanceError};

const STARTING: &str = "starting";
/// The same, when there is no content yet.
const CREATING: &str = "creating";
const RUNNING: &str = "running";
const STOPPED: &str = "stopped";

/// Keeps a second server away from a database until it is dropped.
pub struct ServerLock {
    file: fs::File,
    path: PathBuf,
}

impl ServerLock {
    /// Takes the lock, makes the folder when it is not there, proves that it can be written, and looks at what is in it.
    pub(crate) fn acquire(path: &Path) -> Result<Self, MaintenanceError> {
        let folder = folder_of(path);
        make_folder(folder).and_then(|()| tempfile::tempfile_in(folder)).map_err(not_writable(folder))?;
        let lock_path = with_suffix(path, ".lock");
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&lock_path).map_err(not_writable(&lock_path))?;
        let mut lock = Self { file, path: path.to_owned() };
        match lock.file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = lock.read().split_whitespace().nth(1).unwrap_or("unknown").to_owned();
                return Err(MaintenanceError::ServerRuns { path: path.to_owned(), pid });
            }
            // Not every network file system has locks; SQLite says more about those.
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, path = %lock_path.display(), "the lock of the data folder cannot be taken");
            }
        }
        let is_new = lock.inspect()?;
        lock.write(if is_new { CREATING } else { STARTING });
        Ok(lock)
    }

    /// The database is open.
    pub fn mark_running(&mut self) {
        self.write(RUNNING);
    }

    /// The database is closed, and all of it is in its file.
    pub fn mark_stopped(mut self) {
        self.write(STOPPED);
    }

    /// Compares what is in the folder with how the last process left it. Returns whether there is no content yet: no file, or
    /// one whose first start was killed before it had any.
    fn inspect(&mut self) -> Result<bool, MaintenanceError> {
        let state = self.read();
        let log = with_suffix(&self.path, "-wal");
        let log_length = log.metadata().map_or(0, |found| found.len());
        if state.starts_with(STOPPED) && log_length > 0 {
            return Err(OpenError::ForeignLog { database: self.path.clone(), log }.into());
        }
        if log_length == 0 && is_head_without_content(&self.path) {
            let is_new = state.starts_with(CREATING);
            return if is_new { Ok(true) } else { Err(OpenError::LostLog(self.path.clone()).into()) };
        }
        if state.starts_with(RUNNING) && !log.exists() && self.path.exists() {
            tracing::warn!(
                database = %self.path.display(),
                "the server did not end in order, and {} is gone: what was not in the database file yet is missing. If you \
                 have moved or copied these files, bring that one along",
                log.display()
            );
        }
        Ok(log_length == 0 && self.path.metadata().map_or(true, |found| found.len() == 0))
    }

    fn read(&mut self) -> String {
        let mut text = String::new();
        let _ = self.file.rewind().and_then(|()| self.file.read_to_string(&mut text));
        text
    }

    /// For the next one who reads it; the lock itself does not depend on it.
    fn write(&mut self, state: &str) {
        let write = |file: &mut fs::File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{state} {}", std::process::id())
        };
        if let Err(error) = write(&mut self.file) {
            tracing::warn!(%error, path = %with_suffix(&self.path, ".lock").display(), "the lock file cannot be written");
        }
    }
}

/// Before a command opens the database as a server does: the same look at the files, unless a server runs.
pub(crate) fn enter(path: &Path) -> Result<(), MaintenanceError> {
    match ServerLock::acquire(path) {
        Ok(mut lock) => {
            lock.mark_running();
            Ok(())
        }
        Err(MaintenanceError::ServerRuns { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// After a command has closed the database: when it was the last one that had it open, all of it is in its file now.
pub(crate) fn leave(path: &Path) {
    let lock_path = with_suffix(path, ".lock");
    let log_length = with_suffix(path, "-wal").metadata().map_or(0, |found| found.len());
    let Ok(file) = fs::OpenOptions::new().read(true).write(true).open(lock_path) else { return };
    if log_length == 0 && file.try_lock().is_ok() {
        ServerLock { file, path: path.to_owned() }.mark_stopped();
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> MaintenanceError + use<> {
    let path = path.to_owned();
    move |cause| OpenError::NotWritable { path, cause }.into()
}

/// A database in write-ahead mode whose own file has no table: its content was in the log
/// (<https://www.sqlite.org/fileformat.html>: the mode at offset 18, the number of cells of the first page at 103).
fn is_head_without_content(path: &Path) -> bool {
    let mut head = [0; 105];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.starts_with(MAGIC) && head[18] == 2 && head[103..105] == [0, 0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(path: &Path) -> String {
        fs::read_to_string(with_suffix(path, ".lock")).unwrap().split_whitespace().next().unwrap().to_owned()
    }

    /// F4.
    #[test]
    fn f4_one_server_at_a_time_and_the_second_learns_who_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/v.db");
        let mut first = ServerLock::acquire(&path).unwrap();
        first.mark_running();
        fs::write(&path, "a database").unwrap();
        let refused = ServerLock::acquire(&path).err().unwrap().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
        enter(&path).unwrap();
        leave(&path);
        assert_eq!(state(&path), RUNNING, "a command next to a server says nothing");
        drop(first);
        let again = ServerLock::acquire(&path).unwrap();
        assert_eq!(state(&path), STARTING);
        again.mark_stopped();
        assert_eq!(state(&path), STOPPED);
    }

    /// F1.
    #[test]
    fn f1_a_log_that_does_not_belong_to_the_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v.db");
        ServerLock::acquire(&path).unwrap().mark_stopped();
        fs::write(with_suffix(&path, "-wal"), "of another database").unwrap();
        let refused = ServerLock::acquire(&path).err().unwrap();
        assert!(matches!(refused, MaintenanceError::Open(OpenError::ForeignLog { .. })), "{refused}");
        assert!(enter(&path).is_err(), "a command would read it, too");
        fs::remove_file(with_suffix(&path, "-wal")).unwrap();
        enter(&path).unwrap();
        assert_eq!(state(&path), RUNNING, "a command that is killed leaves a log of its own");
        leave(&path);
        assert_eq!(state(&path), STOPPED);
    }

    /// A first start that is killed before it has written anything is no loss.
    #[test]
    fn f1_a_first_start_that_was_killed_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v.db");
        drop(ServerLock::acquire(&path).unwrap());
        let mut page = vec![0; 4096];
        page[..MAGIC.len()].copy_from_slice(MAGIC);
        (page[18], page[19]) = (2, 2);
        fs::write(&path, &page).unwrap();
        drop(ServerLock::acquire(&path).unwrap());
        ServerLock::acquire(&path).unwrap().mark_running();
        assert!(ServerLock::acquire(&path).is_err(), "it had content once");
    }

    /// F1.
    #[test]
    fn f1_a_file_whose_content_stayed_in_its_log_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v.db");
        let mut page = vec![0; 4096];
        page[..MAGIC.len()].copy_from_slice(MAGIC);
        (page[18], page[19]) = (2, 2);
        fs::write(&path, &page).unwrap();
        let refused = ServerLock::acquire(&path).err().unwrap();
        assert!(matches!(refused, MaintenanceError::Open(OpenError::LostLog(_))), "{refused}");
        fs::write(with_suffix(&path, "-wal"), "its content").unwrap();
        ServerLock::acquire(&path).unwrap();
        fs::remove_file(with_suffix(&path, "-wal")).unwrap();
        page[104] = 9;
        fs::write(&path, &page).unwrap();
        ServerLock::acquire(&path).unwrap();
    }
}
