//! Whether the database can be written, and its orderly end.

use async_trait::async_trait;

use crate::StoreError;

/// What an operator asks of a database as a whole.
#[async_trait]
pub trait Availability: Send + Sync {
    /// Reads one row, and compares the file at the database's path with the one that was opened.
    async fn check(&self) -> Result<(), StoreError>;

    /// Writes a value that is there already, in a transaction as a sign-in has one: proves that a change would be kept now.
    async fn prove_write(&self) -> Result<(), StoreError>;

    /// Waits for what is under way, writes everything into the database file and closes all connections. Afterwards every
    /// other method fails.
    async fn close(&self);
}
