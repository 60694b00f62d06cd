//! The log, on stderr: plain text on a terminal, JSON otherwise. Stdout is for the output of commands.

use std::{
    any::Any,
    backtrace::{Backtrace, BacktraceStatus},
    io::{IsTerminal as _, stderr},
    panic::{PanicHookInfo, set_hook},
};

use chrono::SecondsFormat;
use tracing_subscriber::{Layer as _, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use vestibule_server::SetupLink;

use crate::{Failure, failure, log_filter, traces::Traces};

/// Verbose libraries log only warnings, unless the operator changes it.
const DEFAULT: &str = "info,hyper=warn,reqwest=warn,rustls=warn,sqlx=warn";

/// Starts logging with the filter of `VESTIBULE_LOG`, if it is set.
/// Spans go to `traces` as well, whatever the filter of the log is.
pub(crate) fn start(filter: Option<&str>, traces: Option<&Traces>) -> Result<(), Failure> {
    let filter = log_filter::parse(filter.unwrap_or(DEFAULT)).map_err(|reason| {
        failure(format!(
            "VESTIBULE_LOG: {reason}{} Use a filter such as `info` or `info,vestibule_protocol=debug`",
            if reason.ends_with('?') { "" } else { "." }
        ))
    })?;
    let lines = match stderr().is_terminal() {
        true => fmt::layer().with_writer(stderr).with_target(false).boxed(),
        false => fmt::layer().json().flatten_event(true).with_writer(stderr).boxed(),
    };
    match traces {
        None => tracing_subscriber::registry().with(lines).with(filter).init(),
        Some(traces) => tracing_subscriber::registry().with(lines.with_filter(filter)).with(traces.layer()).init(),
    }
    set_hook(Box::new(log_panic));
    Ok(())
}

/// Logs a panic with its location. `RUST_BACKTRACE=1` adds a backtrace.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| tracing::field::display(backtrace));
    tracing::error!(place, backtrace, "panicked: {}", panic_message(panic.payload()));
}

/// A literal message. A formatted one may quote a code, a token or a secret, and is not shown.
fn panic_message(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&str>().copied().unwrap_or("(formatted message not shown)")
}

/// Shows the operator the setup link: on a terminal on a line of its own, otherwise in the fields `setup_url` and
/// `expires_at`. The only secret that is ever logged, and only while there is no administrator.
pub(crate) fn show_setup_link(link: &SetupLink) {
    if stderr().is_terminal() {
        // Easier to copy without the timestamp and level of a log line.
        crate::eprint(&format!("\n{}\n", in_words(link)));
    } else {
        tracing::info!(
            setup_url = link.url.expose(),
            expires_at = %link.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "no administrator exists yet; open setup_url in a browser to create one"
        );
    }
}

fn in_words(link: &SetupLink) -> String {
    format!("No administrator exists yet. To create one, open this link within an hour:\n\n    {}", link.url.expose())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LG-01.
    #[test]
    fn a_panic_repeats_no_data() {
        let secret = String::from("canary");
        assert_eq!(panic_message(&"a lock is poisoned"), "a lock is poisoned");
        for payload in [Box::new(secret.clone()) as Box<dyn Any + Send>, Box::new(secret.len())] {
            assert!(!panic_message(&*payload).contains("canary"));
        }
    }
}
