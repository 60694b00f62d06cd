//! One background task per enabled provider: resolve until it succeeds, then refresh the metadata.

use std::{sync::Arc, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::{Notify, mpsc};
use tracing::{Instrument, info_span};
use vestibule_core::{
    cause::Cause,
    driver::{Bound, Context, Driver, Refresh},
    fault::Fault,
    http::Http,
    ids::ProviderId,
};

use super::{context::RegistryContext, places::Places, slot::Ready};

/// How often a driver is asked to refresh its metadata. It decides whether that is due.
const REFRESH: Duration = Duration::from_secs(300);

/// The result that a task sends to the writer.
pub(crate) struct Resolved {
    pub(crate) provider: ProviderId,
    /// The version of the provider; the writer ignores results of older ones.
    pub(crate) epoch: u64,
    pub(crate) outcome: Result<Ready, Fault>,
}

pub(crate) struct ResolveTask {
    pub(crate) provider: ProviderId,
    pub(crate) epoch: u64,
    pub(crate) bound: Arc<dyn Bound>,
    pub(crate) http: Arc<dyn Http>,
    pub(crate) context: Arc<RegistryContext>,
    pub(crate) places: Arc<Places>,
    /// Notified when an administrator wants the upstream to be asked again now.
    pub(crate) refetch: Arc<Notify>,
    pub(crate) events: mpsc::Sender<Resolved>,
}

impl ResolveTask {
    /// Runs until the writer drops it.
    pub(crate) async fn run(self) {
        let span = info_span!("resolve", provider = %self.provider);
        async {
            if let Some(driver) = self.resolve().await {
                self.keep_fresh(driver).await;
            }
        }
        .instrument(span)
        .await;
    }

    async fn resolve(&self) -> Option<Arc<dyn Driver>> {
        let (first, most) = self.context.retry;
        let backoff = ExponentialBuilder::default().with_min_delay(first).with_max_delay(most).with_jitter();
        let mut delays = backoff.without_max_times().build();
        loop {
            let outcome = self.places.run(self.bound.resolve(&self.driver_context())).await;
            match outcome {
                Ok(driver) => {
                    self.send(Ok(driver.clone())).await?;
                    return Some(driver);
                }
                Err(mut fault) => {
                    let delay = delays.next().unwrap_or(most);
                    let delay_for_clock = chrono::Duration::from_std(delay).unwrap_or_default();
                    fault.next_retry_at = Some(self.context.clock.now() + delay_for_clock);
                    self.send(Err(fault)).await?;
                    #[expect(clippy::disallowed_methods, reason = "the delay between two attempts, computed by backon")]
                    let pause = tokio::time::sleep(delay);
                    tokio::select! {
                        () = pause => {}
                        () = self.refetch.notified() => {}
                    }
                }
            }
        }
    }

    async fn keep_fresh(&self, mut driver: Arc<dyn Driver>) {
        let mut ticks = tokio::time::interval(REFRESH);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await; // the first tick is at once
        let mut said_fault = false;
        loop {
            let when = tokio::select! {
                _ = ticks.tick() => Refresh::WhenDue,
                () = self.refetch.notified() => Refresh::Now,
            };
            match self.places.run(driver.refresh(&self.driver_context(), when)).await {
                Ok(None) if said_fault => {
                    said_fault = false;
                    if self.send(Ok(driver.clone())).await.is_none() {
                        return;
                    }
                }
                Ok(None) => {}
                Ok(Some(newer)) => {
                    tracing::info!("the provider has another issuer, or knows us as another client");
                    (driver, said_fault) = (newer, false);
                    if self.send(Ok(driver.clone())).await.is_none() {
                        return;
                    }
                }
                // An administrator has to act, whatever still works.
                Err(fault) if fault.cause == Cause::Registration => {
                    said_fault = true;
                    if self.send(Err(fault)).await.is_none() {
                        return;
                    }
                }
                Err(fault) => {
                    tracing::warn!(fault = %fault, "metadata could not be refreshed; the previous version stays in use");
                }
            }
        }
    }

    async fn send(&self, outcome: Result<Arc<dyn Driver>, Fault>) -> Option<()> {
        let outcome = outcome.map(|driver| Ready { driver, http: self.http.clone() });
        let resolved = Resolved { provider: self.provider.clone(), epoch: self.epoch, outcome };
        self.events.send(resolved).await.ok()
    }

    fn driver_context(&self) -> Context<'_> {
        Context { http: &*self.http, clock: &*self.context.clock, random: &*self.context.random }
    }
}
