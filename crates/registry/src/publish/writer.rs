//! The one writer. It reads settings and definitions, binds, resolves and publishes; nothing else changes the registry.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::Instant,
};
use vestibule_apps::{Apps, FaultyApp};
use vestibule_core::{forward_auth::Rule, provider::ProviderRecord};

use super::{
    context::RegistryContext,
    entries::Entries,
    handle::{Command, RegistryHandle, Scope},
    observe::{log_definitions, log_providers, log_reload, measure},
    report::{DefinitionChanges, ReloadReport},
    resolve::Resolved,
    settings_source::{Reading, SettingsSource, SourceError},
    snapshot::Registry,
};
use crate::{
    catalogue::{
        index::{AppCatalogue, Catalogue},
        sources::AllDefinitions,
    },
    reload::{
        file_stability::FileStability,
        monotonic_now,
        pending_changes::{DEBOUNCE, PendingChanges},
    },
};

/// How often a reload waits for files that will be stable in a moment.
const STABILITY_WAITS: usize = 3;
/// Publishing takes longer the more providers there are; while they resolve one after the other, at most one part in this
/// many of the time is spent on it.
const PUBLISH_SHARE: u32 = 10;

/// The writer before it runs.
pub struct Writer {
    context: Arc<RegistryContext>,
    definitions: AllDefinitions,
    catalogue: Arc<Catalogue>,
    app_catalogue: Arc<AppCatalogue>,
    source: Arc<dyn SettingsSource>,
    apps: Arc<Apps>,
    forward_auth: Arc<[Rule]>,
    refusal: Option<Arc<str>>,
    current: Arc<ArcSwap<Registry>>,
    generations: watch::Sender<u64>,
    entries: Entries,
    pending: Arc<PendingChanges>,
    events: mpsc::Receiver<Resolved>,
}

/// Reads settings and definitions, publishes the first generation (the pure part only, without the network) and starts
/// the writer. It ends when every handle is gone; aborting the task ends it at once.
pub async fn spawn(
    context: RegistryContext,
    definitions: impl Into<AllDefinitions>,
    source: Arc<dyn SettingsSource>,
) -> Result<(RegistryHandle, JoinHandle<()>), SourceError> {
    let (catalogue, app_catalogue) = (Arc::new(Catalogue::default()), Arc::new(AppCatalogue::default()));
    let records = source.load().await?;
    let current = Arc::new(ArcSwap::from_pointee(Registry::empty(catalogue.clone(), app_catalogue.clone())));
    let (generations, watch) = watch::channel(0);
    let (commands, receiver) = mpsc::channel(16);
    let (sender, events) = mpsc::channel(256);
    let (context, pending) = (Arc::new(context), Arc::new(PendingChanges::default()));
    let mut writer = Writer {
        context: context.clone(),
        definitions: definitions.into(),
        catalogue,
        app_catalogue,
        source,
        apps: Arc::default(),
        forward_auth: Arc::default(),
        refusal: None,
        current: current.clone(),
        generations,
        entries: Entries::new(context.clone(), sender),
        pending: pending.clone(),
        events,
    };
    let stability = Arc::new(FileStability::at_start(Some(writer.context.clock.clone())));
    let catalogues = writer.load_definitions(&stability).await;
    writer.apply(&records, catalogues);
    let task = tokio::spawn(writer.run(receiver));
    Ok((RegistryHandle { current, commands, generations: watch, context, pending }, task))
}

