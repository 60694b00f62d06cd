//! Reading files that the operator named, with a limit.

use std::{fs::File, io, io::Read as _, path::Path};

/// The largest configuration file.
pub(crate) const CONFIG_LIMIT: u64 = 1024 * 1024;
/// The largest file that holds one credential: far above any key, far below what would hurt.
pub(crate) const CREDENTIAL_LIMIT: u64 = 64 * 1024;

/// Why a file was not read. `Display` continues a sentence about the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("does not exist")]
    Missing,
    #[error("is a folder")]
    Folder,
    #[error("may not be read by this user")]
    Forbidden,
    #[error("is larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    #[error("cannot be read ({0})")]
    Other(io::ErrorKind),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::IsADirectory => Self::Folder,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            kind => Self::Other(kind),
        }
    }
}

/// Loads a file of at most `limit` bytes.
pub(crate) fn load(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(ReadError::TooLarge(limit)) } else { Ok(bytes) }
}
