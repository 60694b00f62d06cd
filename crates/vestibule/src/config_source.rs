//! The providers, apps, forward-auth rules and plugins of the configuration, reloaded when its files have changed.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use vestibule_apps::AppRecord;
use vestibule_config::{Config, ConfigErrors, Sources, check_reload};
use vestibule_core::{forward_auth::Rule, provider::ProviderRecord};
use vestibule_registry::{FileFingerprints, FileStability, Reading, SettingsSource, SourceError, WatchedPaths};

use crate::plugins::{Pin, ReadPins, pins};

type Load = dyn Fn(&Sources) -> Result<Config, ConfigErrors> + Send + Sync;

/// The providers of the configuration, and the plugins that it pins. A configuration that is invalid, or that changes a
/// setting that needs a restart, is rejected as a whole: the last valid one stays active.
///
/// ```no_run
/// use vestibule::parts::ConfigSource;
///
/// # fn make(sources: vestibule_config::Sources) -> Result<(), Box<dyn std::error::Error>> {
/// let running = vestibule_config::load(&sources)?;
/// let source = ConfigSource::new(sources, running);
/// # Ok(())
/// # }
/// ```
pub struct ConfigSource {
    sources: Sources,
    /// What the program started with.
    running: Config,
    load: Arc<Load>,
    last: Arc<Mutex<Last>>,
}

/// What the configuration said.
#[derive(Default)]
struct Last {
    records: Vec<ProviderRecord>,
    apps: Vec<AppRecord>,
    forward_auth: Vec<Rule>,
    pins: Vec<Pin>,
    refusal: Option<SourceError>,
    /// How its files looked then, if they were stable: thousands of providers are not read again for one that changed.
    looks: Option<FileFingerprints>,
    /// The files that it named when it was read last, whatever came of that.
    named_files: Vec<PathBuf>,
}

impl ConfigSource {
    /// `running` was loaded from `sources` at the start, and is active until the first reload.
    pub fn new(sources: Sources, running: Config) -> Self {
        Self::reading(sources, running, Arc::new(vestibule_config::load))
    }

    fn reading(sources: Sources, mut running: Config, load: Arc<Load>) -> Self {
        let (pins, named_files) = (pins(&running), running.named_files.clone());
        // What may change is never compared.
        let records = std::mem::take(&mut running.providers);
        let apps = std::mem::take(&mut running.apps);
        let forward_auth = std::mem::take(&mut running.forward_auth);
        let last = Last { records, apps, forward_auth, pins, named_files, ..Last::default() };
        Self { sources, running, load, last: Arc::new(Mutex::new(last)) }
    }

    /// The plugins that are pinned by what is in force.
    pub fn read_pins(&self) -> ReadPins {
        let last = self.last.clone();
        Arc::new(move || locked(&last).pins.clone())
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        locked(&self.last)
    }

