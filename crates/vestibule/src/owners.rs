//! One owner per provider: what the configuration names, and beside it what administrators keep in the database.
//!
//! A configuration that cannot be read again holds nobody up: what it said last stays beside what is stored now.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use vestibule_core::{ids::ProviderId, provider::ProviderRecord};
use vestibule_registry::{Reading, Rest, SettingsSource, SourceError, Stamps, WatchedPaths};
use vestibule_store::{ProviderRow, Store};

/// What the configuration said.
#[derive(Default)]
struct Last {
    records: Vec<ProviderRecord>,
    refusal: Option<SourceError>,
    /// How its files looked then, if they were at rest: thousands of providers are not read again for one that changed.
    looks: Option<Stamps>,
}

/// Settings of all providers. The configuration wins an id: a row of the same id stays stored, and is not in force.
pub(crate) struct BothOwners {
    configured: Arc<dyn SettingsSource>,
    store: Arc<dyn Store>,
    /// What the configuration said when it could be read last, and why not since then.
    last: Mutex<Last>,
    /// Which rows were found not to be in force, so that the log says it once.
    shadowed: Mutex<BTreeSet<ProviderId>>,
}

impl BothOwners {
    pub(crate) fn new(configured: Arc<dyn SettingsSource>, store: Arc<dyn Store>) -> Self {
        Self { configured, store, last: Mutex::default(), shadowed: Mutex::default() }
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the configuration again, unless its files look as they did and that is enough, or they are not at rest.
    async fn read_again(&self, rest: &Rest) {
        let looks = rest.looks(&self.configured.watched_paths());
        if rest.trusts_looks() && looks.is_some() && self.last().looks == looks {
            return;
        }
        let read = self.configured.load().await;
        // It may name other files now.
        let paths = self.configured.watched_paths();
        if !rest.are_disturbed(&paths) {
            self.last().remember(read, looks.filter(|looks| rest.looks(&paths).as_ref() == Some(looks)));
        }
    }

    /// The records of the configuration, and the rows that are in force beside them.
    async fn beside(&self, mut records: Vec<ProviderRecord>) -> Result<Vec<ProviderRecord>, SourceError> {
        let rows = self.store.list_providers().await.map_err(|error| SourceError(error.to_string()))?;
        let configured: BTreeSet<_> = records.iter().map(|record| record.id.clone()).collect();
        let (shadowed, in_force): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| configured.contains(&row.id));
        records.extend(in_force.iter().map(ProviderRow::record));
        self.report(shadowed.into_iter().map(|row| row.id).collect());
        Ok(records)
    }

    fn report(&self, shadowed: BTreeSet<ProviderId>) {
        let mut known = self.shadowed.lock().unwrap_or_else(PoisonError::into_inner);
        for provider in shadowed.difference(&known) {
            tracing::warn!(
                %provider,
                "the configuration names this provider, so what administrators have stored under its id is not in force"
            );
        }
        *known = shadowed;
    }
}

impl Last {
    fn remember(&mut self, read: Result<Vec<ProviderRecord>, SourceError>, looks: Option<Stamps>) {
        match read {
            Ok(records) => {
                // What says the same is kept once, however often it is read.
                let known: HashMap<_, _> = self.records.drain(..).map(|record| (record.id.clone(), record)).collect();
                let kept =
                    |read: ProviderRecord| known.get(&read.id).filter(|known| **known == read).cloned().unwrap_or(read);
                *self = Self { records: records.into_iter().map(kept).collect(), refusal: None, looks };
            }
            Err(refusal) => {
                self.refusal = Some(refusal);
                self.looks = looks;
            }
        }
    }
}

#[async_trait]
impl SettingsSource for BothOwners {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        let configured = self.configured.load().await?;
        self.last().remember(Ok(configured), None);
        let records = self.last().records.clone();
        self.beside(records).await
    }

    async fn load_again(&self, rest: &Rest) -> Result<Reading, SourceError> {
        self.read_again(rest).await;
        let (configured, refusal) = {
            let last = self.last();
            (last.records.clone(), last.refusal.clone())
        };
        Ok(Reading { records: self.beside(configured).await?, refusal })
    }

    fn watched_paths(&self) -> WatchedPaths {
        self.configured.watched_paths()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use vestibule_config::{Sources, load};
    use vestibule_core::{clock::SystemClock, random::OsRandom, seal::Keyring};
    use vestibule_protocol::http::install_crypto_provider;
    use vestibule_registry::{Catalogue, spawn};
    use vestibule_store::StoreOptions;

    use super::*;

    struct Counted {
        folder: std::path::PathBuf,
        loads: AtomicUsize,
    }

    #[async_trait]
    impl SettingsSource for Counted {
        async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
            self.loads.fetch_add(1, Ordering::Relaxed);
            Ok(Vec::new())
        }

        fn watched_paths(&self) -> WatchedPaths {
            WatchedPaths { folders: vec![self.folder.clone()], files: Vec::new() }
        }
    }

    /// What looks as it did is left alone by a reload that has another reason, and by no other.
    #[tokio::test]
    async fn a_reload_that_was_asked_for_reads_the_configuration() {
        install_crypto_provider();
        let folder = tempfile::tempdir().unwrap();
        let environment = vec![("VESTIBULE_PUBLIC_URL".to_owned(), "http://localhost:3000".to_owned())];
        let sources = Sources { config_file: None, environment, working_dir: folder.path().to_owned() };
        let ground = crate::blueprint::ground(&load(&sources).unwrap()).unwrap();
        let keys = Arc::new(Keyring::parse(&Keyring::generate(&OsRandom)).unwrap());
        let (url, base) = ("sqlite::memory:".to_owned(), folder.path().to_owned());
        let options = StoreOptions { url, base, keys, clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
        let source = Arc::new(Counted { folder: folder.path().join("config.d"), loads: AtomicUsize::new(0) });
        let both = Arc::new(BothOwners::new(source.clone(), vestibule_store::open(options).await.unwrap()));
        let (registry, _task) = spawn(ground, Arc::new(Catalogue::official()), both).await.unwrap();
        let loads = || source.loads.load(Ordering::Relaxed);
        registry.reload().await.unwrap();
        let before = loads();
        registry.reload_touched().await.unwrap();
        assert_eq!(loads(), before, "nothing was touched");
        registry.reload().await.unwrap();
        assert_eq!(loads(), before + 1, "somebody asked");
    }
}
