//! Puts the rooms together.

use std::{path::PathBuf, sync::Arc};

use axum::Router;
use tokio::task::JoinHandle;
use vestibule_registry::{RegistryHandle, SettingsSource, SourceError, WatchedPaths, watch};
use vestibule_server::{AppDeps, AppState, SetupLink};
use vestibule_store::{OpenError, Store, StoreError, StoreOptions};

use crate::{
    blueprint::{Blueprint, Storage},
    owners::BothOwners,
    plugins,
};

/// Why the house does not stand.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The database.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The provider settings.
    #[error(transparent)]
    Settings(#[from] SourceError),
}

/// The house, ready to serve. Dropping it ends its background work.
pub struct House {
    /// All routes. [`crate::serve`] serves them; whatever else does must pass each peer's address as connect info.
    pub router: Router,
    /// The providers.
    pub registry: RegistryHandle,
    /// The memory.
    pub store: Arc<dyn Store>,
    app: AppState,
    background: Vec<JoinHandle<()>>,
}

impl House {
    /// A new link that leads to the first administrator, for the operator alone; `None` once somebody has administrator
    /// rights.
    pub async fn setup_link(&self) -> Result<Option<SetupLink>, StoreError> {
        self.app.setup_link().await
    }
}

impl Drop for House {
    fn drop(&mut self) {
        for task in &self.background {
            task.abort();
        }
    }
}

/// Opens the store, publishes the registry and mounts the routes. Asks nothing of the network: providers resolve in the
/// background.
pub async fn build(blueprint: Blueprint) -> Result<House, BuildError> {
    let Blueprint { settings, ground, definitions, source, storage, keys, metrics, plugins: native } = blueprint;
    let (clock, random) = (ground.clock.clone(), ground.random.clone());
    let store = match storage {
        Storage::Open(store) => store,
        Storage::Url { url, base } => {
            let (keys, clock, random) = (keys.clone(), clock.clone(), random.clone());
            vestibule_store::open(StoreOptions { url, base, keys, clock, random }).await?
        }
    };
    let source = Arc::new(BothOwners::new(source, store.clone()));
    let paths = paths(source.clone(), definitions.folders.clone());
    let (registry, writer) = vestibule_registry::spawn(ground, definitions, source).await?;
    let mut background = vec![writer];
    if paths() != WatchedPaths::default() {
        background.push(tokio::spawn(watch(registry.clone(), paths)));
    }
    if let Some(host) = native {
        background.push(tokio::spawn(plugins::follow(host, registry.clone())));
    }
    background.push(tokio::spawn(follow_other_nodes(store.clone(), registry.clone())));
    let app = AppState::new(AppDeps {
        settings,
        registry: registry.clone(),
        store: store.clone(),
        keys,
        clock,
        random,
        metrics,
    });
    let router = vestibule_server::router(app.clone());
    background.push(tokio::spawn(vestibule_server::sweep(app.clone())));
    Ok(House { router, registry, store, app, background })
}

/// What an administrator saves at another node is in force here, too.
async fn follow_other_nodes(store: Arc<dyn Store>, registry: RegistryHandle) {
    loop {
        store.wait_for_remote_change().await;
        registry.reload().await;
    }
}

/// Everything on the disk that the house is made from, as it is known now.
fn paths(source: Arc<dyn SettingsSource>, folders: Vec<PathBuf>) -> impl Fn() -> WatchedPaths + Send {
    move || {
        let mut paths = source.watched_paths();
        paths.folders.extend(folders.iter().cloned());
        paths
    }
}