    /// Reads the files again, unless they look as they did and that is enough, or they are not at stability.
    async fn read_again(&self, stability: &FileStability) {
        let looks = stability.fingerprint_of(&self.watched_paths());
        if stability.trusts_fingerprints() && looks.is_some() && self.last().looks == looks {
            return;
        }
        let (sources, load) = (self.sources.clone(), self.load.clone());
        let read = match tokio::task::spawn_blocking(move || load(&sources)).await {
            Ok(Ok(config)) => {
                self.last().named_files.clone_from(&config.named_files);
                check_reload(&self.running, &config).map(|()| config).map_err(|errors| errors.to_string())
            }
            Ok(Err(errors)) => {
                self.last().named_files = errors.named_files().to_vec();
                Err(errors.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        // It may name other files now.
        let paths = self.watched_paths();
        if !stability.any_unstable(&paths) {
            let still = looks.filter(|looks| stability.fingerprint_of(&paths).as_ref() == Some(looks));
            self.last().remember(read.map_err(SourceError), still);
        }
    }
}

impl Last {
    fn remember(&mut self, read: Result<Config, SourceError>, looks: Option<FileFingerprints>) {
        self.looks = looks;
        match read {
            Ok(config) => {
                self.pins = pins(&config);
                self.take_apps(config.apps);
                self.forward_auth = config.forward_auth;
                let known: HashMap<_, _> = self.records.drain(..).map(|record| (record.id.clone(), record)).collect();
                let mut refused = Vec::new();
                let kept = |read: ProviderRecord| match known.get(&read.id) {
                    // What says the same is kept once, however often it is read.
                    Some(known) if *known == read => known.clone(),
                    // A secret that is being exchanged: the provider serves on with the one that it has.
                    Some(known) if is_complete(known) && !is_complete(&read) => {
                        refused.extend(unreadable(&read));
                        known.clone()
                    }
                    _ => read,
                };
                self.records = config.providers.into_iter().map(kept).collect();
                self.refusal = (!refused.is_empty()).then(|| SourceError(refused.join("\n")));
            }
            Err(refusal) => self.refusal = Some(refusal),
        }
    }
}

impl Last {
    /// A secret that is being exchanged: the app serves on with the one that it has.
    fn take_apps(&mut self, read: Vec<AppRecord>) {
        let known = std::mem::take(&mut self.apps);
        let is_complete = |app: &AppRecord| app.values.unreadable().next().is_none();
        let kept = |app: AppRecord| {
            let before = known.iter().find(|known| known.id == app.id && is_complete(known) && !is_complete(&app));
            before.cloned().unwrap_or(app)
        };
        self.apps = read.into_iter().map(kept).collect();
    }
}

/// Whether every credential of an enabled provider could be read.
fn is_complete(record: &ProviderRecord) -> bool {
    !record.settings.enabled || record.credentials.unreadable().next().is_none()
}

/// What could not be read, each with its place.
fn unreadable(record: &ProviderRecord) -> impl Iterator<Item = String> {
    record.credentials.unreadable().map(|(name, reason)| {
        let place = record.credentials.origin(name).map(|origin| format!("{origin}: ")).unwrap_or_default();
        format!("{place}provider {}: {name}: {reason}", record.id)
    })
}

fn locked(last: &Mutex<Last>) -> MutexGuard<'_, Last> {
    last.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl SettingsSource for ConfigSource {
    /// What is in force.
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        Ok(self.last().records.clone())
    }

    async fn load_again(&self, stability: &FileStability) -> Result<Reading, SourceError> {
        self.read_again(stability).await;
        let last = self.last();
        Ok(Reading { records: last.records.clone(), refusal: last.refusal.clone() })
    }

    fn apps(&self) -> Vec<AppRecord> {
        self.last().apps.clone()
    }

    fn forward_auth_rules(&self) -> Vec<Rule> {
        self.last().forward_auth.clone()
    }

    fn watched_paths(&self) -> WatchedPaths {
        let mut files = self.last().named_files.clone();
        files.push(self.sources.file());
        WatchedPaths { folders: vec![self.sources.folder()], files }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use vestibule_protocol::http::install_crypto_provider;
    use vestibule_registry::{RegistryHandle, spawn};

    use super::*;

    const CONFIG: &str = "public_url = \"http://localhost:3000\"\n[providers.one]\ndefinition = \"oidc\"\n";

    struct Configured {
        folder: tempfile::TempDir,
        source: Arc<ConfigSource>,
        registry: RegistryHandle,
        reads: Arc<AtomicUsize>,
    }

    async fn configured() -> Configured {
        install_crypto_provider();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
        let sources = Sources { config_file: None, environment: Vec::new(), working_dir: folder.path().to_owned() };
        let running = vestibule_config::load(&sources).unwrap();
        let context = crate::app_builder::registry_context(&running).unwrap();
        let reads = Arc::new(AtomicUsize::new(0));
        let counted = reads.clone();
        let load = move |sources: &Sources| {
            counted.fetch_add(1, Ordering::Relaxed);
            vestibule_config::load(sources)
        };
        let source = Arc::new(ConfigSource::reading(sources, running, Arc::new(load)));
        let (registry, _task) =
            spawn(context, Arc::new(crate::parts::official_catalogue()), source.clone()).await.unwrap();
        Configured { folder, source, registry, reads }
    }

    /// What looks as it did is left alone by a reload that has another reason, and by no other.
    #[tokio::test]
    async fn a_reload_that_was_asked_for_reads_the_configuration() {
        let Configured { folder: _folder, registry, reads, .. } = configured().await;
        assert_eq!(reads.load(Ordering::Relaxed), 0, "what the program started with is in force");
        registry.reload().await.unwrap();
        let before = reads.load(Ordering::Relaxed);
        registry.reload_touched().await.unwrap();
        assert_eq!(reads.load(Ordering::Relaxed), before, "nothing was touched");
        registry.reload().await.unwrap();
        assert_eq!(reads.load(Ordering::Relaxed), before + 1, "somebody asked");
    }

    /// Providers and pins are of one reading: neither is taken from a configuration that was refused.
    #[tokio::test]
    async fn a_refused_configuration_pins_nothing() {
        let Configured { folder, source, registry, .. } = configured().await;
        let pinned = || source.read_pins()().into_iter().map(|pin| pin.name).collect::<Vec<_>>();
        let plugin =
            format!("[plugins]\nenabled = true\n[plugins.more]\npath = \"more.so\"\nsha256 = \"{}\"\n", "0".repeat(64));
        let path = folder.path().join("config.toml");
        fs::write(&path, format!("listen = \"127.0.0.1:1\"\n{CONFIG}{plugin}")).unwrap();
        let report = registry.reload().await.unwrap();
        assert!(report.error.is_some_and(|error| error.contains("listen")), "cannot change live");
        assert_eq!(pinned(), Vec::<String>::new());
        fs::write(&path, format!("{CONFIG}{plugin}")).unwrap();
        assert_eq!(registry.reload().await.unwrap().error, None);
        assert_eq!(pinned(), ["more"]);
    }
}
