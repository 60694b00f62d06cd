//! What can go wrong with a database.

use std::path::PathBuf;

use vestibule_core::{code::ErrorCode, seal::SealError};

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0} already exists")]
    Conflict(&'static str),
    /// The database does not respond, is full, locked for too long, or gone. A retry may help.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored value that this program cannot have written.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl StoreError {
    /// What whoever asked for it is answered.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unavailable(_) => ErrorCode::StorageUnavailable,
            Self::Conflict(_) | Self::Corrupt(_) | Self::Seal(_) => ErrorCode::Internal,
        }
    }

    /// The error and its source, for the log.
    pub fn detail(&self) -> String {
        let source = std::error::Error::source(self).map(|source| format!(": {source}")).unwrap_or_default();
        format!("{self}{source}")
    }
}

/// Why a database cannot be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("storage.url: `{0}` is not supported; use `sqlite:PATH` or `postgres://USER@HOST/DATABASE`")]
    UnsupportedUrl(String),
    /// A PostgreSQL URL, in a build without it.
    #[error(
        "storage.url: PostgreSQL needs the feature `postgres` of the crate `vestibule`, which this program was built without; use `sqlite:PATH`"
    )]
    WithoutPostgres,
    /// A PostgreSQL URL that cannot be parsed. It is not repeated: it may hold a password.
    #[error(
        "storage.url: this is no URL of a PostgreSQL database; use `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, special characters as %XX"
    )]
    UnreadableUrl,
    /// A server that cannot be reached or refuses the connection.
    #[error("cannot use the database {server}: {problem}: {cause}")]
    Server {
        /// The URL, without a password.
        server: String,
        /// What is wrong, and what to do.
        problem: &'static str,
        /// Whether it may work later without any change.
        temporary: bool,
        /// The error of the driver or the server. Part of the message, so it is not a source.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error(
        "storage.url leads to a connection pooler in transaction mode, which keeps neither locks nor LISTEN: set `pool_mode = session` for this database (pgbouncer), or connect to the server itself"
    )]
    TransactionPooler,
    #[error(
        "storage.connections is {connections}, but the server accepts {accepted} connections (`max_connections`), and one more listens: lower it, or raise `max_connections`"
    )]
    TooManyConnections { connections: u32, accepted: u32 },
    /// Another process writes into the file of the database, or has it to itself.
    #[error("{path} is locked by another process; wait for it, or end it (`fuser {path}` names it)", path = .0.display())]
    Locked(PathBuf),
    #[error("a key rotation is in progress; start again when `vestibule key rotate` has finished")]
    KeyRotationInProgress,
    /// A node that runs could not read what this one would seal.
    #[error(
        "the node {node}, which runs on this database, does not have the key {key} that comes first here: it could read nothing that this node encrypts. Give all nodes `OLD,NEW` first, and only then all of them `NEW,OLD`"
    )]
    KeyUnknownToNode {
        /// The name of that node.
        node: String,
        /// The id of the key, which reveals nothing about it.
        key: String,
    },
    /// The data directory cannot be created or written.
    #[error(
        "cannot write to {path}: {cause}. Make the folder writable for the user that runs vestibule, or change `data_dir`"
    )]
    NotWritable { path: PathBuf, cause: std::io::Error },
    #[error(
        "the database was written by a newer version (its schema is {found}, this program knows {known}). Run that version, or restore a backup"
    )]
    Newer {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration that this program knows.
        known: i64,
    },
    /// Not a Vestibule database, or one whose applied migrations were altered.
    #[error("not a Vestibule database: {0}. Check `storage.url`, or restore a backup")]
    ForeignSchema(String),
    /// Part of the schema is gone, whatever its number says.
    #[error(
        "the database is incomplete, it has no {0}. A restore that was interrupted, or made while vestibule ran, leaves such a database: stop every node, and restore into a new database, with `vestibule restore`, or on PostgreSQL with `pg_restore --single-transaction --exit-on-error`"
    )]
    Incomplete(String),
    #[error("{} is not an SQLite database; check `storage.url` and `data_dir`, or put a backup in its place with `vestibule restore`", .0.display())]
    NotSqlite(PathBuf),
    /// A database file that was copied while a server ran, or after it was killed.
    #[error(
        "there is nothing in {path}: it was copied without {path}-wal, which holds its content. Put that file next to it, or restore a backup; to start anew, move {path} away", path = .0.display()
    )]
    LostLog(PathBuf),
    /// SQLite would read it into the database.
    #[error(
        "{log} does not belong to {database}: the last server had written everything into the database, and left none. Move it away; if you have replaced the database by a copy, use `vestibule restore` for that"
    )]
    ForeignLog { database: PathBuf, log: PathBuf },
    #[error(
        "the secret key does not open this database. Start with the key that was used before: VESTIBULE_SECRET_KEY, VESTIBULE_SECRET_KEY_FILE, or `secret.key` in the data directory"
    )]
    WrongKey,
    /// Any other error of the database.
    #[error("cannot open the database {url}: {cause}")]
    Database {
        /// The URL, without a password.
        url: String,
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl OpenError {
    /// Whether the same may work later without any change: the server does not answer, or somebody else is at work.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Server { temporary, .. } => *temporary,
            Self::KeyRotationInProgress | Self::KeyUnknownToNode { .. } | Self::Locked(_) => true,
            _ => false,
        }
    }
}
