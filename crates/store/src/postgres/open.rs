//! From a URL to an open database, or to the one reason why not.

use std::{io::ErrorKind, sync::Arc, time::Duration};

use backon::{ConstantBuilder, Retryable as _};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

use super::{
    address::{self, Address},
    node_notifications::NodeNotifications,
    pool::{configure_session, pool},
};
use crate::{
    OpenError, StoreOptions,
    sql::{
        SqlStore,
        connection::{Pools, with_timeout},
        decrypted_secrets::DecryptedSecrets,
        errors::{sql_state, state},
        locks,
        schema::{self, SchemaError},
        upgrade::Upgrade,
    },
};

/// Connections of one node, one more listens. A server accepts 100 by default.
const CONNECTIONS: u32 = 10;
/// How often, and after which pause, a server is asked that is not there yet.
const ATTEMPTS: usize = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// Opens the database of `options` and brings its schema up to date. The database itself is the operator's to create.
pub(crate) async fn open(options: StoreOptions) -> Result<SqlStore, OpenError> {
    let address = address::parse(&options.url)?;
    let report = |error| report(error, &address);
    let mut connection = connect(&address).await.map_err(SchemaError::from).map_err(report)?;
    update(&mut connection, &options).await.map_err(report)?;
    // It has done its work.
    let _ = connection.close().await;
    let pool = pool(address.options.clone(), CONNECTIONS);
    let StoreOptions { keys, clock, random, .. } = options;
    let changes = Arc::default();
    let joined = NodeNotifications::join(address.options.clone(), pool.clone(), random.as_ref(), &changes);
    let nodes = joined.await.map_err(report)?;
    Ok(SqlStore {
        pools: Pools::Postgres(pool),
        nodes: Some(Arc::new(nodes)),
        changes,
        keys,
        decrypted: DecryptedSecrets::default(),
        clock,
        random,
    })
}

/// One connection. A server that is just being started is waited for; everything else is said at once.
pub(super) async fn connect(address: &Address) -> Result<PgConnection, sqlx::Error> {
    let attempt = || async { with_timeout(address.options.connect()).await };
    let policy = ConstantBuilder::default().with_delay(PAUSE).with_max_times(ATTEMPTS);
    let notify =
        |_: &sqlx::Error, _| tracing::warn!(database = address.shown, "the database is not reachable yet; retrying");
    attempt.retry(policy).when(|error| is_starting(error, address)).notify(notify).await
}

/// Nothing listens there, or the server is still starting.
fn is_starting(error: &sqlx::Error, address: &Address) -> bool {
    const CANNOT_CONNECT_NOW: &str = "57P03";
    match error {
        sqlx::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => true,
            // A socket; otherwise it is a file of `sslrootcert`.
            ErrorKind::NotFound => address.options.get_socket().is_some(),
            _ => false,
        },
        other => sql_state(other) == Some(CANNOT_CONNECT_NOW),
    }
}

/// One node at a time, and a long migration is not interrupted.
async fn update(connection: &mut PgConnection, options: &StoreOptions) -> Result<(), SchemaError> {
    configure_session(connection).await?;
    // The database may be another program's: inspect it first.
    schema::inspect(connection).await?;
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql("set local statement_timeout = 0").execute(&mut *transaction).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(locks::MIGRATION).execute(&mut *transaction).await?;
    let upgrade = schema::update(&mut *transaction, &options.keys, options.random.as_ref()).await?;
    transaction.commit().await?;
    upgrade.into_iter().for_each(Upgrade::log);
    Ok(())
}

const UNREACHABLE: &str = "it cannot be reached; check host and port, and that it runs";
const FULL: &str = "it accepts no more connections; raise its `max_connections`";
const INSECURE: &str = "no secure connection; check `sslmode` and `sslrootcert`";

fn is_insecure(error: &std::io::Error, address: &Address) -> bool {
    match error.kind() {
        ErrorKind::InvalidData => true,
        ErrorKind::NotFound | ErrorKind::PermissionDenied => address.options.get_socket().is_none(),
        _ => false,
    }
}

pub(super) fn report(error: SchemaError, address: &Address) -> OpenError {
    let error = match error {
        SchemaError::Rejected(found) => return found,
        SchemaError::Database(error) => error,
    };
    let server = address.shown.clone();
    let problem = match sql_state(&error) {
        Some(state::WRONG_PASSWORD | state::NOT_AUTHORIZED) => "it rejects this user or password",
        Some(state::NO_DATABASE) => "there is no such database; create it (`createdb --owner USER DATABASE`)",
        Some(state::NO_PRIVILEGE) => "the user may not create tables there; make it the owner of the database",
        Some(state::TOO_MANY_CONNECTIONS) => FULL,
        None => match &error {
            // What rustls says about a certificate, and files with certificates that cannot be read.
            sqlx::Error::Io(error) if is_insecure(error, address) => INSECURE,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => UNREACHABLE,
            sqlx::Error::Tls(_) => INSECURE,
            _ => "the database reported an error",
        },
        Some(_) => "the database reported an error",
    };
    let temporary = matches!(problem, UNREACHABLE | FULL);
    OpenError::Server { server, problem, temporary, cause: Box::new(error) }
}
