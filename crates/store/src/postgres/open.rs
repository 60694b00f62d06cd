//! From a URL to an open database, or to the one reason why not.

use std::{io::ErrorKind, sync::Arc, time::Duration};

use sqlx::{Connection as _, PgConnection, Row as _};

use super::{
    address::{self, Address},
    away::{TakesNoWrites, is_away, refuses_parameters},
    locks,
    node_notifications::NodeNotifications,
    pool::configure_session,
    server_pool::ServerPool,
    statements::sql_state,
};
use crate::{
    ConnectSettings, OpenError, StoreOptions,
    deadline::with_timeout,
    sql::{
        SqlStore, WebhookQueues,
        connection::Pools,
        decrypted_secrets::DecryptedSecrets,
        errors::state,
        schema::{self, SchemaError},
        upgrade::Upgrade,
    },
};

/// Opens the database of `options` and brings its schema up to date. The database itself is the operator's to create.
pub(crate) async fn open(options: StoreOptions) -> Result<SqlStore, OpenError> {
    let address = Arc::new(address::parse(&options.url)?);
    let report = |error| report(error, &address);
    let ConnectSettings { wait, connections } = options.connect;
    let mut connection = address.connect(wait).await.map_err(SchemaError::from).map_err(report)?;
    refuse_transaction_pooler(&mut connection, &address).await.map_err(report)?;
    refuse_too_many(&mut connection, connections).await.map_err(report)?;
    update(&mut connection, &options).await.map_err(report)?;
    // It has done its work.
    let _ = connection.close().await;
    let pool = ServerPool::new(address.clone(), connections);
    pool.choose().await;
    let StoreOptions { keys, clock, random, .. } = options;
    let changes = Arc::default();
    let joined = NodeNotifications::join(address.clone(), pool.pool().clone(), random.as_ref(), &changes);
    let nodes = joined.await.map_err(report)?;
    let store = SqlStore {
        pools: Pools::Postgres(pool),
        nodes: Some(Arc::new(nodes)),
        changes,
        keys,
        decrypted: DecryptedSecrets::default(),
        webhooks: WebhookQueues::default(),
        clock,
        random,
    };
    store.with_known_webhooks().await.map_err(SchemaError::from).map_err(report)
}

/// A pooler in transaction mode gives the server's connections to whoever asks next, and takes away what we rely on: locks
/// and settings of a session, and LISTEN. Two connections of ours that are open at once are the same one there.
async fn refuse_transaction_pooler(first: &mut PgConnection, address: &Address) -> Result<(), SchemaError> {
    let mut second = address.connect(Duration::ZERO).await?;
    let seen = [process(first).await?, process(&mut second).await?, process(first).await?, process(&mut second).await?];
    let _ = second.close().await;
    match seen {
        [a, b, c, d] if a == c && b == d && a != b => Ok(()),
        _ => Err(SchemaError::Rejected(OpenError::TransactionPooler)),
    }
}

/// The server's process behind a connection. Not prepared: a pooler may know nothing of that.
async fn process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    with_timeout(sqlx::raw_sql("select pg_backend_pid()").fetch_one(connection)).await?.try_get(0)
}

/// One more connection listens.
async fn refuse_too_many(connection: &mut PgConnection, connections: u32) -> Result<(), SchemaError> {
    let accepted: String = with_timeout(sqlx::query_scalar("show max_connections").fetch_one(connection)).await?;
    match accepted.parse() {
        Ok(accepted) if connections >= accepted => {
            Err(SchemaError::Rejected(OpenError::TooManyConnections { connections, accepted }))
        }
        _ => Ok(()),
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
const STANDBY: &str = "no server of it takes writes; promote one, or correct the hosts in `storage.url`";
const PARAMETERS: &str =
    "its pooler does not let a parameter pass; set `ignore_startup_parameters = extra_float_digits`";
const LACKING: &str = "it lacks something that vestibule needs; connect to PostgreSQL 15 or later itself, or through a pooler in \
                       session mode";
const INSECURE: &str = "no secure connection; check `sslmode` and `sslrootcert`";

fn is_insecure(error: &std::io::Error, address: &Address) -> bool {
    match error.kind() {
        ErrorKind::InvalidData => true,
        ErrorKind::NotFound | ErrorKind::PermissionDenied => {
            address.servers.iter().all(|options| options.get_socket().is_none())
        }
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
        Some(state::NOT_SUPPORTED) => LACKING,
        None => match &error {
            // What rustls says about a certificate, and files with certificates that cannot be read.
            sqlx::Error::Io(error) if is_insecure(error, address) => INSECURE,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => UNREACHABLE,
            sqlx::Error::Tls(_) => INSECURE,
            sqlx::Error::Configuration(cause) if cause.is::<TakesNoWrites>() => STANDBY,
            _ => "the database reported an error",
        },
        Some(_) if refuses_parameters(&error) => PARAMETERS,
        Some(_) if is_away(&error) => UNREACHABLE,
        Some(_) => "the database reported an error",
    };
    let temporary = problem != INSECURE && is_away(&error);
    OpenError::Server { server, problem, temporary, cause: Box::new(error) }
}