impl Writer {
    async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let mut resolved = Vec::new();
        let (mut changed, mut publish_at) = (false, monotonic_now());
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(Instant::from_std(publish_at)), if changed => {
                    let begun = monotonic_now();
                    self.publish(None);
                    let ended = monotonic_now();
                    (changed, publish_at) = (false, ended + (ended - begun) * PUBLISH_SHARE);
                },
                command = commands.recv() => {
                    let Some(first) = command else { return };
                    let before = self.current.load().generation;
                    self.reload_for(first, &mut commands).await;
                    changed &= self.current.load().generation == before;
                }
                count = self.events.recv_many(&mut resolved, 256) => {
                    if count == 0 { return }
                    for event in resolved.drain(..) { changed |= self.entries.resolved(event); }
                }
            }
        }
    }

    /// One reload, which also answers the requests that have arrived meanwhile.
    async fn reload_for(&mut self, first: Command, commands: &mut mpsc::Receiver<Command>) {
        let mut waiting = vec![first];
        while let Ok(more) = commands.try_recv() {
            waiting.push(more);
        }
        let mut scope = None;
        let mut replies = Vec::new();
        for command in waiting {
            match command {
                Command::Refetch(provider) => self.entries.refetch(&provider),
                Command::Reload(wanted, reply) => {
                    scope = Some(if scope == Some(Scope::Everything) { Scope::Everything } else { wanted });
                    replies.push(reply);
                }
            }
        }
        let Some(scope) = scope else { return };
        let report = self.reload(scope).await;
        // Here and not where it was asked for: several may have asked for this one.
        log_reload(&report, scope);
        for reply in replies {
            // Whoever asked may have stopped waiting.
            let _ = reply.send(report.clone());
        }
    }

    /// Reads what is stable, after a short wait for what will be in a moment. Settings that cannot be read stay as they
    /// were; definitions are reloaded anyway.
    async fn reload(&mut self, scope: Scope) -> ReloadReport {
        let mut waits = 0..STABILITY_WAITS;
        if scope == Scope::Everything {
            // Providers that have changed are asked because of that.
            self.entries.refetch_all();
        }
        loop {
            let stability = FileStability::new(self.pending.clone(), self.context.clock.clone());
            let everything = scope == Scope::Everything;
            let stability = Arc::new(if everything { stability.ignoring_fingerprints() } else { stability });
            let records = self.read_settings(&stability).await;
            let catalogues = self.load_definitions(&stability).await;
            if !stability.settles_soon() || waits.next().is_none() {
                return self.apply(&records, catalogues);
            }
            tokio::time::sleep_until(Instant::from_std(monotonic_now() + DEBOUNCE)).await;
        }
    }

    async fn load_definitions(&self, stability: &Arc<FileStability>) -> (Arc<Catalogue>, Arc<AppCatalogue>) {
        let AllDefinitions { providers, apps } = &self.definitions;
        let catalogue = providers.load_at(&self.catalogue, stability.clone()).await;
        (catalogue, apps.load_at(&self.app_catalogue, stability.clone()).await)
    }

    async fn read_settings(&mut self, stability: &FileStability) -> Vec<ProviderRecord> {
        let (records, refusal, message) = match self.source.load_again(stability).await {
            Ok(Reading { records, refusal }) => {
                (records, refusal, "some settings cannot be used; their previous version stays in use")
            }
            Err(error) => {
                (self.entries.records(), Some(error), "settings cannot be read; the previous version stays in use")
            }
        };
        let refusal = refusal.map(|error| Arc::from(error.to_string()));
        if let Some(error) = refusal.as_deref().filter(|_| self.refusal != refusal) {
            tracing::error!(error, "{message}: {error}");
        }
        self.refusal = refusal;
        records
    }

    /// Binds what changed with these definitions and publishes it.
    fn apply(
        &mut self,
        records: &[ProviderRecord],
        (catalogue, app_catalogue): (Arc<Catalogue>, Arc<AppCatalogue>),
    ) -> ReloadReport {
        let definitions = DefinitionChanges::between(&self.catalogue, &catalogue);
        let app_definitions = DefinitionChanges::between(&self.app_catalogue, &app_catalogue);
        let mut report = ReloadReport { definitions, app_definitions, ..ReloadReport::default() };
        (self.catalogue, self.app_catalogue) = (catalogue, app_catalogue);
        self.entries.apply(records, &self.catalogue, &mut report);
        let more_changed = self.bind_apps() | self.read_rules();
        let current = self.current.load();
        if !report.is_empty() || more_changed || current.refusal != self.refusal || current.generation == 0 {
            self.publish(Some(&report));
        }
        report.error = self.refusal.as_deref().map(str::to_owned);
        report.describe(&self.current.load())
    }

    /// Binds the apps; false when they are what they were.
    fn bind_apps(&mut self) -> bool {
        let apps = Apps::bind(&self.source.apps(), &*self.app_catalogue);
        if *self.apps == apps {
            return false;
        }
        for FaultyApp { id, violations } in &apps.faulty {
            tracing::error!(app = %id, "the app cannot be used: {violations}");
        }
        self.apps = Arc::new(apps);
        true
    }

    /// Reads the rules of forward-auth; false when they are what they were.
    fn read_rules(&mut self) -> bool {
        let rules = self.source.forward_auth_rules();
        if *self.forward_auth == *rules {
            return false;
        }
        if self.current.load().generation > 0 {
            tracing::info!(rules = rules.len(), "forward-auth rules reloaded");
        }
        self.forward_auth = rules.into();
        true
    }

    fn publish(&mut self, report: Option<&ReloadReport>) {
        let generation = self.current.load().generation + 1;
        let refusal = self.refusal.clone();
        let access = self.entries.access();
        let (apps, forward_auth) = (self.apps.clone(), self.forward_auth.clone());
        let empty = Registry::empty(self.catalogue.clone(), self.app_catalogue.clone());
        let mut registry = Registry { generation, refusal, access, apps, forward_auth, ..empty };
        registry.add(self.entries.slots(), &*self.context.clock);
        let registry = Arc::new(registry);
        let before = self.current.swap(registry.clone());
        self.generations.send_replace(generation);
        // After the swap, so that a request already meets what the metrics and the log say.
        measure(&registry);
        if let Some(report) = report {
            log_definitions(&before.catalogue, &registry.catalogue, &report.definitions);
            log_definitions(&before.app_catalogue, &registry.app_catalogue, &report.app_definitions);
        }
        log_providers(&before, &registry);
    }
}
