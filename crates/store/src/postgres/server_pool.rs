//! Connections to the server that takes writes now.

use std::{sync::Arc, time::Duration};

use backon::{ConstantBuilder, Retryable as _};
use sqlx::{Connection as _, PgPool};
use tokio::time::Instant;

use super::{address::Address, away::is_away, pool::pool};
use crate::deadline::{DATABASE_TIME_LIMIT, counted, time_left, with_database_time};

/// Between two attempts. Most failures take their own time.
const PAUSE: Duration = Duration::from_millis(100);

/// A pool that follows its database from server to server.
#[derive(Clone)]
pub(crate) struct ServerPool {
    pool: PgPool,
    address: Arc<Address>,
    /// Held by whoever looks for the server.
    choosing: Arc<tokio::sync::Mutex<()>>,
}

impl ServerPool {
    pub(super) fn new(address: Arc<Address>, connections: u32) -> Self {
        Self { pool: pool(&address, connections), address, choosing: Arc::default() }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Asks for a connection or a transaction, again while the database is away and the request has time: nothing has
    /// begun before.
    pub(crate) async fn patiently<T, F: Future<Output = Result<T, sqlx::Error>>>(
        &self,
        ask: impl Fn(PgPool) -> F,
    ) -> Result<T, sqlx::Error> {
        let attempts = async {
            let (begun, limit) = (Instant::now(), time_left());
            let attempt = || async {
                match ask(self.pool.clone()).await {
                    Err(error) if is_away(&error) => {
                        self.choose().await;
                        Err(error)
                    }
                    answer => answer,
                }
            };
            let policy = ConstantBuilder::default().with_delay(PAUSE).without_max_times();
            let attempts = attempt.retry(policy).when(|error| is_away(error) && begun.elapsed() + PAUSE < limit);
            counted(limit, attempts).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
        };
        with_database_time(DATABASE_TIME_LIMIT, Box::pin(attempts)).await
    }

    /// Looks which of several servers takes writes now. New connections go there.
    pub(super) async fn choose(&self) {
        let Ok(_alone) = self.choosing.try_lock() else { return };
        if self.address.servers.len() == 1 {
            return;
        }
        if let Ok((connection, options)) = self.address.choose().await {
            self.pool.set_connect_options(options.clone());
            let _ = connection.close().await;
        }
    }
}
