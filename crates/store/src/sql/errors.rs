//! What the databases say, in our words.

use crate::{StoreError, postgres::sql_state};

/// Primary result codes of SQLite (<https://www.sqlite.org/rescode.html>).
pub(crate) mod code {
    pub(crate) const ERROR: u8 = 1;
    pub(crate) const PERM: u8 = 3;
    pub(crate) const BUSY: u8 = 5;
    pub(crate) const LOCKED: u8 = 6;
    pub(crate) const READONLY: u8 = 8;
    pub(crate) const CORRUPT: u8 = 11;
    pub(crate) const CANTOPEN: u8 = 14;
    pub(crate) const CONSTRAINT: u8 = 19;
    pub(crate) const NOTADB: u8 = 26;
}

/// States of PostgreSQL (<https://www.postgresql.org/docs/current/errcodes-appendix.html>); two characters are a class.
pub(crate) mod state {
    pub(crate) const CONSTRAINT: &str = "23";
    pub(crate) const WRONG_PASSWORD: &str = "28P01";
    pub(crate) const NOT_AUTHORIZED: &str = "28000";
    pub(crate) const NO_DATABASE: &str = "3D000";
    /// What a server, or a pooler in front of it, cannot do.
    pub(crate) const NOT_SUPPORTED: &str = "0A000";
    pub(crate) const SERIALIZATION: &str = "40001";
    pub(crate) const DEADLOCK: &str = "40P01";
    pub(crate) const NO_PRIVILEGE: &str = "42501";
    pub(crate) const TOO_MANY_CONNECTIONS: &str = "53300";
    /// A lack of memory, disk or connections, a server that stops or is starting, and one that became a standby.
    pub(crate) const REFUSED: [&str; 4] = ["53", "57P01", "57P03", "25006"];
    /// A lost connection, and a server that has crashed.
    pub(crate) const LOST: [&str; 2] = ["08", "57P02"];
    pub(crate) const CORRUPT: [&str; 2] = ["XX001", "XX002"];
}

/// The primary result code of a failure of SQLite; the upper bytes of what it reports are details.
pub(crate) fn primary_code(error: &sqlx::Error) -> Option<u8> {
    let error = error.as_database_error()?.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    let extended: u32 = sqlx::error::DatabaseError::code(error)?.parse().ok()?;
    Some((extended & 0xff) as u8)
}

impl From<sqlx::Error> for StoreError {
    /// A broken constraint is a conflict, a value that cannot be read is damage; everything else may pass: a lock, a
    /// full disk, a lost file or server, no free connection in time.
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{ColumnDecode, ColumnIndexOutOfBounds, ColumnNotFound, Decode, TypeNotFound};
        let conflict = Self::Conflict("a record with the same key");
        match (primary_code(&error), sql_state(&error)) {
            (Some(code::CONSTRAINT), _) => return conflict,
            (_, Some(state)) if state.starts_with(state::CONSTRAINT) => return conflict,
            (Some(code::CORRUPT | code::NOTADB), _) => return Self::Corrupt(error.to_string()),
            (_, Some(state)) if state::CORRUPT.contains(&state) => return Self::Corrupt(error.to_string()),
            _ => {}
        }
        match error {
            ColumnDecode { .. }
            | ColumnIndexOutOfBounds { .. }
            | ColumnNotFound(_)
            | Decode(_)
            | TypeNotFound { .. } => Self::Corrupt(error.to_string()),
            other => Self::Unavailable(Box::new(other)),
        }
    }
}

/// Whether somebody else was faster: what was about to be written is there now, or two waited for each other.
pub(super) fn lost_race(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict(_) => true,
        StoreError::Unavailable(source) => source
            .downcast_ref::<sqlx::Error>()
            .and_then(sql_state)
            .is_some_and(|state| [state::SERIALIZATION, state::DEADLOCK].contains(&state)),
        StoreError::Corrupt(_) | StoreError::Seal(_) => false,
    }
}
