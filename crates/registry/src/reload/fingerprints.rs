//! The metadata of files, compared so that an unchanged file is not read again.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// Equal for an unchanged file. The change time of the inode cannot be set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fingerprint {
    inode: (u64, u64),
    size: u64,
    mode: u32,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Fingerprint {
    /// `None` for a missing file.
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self {
            inode: (metadata.dev(), metadata.ino()),
            size: metadata.size(),
            mode: metadata.mode(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }
}

/// The fingerprints of a file and its companion files; empty when they prove nothing, because a file had just changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileFingerprints(Box<[Option<Fingerprint>]>);

impl FileFingerprints {
    pub(crate) fn of(paths: impl Iterator<Item = PathBuf>) -> Self {
        Self(paths.map(|path| Fingerprint::of(&path)).collect())
    }

    /// The same, if the first file still has the fingerprint that was taken before it was read.
    pub(crate) fn if_unchanged_since(self, first: &Self) -> Self {
        if self.0.starts_with(&first.0) { self } else { Self::default() }
    }

    /// Whether the files are unchanged.
    pub(crate) fn are_current(&self, paths: impl Iterator<Item = PathBuf>) -> bool {
        !self.0.is_empty() && *self == Self::of(paths)
    }
}
