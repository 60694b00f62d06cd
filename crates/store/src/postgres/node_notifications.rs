//! Several nodes on one database: each holds a lock that ends with its connection, and notifies the others of changes.
//!
//! A connection can go silent without an end: a firewall forgets it, a machine between loses power. So a query goes over it
//! every few seconds, and one that is not answered means a new connection. And each change of providers counts up a number
//! in the database, which is read every few seconds on another connection: what a lost notification was about is seen then,
//! and so it is on a server, or through a pooler, that has no notifications at all.

use std::{sync::Arc, time::Duration};

use sqlx::{
    PgPool,
    postgres::{PgListener, PgNotification},
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout},
};
use vestibule_core::{ids::UserId, random::Random, secret::hex};

use super::{
    address::Address,
    locks,
    server_pool::ServerPool,
    statements::sql_state,
    user_channel::{EVERYBODY, USERS_CHANNEL},
};
use crate::{
    OpenError, UserChanges,
    deadline::with_timeout,
    sql::{errors::state, schema::SchemaError},
};

/// Announces that providers have changed. The payload is the name of the node.
pub(crate) const CHANNEL: &str = "vestibule_providers";
/// How long to wait before listening again after a loss.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a query goes over the connection, and the number of changes is read. With what a node needs to act on it, a
/// change that no notification announced takes effect within five seconds.
const HEARTBEAT: Duration = Duration::from_secs(4);
/// How long the answer may take.
const ANSWER: Duration = Duration::from_secs(5);

/// This node among the others.
pub(crate) struct NodeNotifications {
    name: String,
    changed: Arc<Notify>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for NodeNotifications {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl NodeNotifications {
    /// Starts listening. Refused while a key rotation is in progress. `shared` is for everything else that this node asks.
    pub(super) async fn join(
        address: Arc<Address>,
        shared: PgPool,
        random: &dyn Random,
        users: &Arc<UserChanges>,
    ) -> Result<Self, SchemaError> {
        let mut name = [0; 8];
        random.fill(&mut name);
        let (name, changed) = (hex(name), Arc::new(Notify::new()));
        // Before anybody reads providers: what changes from now on is noticed.
        let number = with_timeout(change_number(&shared)).await?;
        let listener = listen(&address).await?;
        let following = tokio::spawn(follow(address, listener, name.clone(), (changed.clone(), users.clone())));
        let polling = tokio::spawn(poll(shared, number, changed.clone()));
        Ok(Self { name, changed, tasks: [following, polling] })
    }

    /// The payload of notifications of this node.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns when another node may have changed providers since the last time.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }
}

/// A listener that holds the instance lock, with a pool of its own: the connection of one that has gone silent is not given
/// back for a long time.
async fn listen(address: &Arc<Address>) -> Result<PgListener, SchemaError> {
    let pool = ServerPool::new(address.clone(), 1);
    pool.choose().await;
    let mut listener = with_timeout(PgListener::connect_with(pool.pool())).await?;
    let running = sqlx::query_scalar("select pg_try_advisory_lock_shared($1)").bind(locks::INSTANCE);
    if !with_timeout(running.fetch_one(&mut listener)).await? {
        return Err(SchemaError::Rejected(OpenError::KeyRotationInProgress));
    }
    match with_timeout(listener.listen_all([CHANNEL, USERS_CHANNEL])).await {
        Err(error) if sql_state(&error) == Some(state::NOT_SUPPORTED) => {
            tracing::warn!("the database has no notifications: changes of other nodes are seen after some seconds");
            Ok(listener)
        }
        listened => Ok(listened.map(|()| listener)?),
    }
}

/// Listens for node notifications; after a reconnect, assumes one was missed.
async fn follow(
    address: Arc<Address>,
    mut listener: PgListener,
    name: String,
    (changed, users): (Arc<Notify>, Arc<UserChanges>),
) {
    let mut pause = interval(PAUSE);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        until_lost(&mut listener, |notification| match notification.channel() {
            USERS_CHANNEL => mark(&users, notification.payload()),
            _ if notification.payload() == name => {}
            _ => changed.notify_one(),
        })
        .await;
        drop(listener);
        users.mark_everybody();
        tracing::warn!("lost the connection for node notifications; reconnecting");
        listener = loop {
            pause.tick().await;
            match listen(&address).await {
                Ok(listener) => break listener,
                Err(SchemaError::Rejected(found)) => tracing::error!(%found, "cannot listen for node notifications"),
                Err(SchemaError::Database(error)) => {
                    tracing::debug!(%error, "still not connected to node notifications");
                }
            }
        };
        tracing::info!("reconnected to node notifications");
        users.mark_everybody();
        changed.notify_one();
    }
}

/// Hands on what is announced, until the connection ends or goes silent.
async fn until_lost(listener: &mut PgListener, announced: impl Fn(PgNotification)) {
    let mut heartbeats = interval(HEARTBEAT);
    heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            notification = listener.try_recv() => match notification {
                Ok(Some(notification)) => announced(notification),
                _ => return,
            },
            _ = heartbeats.tick() => {
                let answered = timeout(ANSWER, sqlx::query("select 1").execute(&mut *listener)).await;
                if !matches!(answered, Ok(Ok(_))) {
                    return;
                }
            }
        }
    }
}

/// Notices changes of providers that no notification announced.
async fn poll(shared: PgPool, mut known: i64, changed: Arc<Notify>) {
    let mut ticks = interval(HEARTBEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match with_timeout(change_number(&shared)).await {
            Ok(number) if number == known => {}
            Ok(number) => {
                known = number;
                changed.notify_one();
            }
            Err(error) => tracing::debug!(%error, "the number of changes cannot be read"),
        }
    }
}

/// How often providers have been changed.
async fn change_number(shared: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select number from change_numbers where name = 'providers'").fetch_one(shared).await
}

/// A node also receives its own changes, which it has marked before; that costs one read more.
fn mark(users: &UserChanges, payload: &str) {
    let named: Option<Vec<UserId>> = payload.split(',').map(|id| id.parse().ok()).collect();
    match named {
        Some(named) if payload != EVERYBODY => users.mark(&named),
        // A later version may say more than we understand.
        _ => users.mark_everybody(),
    }
}
