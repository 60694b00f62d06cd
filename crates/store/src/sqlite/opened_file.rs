//! Whether the file at a path is still the one that was opened: a file that is deleted or replaced stays open, and what is
//! written into it is lost with the process.

use std::path::{Path, PathBuf};

/// A database file that is open.
#[derive(Debug, Clone)]
pub(crate) struct OpenedFile {
    path: PathBuf,
    identity: Option<Identity>,
}

/// What a file system knows a file by: its device and its inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

/// Why nothing is written any more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileLost {
    #[error(
        "{0} was deleted or moved while the server runs, so nothing can be stored. Move it back, or stop the server and \
         restore a backup with `vestibule restore`"
    )]
    Gone(PathBuf),
    #[error(
        "{0} was replaced by another file while the server runs, so nothing can be stored. Stop the server before \
         replacing its database, and use `vestibule restore`"
    )]
    Replaced(PathBuf),
}

impl OpenedFile {
    /// Remembers the file at `path`, which is there.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), identity: identity(path) }
    }

    /// Compares the file at the path with the one that was opened. One look at the file system, no content is read.
    pub(crate) fn verify(&self) -> Result<(), FileLost> {
        match identity(&self.path) {
            found if found == self.identity => Ok(()),
            None => Err(FileLost::Gone(self.path.clone())),
            Some(_) => Err(FileLost::Replaced(self.path.clone())),
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(path).ok()?;
    Some(Identity(found.dev(), found.ino()))
}

/// Without inodes only the absence of a file is noticed; an open file cannot be replaced there.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.is_file().then_some(Identity(0, 0))
}
