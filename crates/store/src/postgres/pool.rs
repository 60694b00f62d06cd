//! Pools of connections to a server, and how each connection is set up.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection, PgPool, postgres::PgPoolOptions};

use super::{
    address::{Address, takes_writes},
    away::TakesNoWrites,
};
use crate::deadline::{STATEMENT_TIMEOUT, with_timeout};

/// Limits the time of a statement, and of a transaction of a frozen node, so that others do not wait for it. The locks of
/// [`super::locks`] rely on the isolation level.
const SESSION_SETTINGS: &str = "set statement_timeout = '5s'; set idle_in_transaction_session_timeout = '10s'; \
                       set default_transaction_isolation = 'read committed'";

/// How long a connection to one of several servers is tried before it is looked which of them takes writes now.
const ONE_OF_SEVERAL: Duration = Duration::from_secs(1);

/// Connections that are tested when they are taken and when they come back, both for a limited time: after a loss of the
/// server the pool heals by itself.
pub(super) fn pool(address: &Address, connections: u32) -> PgPool {
    let timeout = if address.servers.len() == 1 { STATEMENT_TIMEOUT } else { ONE_OF_SEVERAL };
    let writable = address.writable;
    let options = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(timeout)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                configure_session(connection).await?;
                match writable && !takes_writes(connection).await? {
                    false => Ok(()),
                    true => Err(TakesNoWrites.into()),
                }
            })
        })
        .after_release(|connection, _| {
            Box::pin(async {
                with_timeout(connection.ping()).await?;
                Ok(true)
            })
        });
    let options = match writable {
        false => options,
        // Instead of the driver's own test, as cheap as that.
        true => options
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(async { Ok(takes_writes(connection).await.unwrap_or(false)) })),
    };
    options.connect_lazy_with(address.servers[0].clone())
}

pub(super) async fn configure_session(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(SESSION_SETTINGS).execute(connection).await.map(|_| ())
}
