//! `vestibule serve`: listens first, then resolves providers in the background.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use metrics_exporter_prometheus::PrometheusHandle;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::task::JoinSet;
use vestibule::parts::{AppBuilder, Application, ConfigSource, ConnectionLimits};
use vestibule_plugin_host::{Limits, PluginHost};
use vestibule_registry::RegistryHandle;
use vestibule_server::RenderMetrics;
use vestibule_store::maintenance::{self, DatabaseLocation, ServerLock};

use crate::{
    Failure,
    cli::ServeArguments,
    exposure,
    listener::Listener,
    log,
    signals::{Hangup, Signals},
    startup,
    traces::Traces,
    warnings,
};

/// A few programs read the metrics: their connections are half of these.
const METRICS_DESCRIPTORS: u64 = 64;

/// How often the figures of the process are read: more often than anybody asks for them.
const MEASURED_EVERY: Duration = Duration::from_secs(5);

/// How long requests may take to finish after SIGTERM.
const SHUTDOWN_GRACE_PERIOD: Duration = Duration::from_secs(10);

/// How long a start may go on after SIGTERM: long enough to make a database, too short to wait for a server.
const START_GRACE_PERIOD: Duration = Duration::from_secs(2);

/// How long the database may take to write what it has and to close.
const CLOSE_GRACE_PERIOD: Duration = Duration::from_secs(4);

pub(crate) async fn serve(config_file: Option<PathBuf>, arguments: ServeArguments) -> Result<ExitCode, Failure> {
    // First of all: a signal that nobody is subscribed to ends the process.
    let mut signals = Signals::subscribe()?;
    raise_descriptors();
    let mut starting = Box::pin(start(config_file, arguments));
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
    let Started { app, listener, lock, grace, metrics: _metrics, traces } = started;
    let closed = run(app, listener, signals, grace).await?;
    if let (Some(lock), true) = (lock, closed) {
        lock.mark_stopped();
    }
    tracing::info!("stopped");
    if let Some(traces) = traces {
        let _ = tokio::task::spawn_blocking(move || traces.finish()).await;
    }
    Ok(ExitCode::SUCCESS)
}

/// A server that is about to serve.
struct Started {
    app: Application,
    listener: Listener,
    /// Held until the end. `None` for a database that several nodes may share.
    lock: Option<ServerLock>,
    /// How long requests are taken after SIGTERM.
    grace: Duration,
    /// Serves the metrics at an address of their own, until it is dropped.
    metrics: JoinSet<()>,
    traces: Option<Traces>,
}

async fn start(config_file: Option<PathBuf>, arguments: ServeArguments) -> Result<Started, Failure> {
    // It measures the processor's clock, which takes about as long as the configuration.
    let measured = tokio::task::spawn_blocking(vestibule::parts::install_metrics);
    let mut sources = startup::sources(config_file)?;
    arguments.add_to(&mut sources);
    let config = startup::load(&sources)?;
    let traces = match &config.otlp_endpoint {
        Some(endpoint) => Some(Traces::start(
            endpoint,
            &*vestibule::parts::http_factory(&config)?,
            &vestibule::parts::node_name(&config),
        )?),
        None => None,
    };
    log::start(config.log_filter.as_deref(), traces.as_ref())?;
    let installation = config.installation();
    let place = DatabaseLocation { wait: installation.storage.wait, ..startup::place(&installation) };
    let mut lock = maintenance::lock_for_server(&place)?;
    let keys = startup::keys(&installation, &place).await?;
    let listener = Listener::bind("listen", &config.listen).await?;
    let metrics_listener = match &config.metrics.listen {
        Some(listen) => Some(Listener::bind("metrics.listen", listen).await?),
        None => None,
    };
    if let Some(listener) = &metrics_listener {
        tracing::info!(address = %listener, "serving metrics");
    }
    tracing::info!(address = %listener, public_url = %config.public_url, version = env!("CARGO_PKG_VERSION"), "listening");
    for file in &config.files {
        tracing::info!(file = %file.display(), "configuration loaded");
    }
    if config.files.is_empty() {
        tracing::info!("{}: using defaults and environment variables", startup::described(&sources, &config.files));
    }
    for warning in warnings::find(&config).into_iter().chain(exposure::find(&config)) {
        tracing::warn!("{warning}");
    }
    let source = Arc::new(ConfigSource::new(sources, config.clone()));
    let plugins = PluginHost::new(config.data_dir.join("plugins"), Limits::default());
    let read_pins = source.read_pins();
    let measured = measured.await??;
    let builder = AppBuilder::from_config(&config, source, keys, Some(render(measured.clone())))?;
    let app = builder.with_plugins(plugins, read_pins).build().await?;
    // So that nobody who signs in waits for them.
    tokio::task::spawn_blocking(vestibule::parts::read_authorities);
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
    metrics.spawn(measure(measured));
    if let Some(listener) = metrics_listener {
        let limits = ConnectionLimits::for_descriptors(METRICS_DESCRIPTORS);
        metrics.spawn(vestibule::parts::serve(listener, app.metrics_router.clone(), limits, std::future::pending()));
    }
    Ok(Started { app, listener, lock, grace: config.shutdown.grace, metrics, traces })
}

/// Serves until a signal, then lets running requests finish and closes the database. Returns whether it is closed. After
/// SIGTERM it serves on for `grace`, so that whoever sends requests can notice that this node is not ready any more.
pub(crate) async fn run(
    app: Application,
    listener: Listener,
    signals: Signals,
    grace: Duration,
) -> Result<bool, Failure> {
    let Signals { stop: mut signal_received, hangup } = signals;
    let reloads = tokio::spawn(reload_on_hangup(app.registry.clone(), hangup));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let limits = ConnectionLimits::for_descriptors(descriptors());
    let until_stopped = async {
        let _ = stopped.await;
    };
    let mut serving = tokio::spawn(vestibule::parts::serve(listener, app.router.clone(), limits, until_stopped));
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

fn render(handle: PrometheusHandle) -> RenderMetrics {
    Arc::new(move || handle.render())
}

/// Keeps the figures of the process up to date, and what histograms take bounded, whether or not somebody reads them.
async fn measure(handle: PrometheusHandle) {
    #[cfg(target_os = "linux")]
    let process = metrics_process::Collector::default();
    #[cfg(target_os = "linux")]
    process.describe();
    let mut interval = tokio::time::interval(MEASURED_EVERY);
    loop {
        interval.tick().await;
        #[cfg(target_os = "linux")]
        process.collect();
        handle.run_upkeep();
    }
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
