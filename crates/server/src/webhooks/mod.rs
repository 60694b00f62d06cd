//! Sends events of the audit log to those who want them.
//!
//! ```text
//! event ─▶ queue of each webhook (store, in the transaction of the event) ─▶ claim ─▶ POST ─▶ 2xx: next
//!                                                        ▲                              │ else
//!                                                        └──── 5 s, 10 s, … 1 h ◀───────┘ for three days
//! ```
//! One node at a time delivers for a webhook, in order; another one goes on when that is silent for a minute. A message may
//! come twice, and has the same id then. Owns no queue: that is the store's.

mod message;

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Interval, MissedTickBehavior, interval},
};
use vestibule_core::{
    http::{Http, Purpose},
    redact::Redactor,
    webhook::{Webhook, pause_after},
};
use vestibule_store::{Delivery, StoreError, WebhookEvents};

use crate::AppState;

/// How often the length of a queue is looked at.
const LOOKED_AFTER: Duration = Duration::from_secs(60);
/// How often it is looked for what other processes have queued, and for what is to be tried again.
const EVERY: Duration = Duration::from_secs(2);
/// From when this process is about to queue an event until it has done so, nearly always.
const COMMIT: Duration = Duration::from_millis(50);
/// For how long a node delivers alone without a word.
const LEASE: chrono::Duration = chrono::Duration::seconds(60);
/// An event that could not be sent for this long is given up.
const GIVEN_UP: chrono::Duration = chrono::Duration::days(3);

/// A webhook and the way to it.
pub struct Receiver {
    /// The webhook.
    pub webhook: Webhook,
    /// Reaches what its URL may lead to.
    pub http: Arc<dyn Http>,
}

/// What is to be queued for whom.
pub fn wanted(receivers: &[Receiver]) -> Vec<WebhookEvents> {
    let each = receivers.iter().map(|receiver| &receiver.webhook);
    each.map(|webhook| WebhookEvents { name: webhook.name.clone(), events: webhook.events.clone() }).collect()
}

/// Runs until it is dropped.
pub async fn deliver(app: AppState, receivers: Vec<Receiver>) {
    let known = wanted(&receivers);
    let mut ticks = ticking(EVERY);
    ticks.tick().await;
    while let Err(error) = app.store.set_webhooks(&known).await {
        note(&app, &error);
        ticks.tick().await;
    }
    // One that is slow holds up no other.
    let mut tasks = JoinSet::new();
    for receiver in receivers {
        tasks.spawn(deliver_to(app.clone(), receiver));
    }
    while tasks.join_next().await.is_some() {}
}

async fn deliver_to(app: AppState, receiver: Receiver) {
    let [mut ticks, mut minutes, mut commits] = [EVERY, LOOKED_AFTER, COMMIT].map(ticking);
    let mut queued = app.store.queued_events();
    loop {
        let done = tokio::select! {
            _ = minutes.tick() => look_after(&app, &receiver).await,
            _ = ticks.tick() => drain(&app, &receiver).await,
            Ok(()) = queued.changed() => {
                commits.reset();
                commits.tick().await;
                drain(&app, &receiver).await
            }
        };
        if let Err(error) = done {
            note(&app, &error);
        }
    }
}

fn ticking(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

fn note(app: &AppState, error: &StoreError) {
    app.note_failure(error.code());
    tracing::warn!(error = error.detail(), "the queue of a webhook cannot be read; it is tried again");
}

/// Keeps the queue of a webhook within its bound, and says how long it is.
async fn look_after(app: &AppState, receiver: &Receiver) -> Result<(), StoreError> {
    let name = &receiver.webhook.name;
    let dropped = app.store.bound_queue(name).await?;
    if dropped > 0 {
        count(receiver, "dropped", dropped);
        tracing::error!(webhook = %name, dropped, "too many events wait for the webhook; the oldest are given up");
    }
    let states = app.store.list_webhooks().await?;
    let waiting = states.iter().find(|state| state.name == *name).map_or(0, |state| state.waiting);
    #[expect(clippy::cast_precision_loss, reason = "the queue is bounded")]
    metrics::gauge!("vestibule_webhook_waiting", "webhook" => name.to_string()).set(waiting as f64);
    Ok(())
}

/// Sends what waits for a webhook, until one event fails or nothing is left.
async fn drain(app: &AppState, receiver: &Receiver) -> Result<(), StoreError> {
    let (store, name, node) = (&app.store, &receiver.webhook.name, app.node.id.as_str());
    while let Some(delivery) = store.claim_delivery(name, node, LEASE).await? {
        let Delivery { seq, attempts, queued_at, .. } = delivery;
        match send(app, receiver, delivery).await {
            Ok(()) => {
                if attempts > 0 {
                    tracing::info!(webhook = %name, attempts, "the webhook takes events again");
                }
                count(receiver, "ok", 1);
                store.end_delivery(name, node, seq).await?;
            }
            Err(failure) if app.clock.now() - queued_at > GIVEN_UP => {
                count(receiver, "dropped", 1);
                tracing::error!(webhook = %name, failure, "an event could not be sent for three days, and is given up");
                store.end_delivery(name, node, seq).await?;
            }
            Err(failure) => {
                count(receiver, "failed", 1);
                // Said once, and not at each attempt.
                if attempts == 0 {
                    tracing::warn!(webhook = %name, failure, "an event could not be sent; it is tried again");
                } else {
                    tracing::debug!(webhook = %name, failure, attempts, "an event could not be sent again");
                }
                let pause = chrono::Duration::from_std(pause_after(attempts + 1)).unwrap_or(GIVEN_UP);
                return store.delivery_failed(name, node, &failure, app.clock.now() + pause).await;
            }
        }
    }
    Ok(())
}

/// Sends one event. The error is for the operator.
async fn send(app: &AppState, receiver: &Receiver, delivery: Delivery) -> Result<(), String> {
    // An event that was deleted while it waited is none any more.
    let Some(entry) = delivery.entry else { return Ok(()) };
    let request = message::request(&receiver.webhook, entry, app.clock.now()).map_err(|error| error.to_string())?;
    let answer = receiver.http.send(Purpose::Webhook, request).await.map_err(|error| error.to_string())?;
    if answer.status().is_success() {
        return Ok(());
    }
    let said = Redactor::default().quote(&String::from_utf8_lossy(answer.body()));
    Err(format!("it answers {}: {said}", answer.status()))
}

fn count(receiver: &Receiver, outcome: &'static str, number: u64) {
    let labels = [("webhook", receiver.webhook.name.to_string()), ("outcome", outcome.to_owned())];
    metrics::counter!("vestibule_webhook_deliveries_total", &labels).increment(number);
}
