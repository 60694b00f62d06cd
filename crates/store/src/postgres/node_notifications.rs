//! Several nodes on one database: each holds a lock that ends with its connection, and notifies the others of changes.

use std::{sync::Arc, time::Duration};

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgListener},
};
use tokio::{sync::Notify, task::JoinHandle};
use vestibule_core::{ids::UserId, random::Random};

use super::{
    pool::pool,
    user_channel::{EVERYBODY, USERS_CHANNEL},
};
use crate::{
    OpenError, UserChanges,
    sql::{connection::with_timeout, locks, schema::SchemaError},
};

/// Announces that providers have changed. The payload is the name of the node.
pub(crate) const CHANNEL: &str = "vestibule_providers";
/// How long to wait before listening again after a loss.
const PAUSE: Duration = Duration::from_secs(1);

/// This node among the others.
pub(crate) struct NodeNotifications {
    name: String,
    changed: Arc<Notify>,
    listening: JoinHandle<()>,
}

impl Drop for NodeNotifications {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl NodeNotifications {
    /// Starts listening. Refused while a key rotation is in progress.
    pub(super) async fn join(
        options: PgConnectOptions,
        random: &dyn Random,
        users: &Arc<UserChanges>,
    ) -> Result<Self, SchemaError> {
        let mut name = [0; 8];
        random.fill(&mut name);
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let (pool, changed) = (pool(options, 1), Arc::new(Notify::new()));
        let listener = listen(&pool).await?;
        let listening = tokio::spawn(follow(pool, listener, name.clone(), (changed.clone(), users.clone())));
        Ok(Self { name, changed, listening })
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

/// A listener that holds the instance lock.
async fn listen(pool: &PgPool) -> Result<PgListener, SchemaError> {
    let mut listener = with_timeout(PgListener::connect_with(pool)).await?;
    let running = sqlx::query_scalar("select pg_try_advisory_lock_shared($1)").bind(locks::INSTANCE);
    if !with_timeout(running.fetch_one(&mut listener)).await? {
        return Err(SchemaError::Rejected(OpenError::KeyRotationInProgress));
    }
    with_timeout(listener.listen_all([CHANNEL, USERS_CHANNEL])).await?;
    Ok(listener)
}

/// Listens for node notifications; after a reconnect, assumes one was missed.
async fn follow(
    pool: PgPool,
    mut listener: PgListener,
    name: String,
    (changed, users): (Arc<Notify>, Arc<UserChanges>),
) {
    let mut pause = tokio::time::interval(PAUSE);
    pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        while let Ok(Some(said)) = listener.try_recv().await {
            if said.channel() == USERS_CHANNEL {
                mark(&users, said.payload());
            } else if said.payload() != name {
                changed.notify_one();
            }
        }
        drop(listener);
        users.mark_everybody();
        tracing::warn!("lost the connection for node notifications; reconnecting");
        listener = loop {
            pause.tick().await;
            match listen(&pool).await {
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

/// A node also receives its own changes, which it has marked before; that costs one read more.
fn mark(users: &UserChanges, payload: &str) {
    let named: Option<Vec<UserId>> = payload.split(',').map(|id| id.parse().ok()).collect();
    match named {
        Some(named) if payload != EVERYBODY => users.mark(&named),
        // A later version may say more than we understand.
        _ => users.mark_everybody(),
    }
}
