//! What SQLite says, in our words.

use crate::StoreError;

/// Primary result codes (<https://www.sqlite.org/rescode.html>).
pub(super) mod code {
    pub(crate) const PERM: u8 = 3;
    pub(crate) const BUSY: u8 = 5;
    pub(crate) const READONLY: u8 = 8;
    pub(crate) const CORRUPT: u8 = 11;
    pub(crate) const CANTOPEN: u8 = 14;
    pub(crate) const CONSTRAINT: u8 = 19;
    pub(crate) const NOTADB: u8 = 26;
}

/// The primary result code of a failure of SQLite; the upper bytes of what it reports are details.
pub(super) fn primary_code(error: &sqlx::Error) -> Option<u8> {
    let extended: u32 = error.as_database_error()?.code()?.parse().ok()?;
    Some((extended & 0xff) as u8)
}

impl From<sqlx::Error> for StoreError {
    /// A broken constraint is a conflict, a value that cannot be read is damage; everything else may pass: a lock, a
    /// full disk, a lost file, no free connection in time.
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{ColumnDecode, ColumnIndexOutOfBounds, ColumnNotFound, Decode, TypeNotFound};
        match primary_code(&error) {
            Some(code::CONSTRAINT) => Self::Conflict("a record with the same key"),
            Some(code::CORRUPT | code::NOTADB) => Self::Corrupt(error.to_string()),
            _ => match error {
                ColumnDecode { .. }
                | ColumnIndexOutOfBounds { .. }
                | ColumnNotFound(_)
                | Decode(_)
                | TypeNotFound { .. } => Self::Corrupt(error.to_string()),
                other => Self::Unavailable(Box::new(other)),
            },
        }
    }
}
