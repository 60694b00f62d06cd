//! Which failures mean that a server is away for now, and which that something is wrong.

use std::io::ErrorKind;

use super::statements::sql_state;
use crate::{StoreError, sql::errors::state};

/// A server answers, and is a standby.
#[derive(Debug, thiserror::Error)]
#[error("the server takes no writes: it is a standby, or read-only")]
pub(crate) struct TakesNoWrites;

impl From<TakesNoWrites> for sqlx::Error {
    fn from(error: TakesNoWrites) -> Self {
        Self::Configuration(Box::new(error))
    }
}

/// Whether the same may work in a moment: the server cannot be reached or found, does not answer, is starting or stopping,
/// accepts no more connections, or another one is about to take its place.
pub(crate) fn is_away(error: &sqlx::Error) -> bool {
    match error {
        // What rustls says about a certificate.
        sqlx::Error::Io(error) => error.kind() != ErrorKind::InvalidData,
        sqlx::Error::PoolTimedOut | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Configuration(cause) => cause.is::<TakesNoWrites>(),
        other => said_away(other) || (has_state(other, &state::LOST) && !refuses_parameters(other)),
    }
}

/// Whether the connection was lost, or refused, before anything was committed.
pub(crate) fn lost_connection(error: &StoreError) -> bool {
    match error {
        StoreError::Unavailable(source) => source.downcast_ref::<sqlx::Error>().is_some_and(is_away),
        StoreError::Conflict(_) | StoreError::Corrupt(_) | StoreError::Seal(_) => false,
    }
}

/// Whether the server itself said so: what was asked of it has not happened then, not even a commit.
pub(crate) fn said_away(error: &sqlx::Error) -> bool {
    has_state(error, &state::REFUSED)
}

/// Whether the connection was closed before what was asked for could be written to it (`EPIPE`).
pub(super) fn was_not_sent(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(error) if error.kind() == ErrorKind::BrokenPipe)
}

/// Whether pgbouncer refuses what every connection of the driver begins with. It reports that, a server that it does not
/// reach and much else with one state.
pub(super) fn refuses_parameters(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.message().contains("unsupported startup parameter"))
}

fn has_state(error: &sqlx::Error, classes: &[&str]) -> bool {
    sql_state(error).is_some_and(|found| classes.iter().any(|class| found.starts_with(class)))
}
