//! Pools of connections to a server, and how each connection is set up.

use sqlx::{
    Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::sql::connection::{STATEMENT_TIMEOUT, with_timeout};

/// Limits the time of a statement, and of a transaction of a frozen node, so that others do not wait for it. The locks of
/// [`crate::sql::locks`] rely on the isolation level.
const SESSION_SETTINGS: &str = "set statement_timeout = '5s'; set idle_in_transaction_session_timeout = '10s'; \
                       set default_transaction_isolation = 'read committed'";

/// Connections that are tested when they are taken and when they come back, both for a limited time: after a loss of the
/// server the pool heals by itself.
pub(super) fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(STATEMENT_TIMEOUT)
        .after_connect(|connection, _| Box::pin(async { configure_session(connection).await }))
        .after_release(|connection, _| {
            Box::pin(async {
                with_timeout(connection.ping()).await?;
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

pub(super) async fn configure_session(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(SESSION_SETTINGS).execute(connection).await.map(|_| ())
}
