//! What can go wrong with a database.

use std::path::PathBuf;

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something with that name or address exists already.
    #[error("{0} exists already")]
    Conflict(&'static str),
    /// The database does not answer, is full, locked for too long, or gone. Trying again later may help.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored cannot be what we wrote.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
}

/// Why a database cannot be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL has a scheme that we do not speak.
    #[error("storage.url: `{0}` is not supported; use `sqlite:PATH` or `postgres://USER@HOST/DATABASE`")]
    UnsupportedUrl(String),
    /// A URL of a server that cannot be taken apart. It is not repeated: it may hold a password.
    #[error(
        "storage.url: this is no URL of a PostgreSQL database; write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, special characters as %XX"
    )]
    UnreadableUrl,
    /// A server does not let us in.
    #[error("cannot use the database {server}: {problem}. It says: {source}")]
    Server {
        /// The URL, without a password.
        server: String,
        /// What is wrong, and what to do.
        problem: &'static str,
        /// What the driver or the server says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process has taken the database for itself.
    #[error(
        "everything in the database is being sealed with another key; start again when `vestibule key rotate` has ended"
    )]
    KeyRotationInProgress,
    /// The folder cannot be made or written.
    #[error(
        "cannot write to {path}: {source}. Make the folder writable for the user that runs vestibule, or change `data_dir`"
    )]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A newer program has changed the database.
    #[error(
        "the database was written by a newer version (its schema is {found}, this program knows {known}). Run that version, or restore a backup"
    )]
    Newer {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration that this program knows.
        known: i64,
    },
    /// An applied migration is not the one in this program.
    #[error("the database schema is not one of ours: {0}. Restore a backup")]
    ForeignSchema(String),
    /// The file holds something else.
    #[error("{} is not an SQLite database; check `storage.url` and `data_dir`, or put a backup in its place with `vestibule restore`", .0.display())]
    NotSqlite(PathBuf),
    /// The key does not open what is stored.
    #[error(
        "the secret key does not open this database. Start with the key that was used before: VESTIBULE_SECRET_KEY, VESTIBULE_SECRET_KEY_FILE, or `secret.key` in the data folder"
    )]
    WrongKey,
    /// Anything else that the database says.
    #[error("cannot open the database {url}: {source}")]
    Database {
        /// The URL, without a password.
        url: String,
        /// What the database says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
