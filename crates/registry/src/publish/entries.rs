//! The providers of the writer: what each one serves, and what it will serve once that resolves.
//!
//! Make before break: a changed provider keeps serving as it was until its new version resolves. Disabling and removing
//! take effect at once. A version that does not fit, or does not resolve, is a fault next to the one that serves.

use std::{collections::BTreeMap, sync::Arc};

use tokio::{
    sync::{Notify, mpsc},
    task::AbortHandle,
};
use vestibule_core::{
    access::Providers,
    ids::{Issuer, ProviderId},
    provider::ProviderRecord,
};

use super::{
    context::RegistryContext,
    places::Places,
    plan::{Candidate, PlannedProvider},
    report::ReloadReport,
    resolve::{ResolveTask, Resolved},
    slot::{Slot, SlotState},
};
use crate::catalogue::index::Catalogue;

struct Entry {
    fingerprint: [u8; 32],
    epoch: u64,
    /// What is published.
    slot: Arc<Slot>,
    /// What will be published when it resolves; `slot` with another state, unless an older version serves.
    next: Arc<Slot>,
    /// Makes the task ask the upstream again.
    refetch: Arc<Notify>,
    /// Who vouches for identities of `next`; `None` when that is not known, or when there are many.
    issuer: Option<Issuer>,
    task: Option<AbortHandle>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

pub(super) struct Entries {
    context: Arc<RegistryContext>,
    by_id: BTreeMap<ProviderId, Entry>,
    epoch: u64,
    places: Arc<Places>,
    events: mpsc::Sender<Resolved>,
}

impl Entries {
    /// `events` receives what becomes of the providers that are being resolved.
    pub(super) fn new(context: Arc<RegistryContext>, events: mpsc::Sender<Resolved>) -> Self {
        Self { context, by_id: BTreeMap::new(), epoch: 0, places: Arc::default(), events }
    }

    /// What is published.
    pub(super) fn slots(&self) -> Vec<Arc<Slot>> {
        self.by_id.values().map(|entry| entry.slot.clone()).collect()
    }

    /// What the providers are now, by what their owners wrote last: a rule that refuses people does not wait for the
    /// network.
    pub(super) fn access(&self) -> Providers {
        let of = |entry: &Entry| entry.next.access(entry.issuer.clone());
        Providers(self.by_id.iter().map(|(id, entry)| (id.clone(), of(entry))).collect())
    }

    /// The records that were applied last.
    pub(super) fn records(&self) -> Vec<ProviderRecord> {
        self.by_id.values().map(|entry| (*entry.next.record).clone()).collect()
    }

    /// Has the upstream of one provider asked again, ready or not.
    pub(super) fn refetch(&self, provider: &ProviderId) {
        if let Some(entry) = self.by_id.get(provider) {
            entry.refetch.notify_one();
        }
    }

    /// Has every upstream asked again.
    pub(super) fn refetch_all(&self) {
        self.by_id.values().for_each(|entry| entry.refetch.notify_one());
    }

    /// Binds the providers whose fingerprint changed and starts resolving them. `report` lists what changed.
    pub(super) fn apply(&mut self, records: &[ProviderRecord], catalogue: &Catalogue, report: &mut ReloadReport) {
        let mut previous = std::mem::take(&mut self.by_id);
        for record in records {
            let candidate = Candidate::new(record, catalogue);
            let entry = match previous.remove(&record.id) {
                Some(entry) if entry.fingerprint == candidate.fingerprint => entry,
                before => {
                    report.changed.push(record.id.clone());
                    let planned = candidate.plan(catalogue, &self.context);
                    self.replace(before.as_ref(), planned, candidate.fingerprint)
                }
            };
            self.by_id.insert(record.id.clone(), entry);
        }
        report.removed = previous.into_keys().collect();
    }

    fn replace(&mut self, before: Option<&Entry>, planned: PlannedProvider, fingerprint: [u8; 32]) -> Entry {
        self.epoch += 1;
        let next = Arc::new(planned.slot);
        let serving = before.map(|entry| &entry.slot).filter(|slot| slot.ready().is_some());
        // A provider without its definition is gone at once.
        let serving = serving.filter(|_| next.definition.is_some());
        let serving = serving.filter(|slot| slot.ready().is_some_and(|ready| ready.driver.is_usable()));
        let slot = match (serving, &next.state) {
            (Some(serving), SlotState::Resolving | SlotState::Faulted) => {
                let newer = Some(next.record.clone());
                Arc::new(Slot { faults: next.faults.clone(), newer, ..Slot::clone(serving) })
            }
            _ => next.clone(),
        };
        let refetch = Arc::new(Notify::new());
        let issuer = match &planned.bound {
            Some((bound, _)) => bound.issuer(),
            None => before.and_then(|entry| entry.issuer.clone()),
        };
        let task = planned.bound.map(|(bound, http)| {
            let task = ResolveTask {
                provider: next.id.clone(),
                epoch: self.epoch,
                bound,
                http,
                context: self.context.clone(),
                places: self.places.clone(),
                refetch: refetch.clone(),
                events: self.events.clone(),
            };
            tokio::spawn(task.run()).abort_handle()
        });
        Entry { fingerprint, epoch: self.epoch, slot, next, issuer, refetch, task }
    }

    /// Takes over the result of a task. False when it belongs to an older version.
    pub(super) fn resolved(&mut self, event: Resolved) -> bool {
        let Some(entry) = self.by_id.get_mut(&event.provider).filter(|entry| entry.epoch == event.epoch) else {
            return false;
        };
        let slot = match event.outcome {
            Ok(ready) => Slot { state: SlotState::Ready(ready), faults: Vec::new(), ..Slot::clone(&entry.next) },
            Err(fault) if entry.slot.ready().is_some() => Slot { faults: vec![fault], ..Slot::clone(&entry.slot) },
            Err(fault) => Slot { state: SlotState::Faulted, faults: vec![fault], ..Slot::clone(&entry.next) },
        };
        entry.slot = Arc::new(slot);
        true
    }
}
