//! `vestibule serve`: listens first, then resolves providers in the background.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use axum::serve::ListenerExt as _;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{net::TcpListener, task::JoinSet};
use vestibule::{AppBuilder, Application, ConfigSource, ConnectionLimits};
use vestibule_plugin_host::{Limits, PluginHost};
use vestibule_registry::RegistryHandle;
use vestibule_store::maintenance::{self, DatabaseLocation, ServerLock};

use crate::{
    Failure, NOT_NOW, UNUSABLE, log,
    signals::{Hangup, Signals},
    startup, warnings,
};

/// A few programs read the metrics: their connections are half of these.
const METRICS_DESCRIPTORS: u64 = 64;

/// How long requests may take to finish after SIGTERM.
const SHUTDOWN_GRACE_PERIOD: Duration = Duration::from_secs(10);

/// How long a start may go on after SIGTERM: long enough to make a database, too short to wait for a server.
const START_GRACE_PERIOD: Duration = Duration::from_secs(2);

/// How long the database may take to write what it has and to close.
const CLOSE_GRACE_PERIOD: Duration = Duration::from_secs(4);

pub(crate) async fn serve(config_file: Option<PathBuf>) -> Result<ExitCode, Failure> {
    // First of all: a signal that nobody is subscribed to ends the process.
    let mut signals = Signals::subscribe()?;
    raise_descriptors();
    let mut starting = Box::pin(start(config_file));
    let started = tokio::select! {
        started = &mut starting => started?,
        () = signals.stop.wait() => match tokio::time::timeout(START_GRACE_PERIOD, starting).await {
            // Nothing is left half made: it ends like any other, at once.
            Ok(started) => started?,
            Err(_) => {
                tracing::info!("stopped before the start was complete");
                return Ok(ExitCode::SUCCESS);
            }
        },
    };
    let Started { app, listener, lock, grace, metrics: _metrics } = started;
    let closed = run(app, listener, signals, grace).await?;
    if let (Some(lock), true) = (lock, closed) {
        lock.mark_stopped();
    }
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// A server that is about to serve.
struct Started {
    app: Application,
    listener: TcpListener,
    /// Held until the end. `None` for a database that several nodes may share.
    lock: Option<ServerLock>,
    /// How long requests are taken after SIGTERM.
    grace: Duration,
    /// Serves the metrics at an address of their own, until it is dropped.
    metrics: JoinSet<()>,
}

async fn start(config_file: Option<PathBuf>) -> Result<Started, Failure> {
    let sources = startup::sources(config_file)?;
    let config = startup::load(&sources)?;
    log::start(config.log_filter.as_deref())?;
    let installation = config.installation();
    let place = DatabaseLocation { wait: installation.storage.wait, ..startup::place(&installation) };
    let mut lock = maintenance::lock_for_server(&place)?;
    let keys = startup::keys(&installation, &place).await?;
    let listener = listen(config.listen).await?;
    let metrics_listener = match config.metrics.listen {
        Some(address) => Some(listen_as("metrics.listen", address).await?),
        None => None,
    };
    let address = listener.local_addr()?;
    if let Some(listener) = &metrics_listener {
        tracing::info!(address = %listener.local_addr()?, "serving metrics");
    }
    tracing::info!(%address, public_url = %config.public_url, version = env!("CARGO_PKG_VERSION"), "listening");
    for file in &config.files {
        tracing::info!(file = %file.display(), "configuration loaded");
    }
    if config.files.is_empty() {
        tracing::info!("{}: using defaults and environment variables", startup::described(&sources, &config.files));
    }
    for warning in warnings::find(&config) {
        tracing::warn!("{warning}");
    }
    let source = Arc::new(ConfigSource::new(sources, config.clone()));
    let plugins = PluginHost::new(config.data_dir.join("plugins"), Limits::default());
    let read_pins = source.read_pins();
    let builder = AppBuilder::from_config(&config, source, keys, Some(startup::metrics()?))?;
    let app = builder.with_plugins(plugins, read_pins).build().await?;
    if let Some(lock) = &mut lock {
        lock.mark_running();
    }
    match app.setup_link().await? {
        Some(link) => log::show_setup_link(&link),
        None if app.store.count_password_administrators().await? == 0 => {
            tracing::info!("no administrator has a password; create one with `vestibule admin create EMAIL`");
        }
        None => {}
    }
    let mut metrics = JoinSet::new();
    if let Some(listener) = metrics_listener {
        let limits = ConnectionLimits::for_descriptors(METRICS_DESCRIPTORS);
        metrics.spawn(vestibule::serve(listener, app.metrics_router.clone(), limits, std::future::pending()));
    }
    Ok(Started { app, listener, lock, grace: config.shutdown.grace, metrics })
}

/// Binds the address, or explains why it cannot.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    listen_as("listen", address).await
}

async fn listen_as(setting: &str, address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let what = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("the address is in use by another program; stop it, or change `{setting}`")
            }
            std::io::ErrorKind::PermissionDenied => {
                format!("this user is not permitted to use the port; change `{setting}` to a port above 1023")
            }
            _ => format!("{error}; change `{setting}`"),
        };
        let code = if error.kind() == std::io::ErrorKind::AddrInUse { NOT_NOW } else { UNUSABLE };
        Failure { text: format!("cannot listen on {address}: {what}"), code }
    })
}

/// Serves until a signal, then lets running requests finish and closes the database. Returns whether it is closed. After
/// SIGTERM it serves on for `grace`, so that whoever sends requests can notice that this node is not ready any more.
pub(crate) async fn run(
    app: Application,
    listener: TcpListener,
    signals: Signals,
    grace: Duration,
) -> Result<bool, Failure> {
    let Signals { stop: mut signal_received, hangup } = signals;
    let reloads = tokio::spawn(reload_on_hangup(app.registry.clone(), hangup));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let limits = ConnectionLimits::for_descriptors(descriptors());
    // Responses are small and written at once; waiting to fill a packet only adds delay.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let until_stopped = async {
        let _ = stopped.await;
    };
    let mut serving = tokio::spawn(vestibule::serve(listener, app.router.clone(), limits, until_stopped));
    tokio::select! {
        ended = &mut serving => ended?,
        () = signal_received.wait() => {
            app.begin_shutdown();
            if signal_received.is_terminate() && !grace.is_zero() {
                tracing::info!(?grace, "not ready any more; requests are still answered");
                // Somebody who signals again does not want to wait.
                let _ = tokio::time::timeout(grace, signal_received.another()).await;
            }
            tracing::info!(signal = signal_received.name(), "shutting down; waiting for running requests");
            let _ = stop.send(());
            if tokio::time::timeout(SHUTDOWN_GRACE_PERIOD, &mut serving).await.is_err() {
                tracing::warn!("some requests did not finish in time and were aborted");
                serving.abort();
            }
        }
    }
    reloads.abort();
    let closed = tokio::time::timeout(CLOSE_GRACE_PERIOD, app.close()).await.is_ok();
    if !closed {
        tracing::warn!("the database did not close in time; keep the files that end in -wal and -shm with it");
    }
    Ok(closed)
}

/// Raises the limit of file descriptors to what the operator allows. The lower one, with which a process starts, is for
/// programs that cannot handle more.
fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    // Where the system does not grant it, the limit stays as it is.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// How many file descriptors this process may have open.
fn descriptors() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

async fn reload_on_hangup(registry: RegistryHandle, mut hangup: Hangup) {
    while hangup.received().await {
        // The registry logs what came of it.
        if registry.reload().await.is_none() {
            return;
        }
    }
}
