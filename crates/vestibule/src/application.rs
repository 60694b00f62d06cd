//! Wires the crates together.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::Router;
use tokio::task::JoinHandle;
use vestibule_core::{public_keys::PublicKeys, registration::Registrar, webhook::Webhook};
use vestibule_protocol::ClientKeys;
use vestibule_registry::{RegistryHandle, SettingsSource, SourceError, WatchedPaths, watch};
use vestibule_server::{AppDeps, AppState, Embedded, HeldPasswords, Receiver, SetupLink};
use vestibule_store::{OpenError, Store, StoreError, StoreOptions};

use crate::{
    app_builder::{AppBuilder, Storage},
    merged_settings::MergedSettingsSource,
    plugins,
};

/// How long a database may take to forget this node. One that does not answer must not be waited for.
const FORGOTTEN: Duration = Duration::from_secs(1);

/// Why an application cannot be built.
///
/// ```no_run
/// use vestibule::parts::{AppBuilder, BuildError};
///
/// # async fn show(builder: AppBuilder) {
/// match builder.build().await {
///     Ok(application) => application.close().await,
///     Err(BuildError::Store(error)) if error.is_temporary() => eprintln!("{error}; starting again may help"),
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The provider settings cannot be read.
    #[error(transparent)]
    Settings(#[from] SourceError),
}

/// Everything that a running server consists of. Dropping it ends its background tasks.
///
/// ```no_run
/// use vestibule::parts::{Application, ConnectionLimits, serve};
///
/// # async fn run(application: Application, listener: tokio::net::TcpListener) {
/// let limits = ConnectionLimits::for_descriptors(1024);
/// serve(listener, application.router.clone(), limits, std::future::pending()).await;
/// application.close().await;
/// # }
/// ```
pub struct Application {
    /// All routes, served by [`crate::parts::serve`]. Any other server has to pass each peer's address as connect info.
    pub router: Router,
    /// `/metrics` alone, for an address of its own.
    pub metrics_router: Router,
    /// The providers.
    pub registry: RegistryHandle,
    /// The store.
    pub store: Arc<dyn Store>,
    /// What the other nodes know this one by.
    node: String,
    app: AppState,
    background: Vec<JoinHandle<()>>,
}

impl Application {
    /// Keeps the passwords of browsers that no account knows waiting until the value is dropped.
    pub async fn hold_passwords(&self) -> HeldPasswords {
        self.app.hold_passwords().await
    }

    /// A new link for creating the first administrator, for the operator only; `None` once an administrator exists.
    pub async fn setup_link(&self) -> Result<Option<SetupLink>, StoreError> {
        self.app.setup_link().await
    }

    /// The surface for the router of another application.
    pub fn embedded(&self) -> Embedded {
        Embedded::new(self.app.clone())
    }

    /// From now on this node is not ready, and answers requests as before.
    pub fn begin_shutdown(&self) {
        self.app.begin_shutdown();
    }

    /// Ends the background tasks and closes the store: everything that was acknowledged is in its file then.
    pub async fn close(&self) {
        for task in &self.background {
            task.abort();
        }
        let leave = async {
            self.store.release_webhooks(&self.node).await?;
            self.store.forget_node(&self.node).await
        };
        if !matches!(tokio::time::timeout(FORGOTTEN, leave).await, Ok(Ok(()))) {
            tracing::debug!("the other nodes see the end of this one in some minutes");
        }
        self.store.close().await;
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        for task in &self.background {
            task.abort();
        }
    }
}

impl AppBuilder {
    /// Opens the store, publishes the registry and mounts the routes. Makes no network requests: providers are resolved
    /// in the background.
    pub async fn build(self) -> Result<Application, BuildError> {
        let Self { settings, registry: mut context, definitions, source, storage, node, keys, .. } = self;
        let (webhooks, metrics, host) = (self.webhooks, self.metrics, self.plugins);
        let admission = self.admission;
        let (clock, random, outgoing) = (context.clock.clone(), context.random.clone(), context.http.clone());
        let receiver = |webhook: Webhook| {
            let http = context.http.client(&webhook.network_scope(&settings.public_url));
            Receiver { webhook, http }
        };
        let receivers: Vec<_> = webhooks.into_iter().map(receiver).collect();
        let store = match storage {
            Storage::Open(store) => store,
            Storage::Url { url, base, connect } => {
                let (keys, clock, random) = (keys.clone(), clock.clone(), random.clone());
                Box::pin(vestibule_store::open(StoreOptions { url, base, connect, keys, clock, random })).await?
            }
        };
        // From the first request on; what fails here is tried again by whoever delivers.
        if let Err(error) = store.set_webhooks(&vestibule_server::wanted(&receivers)).await {
            tracing::warn!(error = error.detail(), "events are not queued for webhooks yet");
        }
        context.registrar = Registrar {
            documents: Some(store.clone()),
            client_name: settings.branding.name.clone(),
            logo_uri: vestibule_server::logo_path(&settings).map(|path| settings.public_url.at(path)),
            callback_query: None,
            may_register: true,
        };
        let public_keys: Vec<Arc<dyn PublicKeys>> = vec![Arc::new(ClientKeys::new(store.clone()))];
        let source = Arc::new(MergedSettingsSource::new(source, store.clone()));
        let folders =
            [&definitions.providers.folders, &definitions.apps.folders].into_iter().flatten().cloned().collect();
        let paths = watched_paths(source.clone(), folders);
        let (registry, writer) = vestibule_registry::spawn(context, definitions, source).await?;
        let mut background = vec![writer];
        if paths() != WatchedPaths::default() {
            background.push(tokio::spawn(watch(registry.clone(), paths)));
        }
        if let Some(host) = host {
            background.push(tokio::spawn(plugins::reload_on_failure(host, registry.clone())));
        }
        background.push(tokio::spawn(reload_on_remote_change(store.clone(), registry.clone())));
        let app = AppState::new(AppDeps {
            settings,
            registry: registry.clone(),
            outgoing,
            store: store.clone(),
            keys,
            clock,
            random,
            public_keys,
            node: node.clone(),
            metrics,
            admission,
        });
        let router = vestibule_server::router(app.clone());
        let metrics_router = vestibule_server::metrics_router(app.clone());
        background.push(tokio::spawn(app.clone().watch_start()));
        background.push(tokio::spawn(vestibule_server::report_nodes(app.clone())));
        background.push(tokio::spawn(vestibule_server::sweep(app.clone())));
        background.push(tokio::spawn(vestibule_server::watch_providers(app.clone())));
        background.push(tokio::spawn(vestibule_server::notify_apps(app.clone())));
        background.push(tokio::spawn(vestibule_server::withdraw(app.clone())));
        background.push(tokio::spawn(vestibule_server::deliver(app.clone(), receivers)));
        Ok(Application { router, metrics_router, registry, store, node: node.id, app, background })
    }
}

/// Reloads when an administrator has saved a change on another node.
async fn reload_on_remote_change(store: Arc<dyn Store>, registry: RegistryHandle) {
    loop {
        store.wait_for_remote_change().await;
        registry.reload_touched().await;
    }
}

/// The files and folders that the registry's content comes from, as they are known at the time of the call.
fn watched_paths(source: Arc<dyn SettingsSource>, folders: Vec<PathBuf>) -> impl Fn() -> WatchedPaths + Send {
    move || {
        let mut paths = source.watched_paths();
        paths.folders.extend(folders.iter().cloned());
        paths
    }
}
