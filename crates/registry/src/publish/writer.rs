//! The one writer. It reads settings, binds, starts resolving and publishes; nobody else ever changes the registry.
//!
//! Make before break: a provider that changed goes on serving as it was until its new version resolves. Disabling and
//! removing act at once. A version that does not fit, or does not come up, is a fault beside the one that serves.

use std::{collections::BTreeMap, sync::Arc};

use arc_swap::ArcSwap;
use tokio::{
    sync::{Semaphore, mpsc, watch},
    task::{AbortHandle, JoinHandle},
    time::Instant,
};
use vestibule_core::{ids::ProviderId, provider::ProviderRecord};

use crate::{
    catalogue::Catalogue,
    catalogue::definitions::Definitions,
    publish::handle::{Command, RegistryHandle, Scope},
    publish::plan::{PlannedProvider, RegistryContext, fingerprint_of, mount, plan},
    publish::report::{DefinitionChanges, ReloadReport, log_definitions},
    publish::resolve::{ResolveTask, Resolved},
    publish::settings_source::{Reading, SettingsSource, SourceError},
    publish::slot::{Slot, State},
    publish::snapshot::Registry,
    reload::file_stability::FileStability,
    reload::pending_changes::{DEBOUNCE, PendingChanges},
};

/// How many upstreams are asked at once.
const RESOLVING_AT_ONCE: usize = 32;
/// How often a reload waits for files that are about to be at rest.
const WAITS: usize = 3;
/// Publishing costs more the more providers there are; while they come up one after the other, it takes at most one part
/// in so many of the time.
const SHARE: u32 = 10;

