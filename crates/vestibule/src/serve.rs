//! `vestibule serve`: the listener is up first, then providers come up in the background.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use vestibule::{AppBuilder, Application, ConfigSource, ConnectionLimits};
use vestibule_plugin_host::{Limits, PluginHost};
use vestibule_registry::RegistryHandle;

use crate::{
    Failure, failure, log,
    signals::{Hangup, Signals},
    startup,
};

/// How long requests may take to finish after SIGTERM.
const DRAIN: Duration = Duration::from_secs(10);

pub(crate) async fn serve(config_file: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let sources = startup::sources(config_file)?;
    let config = startup::load(&sources)?;
    log::start(config.log_filter.as_deref())?;
    let keys = startup::keys(&config).await?;
    let listener = listen(config.listen).await?;
    let signals = Signals::subscribe()?;
    let address = listener.local_addr()?;
    tracing::info!(%address, public_url = %config.public_url, version = env!("CARGO_PKG_VERSION"), "listening");
    for file in &config.files {
        tracing::info!(file = %file.display(), "configuration");
    }
    let source = Arc::new(ConfigSource::new(sources, config.clone()));
    let plugins = PluginHost::new(config.data_dir.join("plugins"), Limits::default());
    let read_pins = source.read_pins();
    let builder = AppBuilder::from_config(&config, source, keys, Some(startup::metrics()?))?;
    let app = builder.with_plugins(plugins, read_pins).build().await?;
    match app.setup_link().await? {
        Some(link) => log::show_setup_link(&link),
        None if app.store.count_password_administrators().await? == 0 => {
            tracing::info!("there is no administrator with a password; `vestibule admin create EMAIL` makes one");
        }
        None => {}
    }
    run(app, listener, signals).await?;
    Ok(ExitCode::SUCCESS)
}

/// Binds the address, or says who is in the way.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let what = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another program listens there; stop it, or change `listen`".to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                "ports below 1024 need rights that this user does not have; change `listen`".to_owned()
            }
            _ => format!("{error}; change `listen`"),
        };
        failure(format!("cannot listen on {address}: {what}"))
    })
}

/// Serves until a signal says stop, then lets what is under way finish.
pub(crate) async fn run(app: Application, listener: TcpListener, signals: Signals) -> Result<(), Failure> {
    let Signals { stop: mut asked_to_stop, hangup } = signals;
    let reloads = tokio::spawn(reload_on_hangup(app.registry.clone(), hangup));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let limits = ConnectionLimits::for_descriptors(descriptors());
    // Answers are small and written at once; waiting to fill a packet only adds delay.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let until_stopped = async {
        let _ = stopped.await;
    };
    let mut serving = tokio::spawn(vestibule::serve(listener, app.router.clone(), limits, until_stopped));
    tokio::select! {
        ended = &mut serving => return Ok(ended?),
        signal = asked_to_stop.received() => tracing::info!(signal, "stopping; requests under way may finish"),
    }
    let _ = stop.send(());
    if tokio::time::timeout(DRAIN, serving).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
    reloads.abort();
    tracing::info!("stopped");
    Ok(())
}

/// How many files and connections the system lets this process have open.
fn descriptors() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}

async fn reload_on_hangup(registry: RegistryHandle, mut hangup: Hangup) {
    while hangup.received().await {
        match registry.reload().await {
            Some(report) if report.error.is_none() => tracing::info!(
                generation = report.generation,
                changed = ?report.changed,
                removed = ?report.removed,
                "reloaded"
            ),
            // The registry has logged why.
            _ => {}
        }
    }
}
