//! The log: for people on a terminal, JSON otherwise. Always on stderr; stdout belongs to what a command prints.

use std::{
    any::Any,
    backtrace::{Backtrace, BacktraceStatus},
    io::{IsTerminal as _, stderr},
    panic::{PanicHookInfo, set_hook},
};

use chrono::SecondsFormat;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use vestibule_server::SetupLink;

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
    set_hook(Box::new(note_panic));
    Ok(())
}

/// A defect, with its place. `RUST_BACKTRACE=1` adds the way there.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| tracing::field::display(backtrace));
    tracing::error!(place, backtrace, "panicked: {}", last_words(panic.payload()));
}

/// A message that is written in the code. One that was put together may quote what was being worked on, which may be a
/// code, a token or a secret.
fn last_words(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&str>().copied().unwrap_or("(the message is made from data, and not shown)")
}

/// Tells the operator how to become the first administrator: for a person with the link on a line of its own, otherwise
/// as a line with the fields `setup_url` and `expires_at`. The only secret that a log ever holds, and only while there is
/// no administrator.
pub(crate) fn show_setup_link(link: &SetupLink) {
    if stderr().is_terminal() {
        // A link to copy, which the frame of a log line would spoil.
        crate::eprint(&format!("\n{}\n", in_words(link)));
    } else {
        tracing::info!(
            setup_url = link.url.expose(),
            expires_at = %link.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "there is no administrator yet; open setup_url in a browser to become the first one"
        );
    }
}

fn in_words(link: &SetupLink) -> String {
    format!(
        "There is no administrator yet. To become the first one, open this link within an hour:\n\n    {}",
        link.url.expose()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LG-01.
    #[test]
    fn a_panic_repeats_no_data() {
        let secret = String::from("canary");
        assert_eq!(last_words(&"a lock is poisoned"), "a lock is poisoned");
        for payload in [Box::new(secret.clone()) as Box<dyn Any + Send>, Box::new(secret.len())] {
            assert!(!last_words(&*payload).contains("canary"));
        }
    }
}
