//! How a file looks on the disk without being opened: what has not changed is not read again.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// Equal for a file that nobody has touched. The change time of the inode cannot be set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fingerprint {
    place: (u64, u64),
    size: u64,
    mode: u32,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Fingerprint {
    /// `None` for what is not there.
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self {
            place: (metadata.dev(), metadata.ino()),
            size: metadata.size(),
            mode: metadata.mode(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }
}

/// The looks of a definition and of the files beside it; empty when they were not taken, or mean nothing because
/// something had just changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileFingerprints(Box<[Option<Fingerprint>]>);

impl FileFingerprints {
    pub(crate) fn of(paths: impl Iterator<Item = PathBuf>) -> Self {
        Self(paths.map(|path| Fingerprint::of(&path)).collect())
    }

    /// The same, when the first file still looks as it did before it was read.
    pub(crate) fn after(self, first: &Self) -> Self {
        if self.0.starts_with(&first.0) { self } else { Self::default() }
    }

    /// Whether the files look as they did.
    pub(crate) fn still(&self, paths: impl Iterator<Item = PathBuf>) -> bool {
        !self.0.is_empty() && *self == Self::of(paths)
    }
}
