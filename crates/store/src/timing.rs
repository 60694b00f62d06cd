//! How long the database takes, for `/metrics`.

use std::time::Instant;

/// What the database was doing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operation {
    /// Until a connection is free and a transaction has begun; one that writes to SQLite begins with its first statement.
    Wait,
    Read,
    Change,
    /// Until a transaction is kept.
    Commit,
}

/// Measures from its making until it is dropped, whatever comes of the operation.
pub(crate) struct Timed {
    operation: Operation,
    began: Instant,
}

impl Timed {
    pub(crate) fn begin(operation: Operation) -> Self {
        Self { operation, began: Instant::now() }
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        let operation = match self.operation {
            Operation::Wait => "wait",
            Operation::Read => "read",
            Operation::Change => "change",
            Operation::Commit => "commit",
        };
        metrics::histogram!("vestibule_database_seconds", "operation" => operation).record(self.began.elapsed());
    }
}
