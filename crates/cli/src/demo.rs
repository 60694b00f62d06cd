//! `vestibule demo`: a temporary installation to try, on a machine without network.
//!
//! The application that `serve` builds, in a temporary folder, with Pocket ID's official definition pointed at the
//! demonstration identity provider.

use std::{process::ExitCode, sync::Arc, time::Duration};

use axum::serve::Listener as _;
use vestibule::{Provider, demo::DemoProvider, parts::AppBuilder};
use vestibule_config::{Listen, Sources};
use vestibule_registry::FixedSettings;
use vestibule_server::SetupLink;

use crate::{Failure, cli::DemoArguments, failure, listener::Listener, log, print, serve, signals::Signals, startup};

const PROVIDER: &str = "pocketid";

pub(crate) async fn demo(arguments: &DemoArguments) -> Result<ExitCode, Failure> {
    if !arguments.listen.ip().is_loopback() {
        return Err(failure(
            "the demo signs anyone in without a password, so it listens only on loopback; choose an address such as 127.0.0.1:3000",
        ));
    }
    let signals = Signals::subscribe()?;
    log::start(Some("warn"), None)?;
    let folder = tempfile::Builder::new().prefix("vestibule-demo-").tempdir()?;
    let any_port = Listen::Address((arguments.listen.ip(), 0).into());
    let listener = match Listener::bind("--listen", &Listen::Address(arguments.listen)).await {
        Ok(listener) => listener,
        Err(_) => Listener::bind("--listen", &any_port).await?,
    };
    let public_url = format!("http://localhost:{}", listener.local_addr()?.port());
    let idp = DemoProvider::start(&public_url, PROVIDER).await?;
    let environment = vec![("VESTIBULE_PUBLIC_URL".to_owned(), public_url.clone())];
    let sources = Sources { config_file: None, environment, working_dir: folder.path().to_owned() };
    let config = startup::load(&sources)?;
    let source = Arc::new(FixedSettings(vec![idp.describe(Provider::default()).into_record(PROVIDER)?]));
    let installation = config.installation();
    let keys = startup::keys(&installation, &startup::place(&installation)).await?;
    let builder = AppBuilder::from_config(&config, source, keys, None)?;
    // The folder is temporary, so there is nothing to watch in it.
    let definitions = builder.definitions.providers.official.clone().into();
    let app = AppBuilder { definitions, ..builder }.build().await?;
    let ready = app.registry.wait_until(|registry| !registry.login_providers.is_empty());
    if tokio::time::timeout(Duration::from_secs(30), ready).await.is_err() {
        return Err(failure(
            "the demo identity provider did not respond within 30 seconds; check that loopback traffic is not blocked",
        ));
    }
    announce(&public_url, idp.issuer(), app.setup_link().await?.as_ref());
    serve::run(app, listener, signals, Duration::ZERO).await?;
    idp.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

fn announce(public_url: &str, issuer: &str, setup: Option<&SetupLink>) {
    print(&format!(
        "Vestibule is running. Open this link, choose \"Sign in with Pocket ID\", then pick a person:\n\n    {public_url}\n\n\
         The people come from a demo identity provider at {issuer}, which asks for no password."
    ));
    if let Some(setup) = setup {
        let url = setup.url.expose();
        print(&format!("To try the admin pages, open this link within an hour:\n\n    {url}\n"));
    }
    print("All data is in a temporary folder and is deleted when you press Ctrl-C.");
}
