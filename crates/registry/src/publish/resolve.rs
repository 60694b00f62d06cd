//! One background task per enabled provider: resolve until it succeeds, then look after the metadata.

use std::{sync::Arc, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::{Semaphore, mpsc};
use tracing::{Instrument, info_span};
use vestibule_core::{
    driver::{Bound, Context, Driver},
    fault::Fault,
    http::Http,
    ids::ProviderId,
};

use crate::{publish::plan::RegistryContext, publish::slot::Ready};

/// How often a driver is asked whether its metadata is old. The driver decides what old means.
const REFRESH: Duration = Duration::from_secs(300);

/// What a task tells the writer.
pub(crate) struct Resolved {
    pub(crate) provider: ProviderId,
    /// Which version of the provider this is about; the writer ignores what comes from an older one.
    pub(crate) epoch: u64,
    pub(crate) outcome: Result<Ready, Fault>,
}

/// What a task needs.
pub(crate) struct ResolveTask {
    pub(crate) provider: ProviderId,
    pub(crate) epoch: u64,
    pub(crate) bound: Arc<dyn Bound>,
    pub(crate) http: Arc<dyn Http>,
    pub(crate) context: Arc<RegistryContext>,
    pub(crate) permits: Arc<Semaphore>,
    pub(crate) events: mpsc::Sender<Resolved>,
}

impl ResolveTask {
    /// Runs until the writer drops it.
    pub(crate) async fn run(self) {
        let span = info_span!("resolve", provider = %self.provider);
        async {
            if let Some(driver) = self.resolve().await {
                self.look_after(driver).await;
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
            let outcome = {
                let _permit = self.permits.acquire().await.ok()?;
                self.bound.resolve(&self.context()).await
            };
            match outcome {
                Ok(driver) => {
                    self.tell(Ok(driver.clone())).await?;
                    return Some(driver);
                }
                Err(mut fault) => {
                    let delay = delays.next().unwrap_or(most);
                    let delay_for_clock = chrono::Duration::from_std(delay).unwrap_or_default();
                    fault.next_retry_at = Some(self.context.clock.now() + delay_for_clock);
                    self.tell(Err(fault)).await?;
                    #[allow(
                        clippy::disallowed_methods,
                        reason = "the one wait between two attempts, as long as backon says"
                    )]
                    tokio::time::sleep(delay).await;
                }
            }
        }
    }

    async fn look_after(&self, mut driver: Arc<dyn Driver>) {
        let mut ticks = tokio::time::interval(REFRESH);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await; // the first tick is at once
        loop {
            ticks.tick().await;
            match driver.refresh(&self.context()).await {
                Ok(None) => {}
                Ok(Some(newer)) => {
                    tracing::info!("the upstream's metadata changed");
                    driver = newer;
                    if self.tell(Ok(driver.clone())).await.is_none() {
                        return;
                    }
                }
                Err(fault) => tracing::warn!(fault = %fault, "the metadata could not be refreshed; the last one stays"),
            }
        }
    }

    async fn tell(&self, outcome: Result<Arc<dyn Driver>, Fault>) -> Option<()> {
        let outcome = outcome.map(|driver| Ready { driver, http: self.http.clone() });
        let resolved = Resolved { provider: self.provider.clone(), epoch: self.epoch, outcome };
        self.events.send(resolved).await.ok()
    }

    fn context(&self) -> Context<'_> {
        Context { http: &*self.http, clock: &*self.context.clock, random: &*self.context.random }
    }
}
