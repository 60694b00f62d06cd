//! The log: for people on a terminal, JSON otherwise. Always on stderr; stdout belongs to what a command prints.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{Failure, failure};

/// Chatty libraries say only what is wrong, unless the operator asks.
const DEFAULT: &str = "info,hyper=warn,reqwest=warn,rustls=warn,sqlx=warn";

/// Starts logging, by `VESTIBULE_LOG` where it is set.
pub(crate) fn start(filter: Option<&str>) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(filter.unwrap_or(DEFAULT)).map_err(|error| {
        failure(format!("VESTIBULE_LOG: {error}. Write it like `info` or `info,vestibule_protocol=debug`"))
    })?;
    let registry = tracing_subscriber::registry().with(filter);
    if stderr().is_terminal() {
        registry.with(fmt::layer().with_writer(stderr).with_target(false)).init();
    } else {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(stderr)).init();
    }
    Ok(())
}
