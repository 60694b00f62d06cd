//! How long PostgreSQL is waited for: at most [`DATABASE_TIME_LIMIT`] in all for one request, however many questions it
//! asks.
//!
//! A request that finds the server away waits for it and asks again; one that has used up its time is answered at once.
//! What counts is the time spent waiting for the database, not that of the request: an upstream may take its own.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

/// How long PostgreSQL may work on one statement, and SQLite is waited for a lock or a connection.
pub(crate) const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a statement may take including the round trip to PostgreSQL. The server cancels a statement after
/// [`STATEMENT_TIMEOUT`]; this is for a server that does not respond at all.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(7);

/// How long one request waits for the database, all its questions together.
pub const DATABASE_TIME_LIMIT: Duration = Duration::from_secs(10);

tokio::task_local! {
    /// What is left of it.
    static LEFT: Cell<Duration>;
}

/// Runs `request` with `limit` for all that it asks of the database together. Within another one, that one's counts.
pub async fn with_database_time<T>(limit: Duration, request: impl Future<Output = T>) -> T {
    match LEFT.try_with(|_| ()) {
        Ok(()) => request.await,
        Err(_) => LEFT.scope(Cell::new(limit), request).await,
    }
}

/// What is left for the request; of what is no request, as if it had just begun.
pub(crate) fn time_left() -> Duration {
    LEFT.try_with(Cell::get).unwrap_or(DATABASE_TIME_LIMIT)
}

/// Waits for PostgreSQL, at most [`RESPONSE_TIMEOUT`], and no longer than the request may.
pub(crate) async fn with_timeout<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    counted(RESPONSE_TIMEOUT, answer).await.unwrap_or_else(|| {
        let elapsed = std::io::Error::new(std::io::ErrorKind::TimedOut, "the database does not respond");
        Err(sqlx::Error::Io(elapsed))
    })
}

/// Waits at most `limit` and as long as the request may, whose time it takes. `None`: the time is over.
pub(crate) async fn counted<T>(limit: Duration, waiting: impl Future<Output = T>) -> Option<T> {
    let begun = Instant::now();
    let done = tokio::time::timeout(limit.min(time_left()), waiting).await.ok();
    let _ = LEFT.try_with(|left| left.set(left.get().saturating_sub(begun.elapsed())));
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_questions_of_a_request_share_its_time() {
        let never = || std::future::pending::<Result<(), sqlx::Error>>();
        with_database_time(Duration::from_millis(20), async {
            assert!(with_timeout(never()).await.is_err());
            assert_eq!(time_left(), Duration::ZERO, "the first question has used it up");
        })
        .await;
        assert_eq!(DATABASE_TIME_LIMIT, Duration::from_secs(10), "as docs/operations.md says");
        with_database_time(Duration::ZERO, async {
            assert!(with_timeout(never()).await.is_err(), "at once");
            assert!(with_timeout(async { Ok(()) }).await.is_ok(), "what is there already costs no time");
            with_database_time(Duration::from_secs(600), async { assert_eq!(time_left(), Duration::ZERO) }).await;
        })
        .await;
        assert_eq!(time_left(), DATABASE_TIME_LIMIT, "of what is no request");
    }
}