struct Entry {
    fingerprint: [u8; 32],
    epoch: u64,
    /// What is published.
    slot: Arc<Slot>,
    /// What will be published when it resolves; the same as `slot` but for its state, unless an older version serves.
    next: Arc<Slot>,
    task: Option<AbortHandle>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The writer before it runs.
pub struct Writer {
    context: Arc<RegistryContext>,
    definitions: Definitions,
    catalogue: Arc<Catalogue>,
    source: Arc<dyn SettingsSource>,
    refusal: Option<Arc<str>>,
    current: Arc<ArcSwap<Registry>>,
    generations: watch::Sender<u64>,
    entries: BTreeMap<ProviderId, Entry>,
    epoch: u64,
    permits: Arc<Semaphore>,
    pending: Arc<PendingChanges>,
    events: (mpsc::Sender<Resolved>, mpsc::Receiver<Resolved>),
}

/// Reads settings and definitions, publishes the first generation (pure part only: nothing waits for the network) and
/// starts the writer. It ends when every handle is gone; aborting the task ends it at once.
pub async fn spawn(
    context: RegistryContext,
    definitions: impl Into<Definitions>,
    source: Arc<dyn SettingsSource>,
) -> Result<(RegistryHandle, JoinHandle<()>), SourceError> {
    let (definitions, catalogue) = (definitions.into(), Arc::new(Catalogue::default()));
    let records = source.load().await?;
    let current = Arc::new(ArcSwap::from_pointee(Registry::empty(catalogue.clone())));
    let (generations, watch) = watch::channel(0);
    let (commands, receiver) = mpsc::channel(16);
    let (context, pending) = (Arc::new(context), Arc::new(PendingChanges::default()));
    let mut writer = Writer {
        context: context.clone(),
        definitions,
        catalogue,
        source,
        refusal: None,
        current: current.clone(),
        generations,
        entries: BTreeMap::new(),
        epoch: 0,
        permits: Arc::new(Semaphore::new(RESOLVING_AT_ONCE)),
        pending: pending.clone(),
        events: mpsc::channel(256),
    };
    let stability = Arc::new(FileStability::at_start(Some(writer.context.clock.clone())));
    let catalogue = writer.definitions.load_at(&writer.catalogue, stability).await;
    writer.apply_all(records, catalogue);
    let task = tokio::spawn(writer.run(receiver));
    Ok((RegistryHandle { current, commands, generations: watch, context, pending }, task))
}

impl Writer {
    async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let mut resolved = Vec::new();
        let (mut changed, mut next) = (false, Instant::now());
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(next), if changed => {
                    let begun = Instant::now();
                    self.publish();
                    (changed, next) = (false, Instant::now() + begun.elapsed() * SHARE);
                },
                command = commands.recv() => match command {
                    None => return,
                    Some(first) => {
                        // Requests that arrived meanwhile are answered by the same reload.
                        let mut waiting = vec![first];
                        while let Ok(more) = commands.try_recv() { waiting.push(more); }
                        let before = self.current.load().generation;
                        let all = |Command::Reload(scope, _): &Command| *scope == Scope::Everything;
                        let scope = if waiting.iter().any(all) { Scope::Everything } else { Scope::Touched };
                        let report = self.reload(scope).await;
                        changed &= self.current.load().generation == before;
                        for Command::Reload(_, reply) in waiting { let _ = reply.send(report.clone()); }
                    }
                },
                count = self.events.1.recv_many(&mut resolved, 256) => {
                    if count == 0 { return }
                    for event in resolved.drain(..) { changed |= self.apply(event); }
                }
            }
        }
    }

    /// Reads again what is at rest, and waits a moment for what is about to be. Settings that cannot be read
    /// stay as they were; definitions count all the same.
    async fn reload(&mut self, scope: Scope) -> ReloadReport {
        let mut waits = 0..WAITS;
        loop {
            let stability = FileStability::now(self.pending.clone(), self.context.clock.clone());
            let stability =
                Arc::new(if scope == Scope::Everything { stability.ignoring_fingerprints() } else { stability });
            let records = self.read_settings(&stability).await;
            let catalogue = self.definitions.load_at(&self.catalogue, stability.clone()).await;
            if !stability.settles_soon() || waits.next().is_none() {
                return self.apply_all(records, catalogue);
            }
            let _ = tokio::time::timeout(DEBOUNCE, std::future::pending::<()>()).await;
        }
    }

    async fn read_settings(&mut self, stability: &FileStability) -> Vec<ProviderRecord> {
        let (records, refusal, message) = match self.source.load_again(stability).await {
            Ok(Reading { records, refusal }) => (
                records,
                refusal,
                "some settings cannot be taken up; their part stays as it was, and everything else counts",
            ),
            Err(error) => {
                let records = self.entries.values().map(|entry| (*entry.next.record).clone()).collect();
                (records, Some(error), "no settings can be read; all of them stay as they were")
            }
        };
        let refusal = refusal.map(|error| Arc::from(error.to_string()));
        if let Some(error) = refusal.as_deref().filter(|_| self.refusal != refusal) {
            tracing::error!(error, "{message}");
        }
        self.refusal = refusal;
        records
    }

    /// Binds what changed with these definitions and publishes it.
    fn apply_all(&mut self, records: Vec<ProviderRecord>, catalogue: Arc<Catalogue>) -> ReloadReport {
        let definitions = DefinitionChanges::between(&self.catalogue, &catalogue);
        let mut report = ReloadReport { definitions, ..ReloadReport::default() };
        self.catalogue = catalogue;
        let mut previous = std::mem::take(&mut self.entries);
        for record in &records {
            let before = previous.remove(&record.id);
            let entry = match before {
                Some(entry) if entry.fingerprint == fingerprint_of(record, &self.catalogue) => entry,
                before => {
                    report.changed.push(record.id.clone());
                    self.replace(before, plan(record, &self.catalogue, &self.context))
                }
            };
            self.entries.insert(record.id.clone(), entry);
        }
        report.removed = previous.into_keys().collect();
        let current = self.current.load();
        if !report.is_empty() || current.refusal != self.refusal || current.generation == 0 {
            self.publish();
        }
        report.error = self.refusal.as_deref().map(str::to_owned);
        report.describe(&self.current.load())
    }

    fn replace(&mut self, before: Option<Entry>, planned: PlannedProvider) -> Entry {
        self.epoch += 1;
        let next = Arc::new(planned.slot);
        let serving = before.as_ref().map(|entry| &entry.slot).filter(|slot| slot.ready().is_some());
        // With its definition a provider is gone: nobody may sign in by what is not there any more.
        let serving = serving.filter(|_| next.definition.is_some());
        let serving = serving.filter(|slot| slot.ready().is_some_and(|ready| ready.driver.is_usable()));
        let slot = match (serving, &next.state) {
            (Some(serving), State::Resolving | State::Faulted) => {
                Arc::new(Slot { faults: next.faults.clone(), ..Slot::clone(serving) })
            }
            _ => next.clone(),
        };
        let task = planned.bound.map(|(bound, http)| {
            let task = ResolveTask {
                provider: next.id.clone(),
                epoch: self.epoch,
                bound,
                http,
                context: self.context.clone(),
                permits: self.permits.clone(),
                events: self.events.0.clone(),
            };
            tokio::spawn(task.run()).abort_handle()
        });
        Entry { fingerprint: planned.fingerprint, epoch: self.epoch, slot, next, task }
    }

    fn apply(&mut self, event: Resolved) -> bool {
        let Some(entry) = self.entries.get_mut(&event.provider).filter(|entry| entry.epoch == event.epoch) else {
            return false;
        };
        let slot = match event.outcome {
            Ok(ready) => Slot { state: State::Ready(ready), faults: Vec::new(), ..Slot::clone(&entry.next) },
            Err(fault) if entry.slot.ready().is_some() => Slot { faults: vec![fault], ..Slot::clone(&entry.slot) },
            Err(fault) => Slot { state: State::Faulted, faults: vec![fault], ..Slot::clone(&entry.next) },
        };
        entry.slot = Arc::new(slot);
        true
    }

    fn publish(&mut self) {
        let generation = self.current.load().generation + 1;
        let refusal = self.refusal.clone();
        let mut registry = Registry { generation, refusal, ..Registry::empty(self.catalogue.clone()) };
        let mut in_order: Vec<_> = self.entries.values().map(|entry| entry.slot.clone()).collect();
        in_order.sort_by_cached_key(|slot| slot.position());
        for mut slot in in_order {
            if slot.enabled() && slot.definition.is_some() {
                if let Err(faults) = mount(&mut registry.routes, &slot, &*self.context.clock) {
                    slot = Arc::new(Slot { state: State::Faulted, faults, ..Slot::clone(&slot) });
                }
                if slot.ready().is_some_and(|ready| ready.driver.back_channel_logout().is_some()) {
                    registry.routes.mount_back_channel_logout(&slot.id);
                }
                if slot.ready().is_some() {
                    registry.login_providers.push(slot.clone());
                }
            }
            registry.slots.insert(slot.id.clone(), slot);
        }
        measure(&registry);
        let registry = Arc::new(registry);
        let before = self.current.swap(registry.clone());
        self.generations.send_replace(generation);
        if !Arc::ptr_eq(&before.catalogue, &registry.catalogue) {
            log_definitions(&before.catalogue, &registry.catalogue);
        }
        // Only now, so that what the log says of a provider is what a request meets.
        for slot in registry.slots.values() {
            if before.slots.get(&slot.id).is_none_or(|before| is_worth_logging(before, slot)) {
                log_change(slot);
            }
        }
    }
}

