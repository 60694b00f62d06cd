//! Reading a file that somebody dropped: what is not a plain, private, small file is refused and never read.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::Path,
};

/// The largest definition or credentials schema.
pub(crate) const TEXT_LIMIT: u64 = 1024 * 1024;

/// Why a file was not read. `Display` is a sentence about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileFault {
    #[error("the file does not exist")]
    Missing,
    #[error("this is not a regular file; put a plain file here, or take it away")]
    Special,
    #[error("everybody may write to this file, so nobody knows who wrote it; run `chmod o-w` on it")]
    WorldWritable,
    #[error("the file is larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    #[error("this user may not read the file; correct its rights")]
    Forbidden,
    #[error("the file is not UTF-8 text; save it in that encoding")]
    NotText,
    #[error("the file cannot be read ({0})")]
    Other(io::ErrorKind),
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            kind => Self::Other(kind),
        }
    }
}

/// Loads a file of at most `limit` bytes. A symbolic link counts as what it leads to, which is how Kubernetes mounts
/// files. Never waits: opening a FIFO or a device would.
pub(crate) fn load(path: &Path, limit: u64) -> Result<Vec<u8>, FileFault> {
    // Looked at before it is opened, because opening a device can already do something …
    check(&fs::metadata(path)?, limit)?;
    let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)?;
    // … and again afterwards, because it may have been exchanged in between.
    check(&file.metadata()?, limit)?;
    read(file, limit)
}

/// Loads a text of at most [`TEXT_LIMIT`].
pub(crate) fn load_text(path: &Path) -> Result<String, FileFault> {
    String::from_utf8(load(path, TEXT_LIMIT)?).map_err(|_| FileFault::NotText)
}

fn check(metadata: &fs::Metadata, limit: u64) -> Result<(), FileFault> {
    if !metadata.is_file() {
        Err(FileFault::Special)
    } else if metadata.mode() & 0o002 != 0 {
        Err(FileFault::WorldWritable)
    } else if metadata.len() > limit {
        Err(FileFault::TooLarge(limit))
    } else {
        Ok(())
    }
}

/// A text of at most [`TEXT_LIMIT`] that somebody hands over, as a pipe does.
pub(crate) fn load_input(input: impl io::Read) -> Result<String, FileFault> {
    String::from_utf8(read(input, TEXT_LIMIT)?).map_err(|_| FileFault::NotText)
}

fn read(file: impl io::Read, limit: u64) -> Result<Vec<u8>, FileFault> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(FileFault::TooLarge(limit)) } else { Ok(bytes) }
}