fn measure(registry: &Registry) {
    let faulted = registry.slots.values().filter(|slot| !slot.faults.is_empty()).count();
    metrics::gauge!("vestibule_registry_generation").set(count(registry.generation));
    metrics::gauge!("vestibule_providers_ready").set(count(registry.login_providers.len() as u64));
    metrics::gauge!("vestibule_providers_faulted").set(count(faulted as u64));
    metrics::gauge!("vestibule_definitions_faulted").set(count(registry.catalogue.faults().len() as u64));
    metrics::gauge!("vestibule_settings_refused").set(count(u64::from(registry.refusal.is_some())));
}

#[allow(clippy::cast_precision_loss, reason = "a gauge is a float; no count here comes near 2^53")]
fn count(number: u64) -> f64 {
    number as f64
}

/// A retry that fails in the same way as before is not news.
fn is_worth_logging(before: &Slot, after: &Slot) -> bool {
    let words = |slot: &Slot| slot.faults.iter().map(|fault| fault.detail.clone()).collect::<Vec<_>>();
    before.state.as_str() != after.state.as_str() || words(before) != words(after)
}

fn log_change(slot: &Slot) {
    let (provider, state) = (&slot.id, slot.state.as_str());
    if slot.faults.is_empty() {
        tracing::info!(%provider, state, "provider");
    }
    for fault in &slot.faults {
        tracing::warn!(%provider, state, code = %fault.code, fault = %fault, "provider");
    }
}
