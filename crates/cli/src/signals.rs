//! The signals of a running server.
//!
//! An unhandled signal ends the process. So the server subscribes before it does anything else; a signal that arrives
//! during start-up is kept until it is received.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Failure;

const TERMINATE: &str = "SIGTERM";

/// The signals that a server handles.
pub(crate) struct Signals {
    /// SIGTERM and Ctrl-C.
    pub(crate) stop: Stop,
    /// SIGHUP.
    pub(crate) hangup: Hangup,
}

/// Requests to end.
pub(crate) struct Stop {
    terminate: Signal,
    interrupt: Signal,
    /// The one that has arrived.
    received: Option<&'static str>,
}

/// Requests to reload the configuration.
pub(crate) struct Hangup(Signal);

impl Signals {
    /// Subscribes to all of them. From here on none of them ends the process.
    pub(crate) fn subscribe() -> Result<Self, Failure> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { stop: Stop { terminate, interrupt, received: None }, hangup: Hangup(signal(SignalKind::hangup())?) })
    }
}

impl Stop {
    /// Waits for one; returns at once when one has arrived.
    pub(crate) async fn wait(&mut self) {
        if self.received.is_none() {
            self.received = Some(self.next().await);
        }
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => TERMINATE,
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    /// Waits for the next one after that.
    pub(crate) async fn another(&mut self) {
        self.next().await;
    }

    /// Whether it was SIGTERM, by which services are stopped; a person at a terminal sends the other one.
    pub(crate) fn is_terminate(&self) -> bool {
        self.received == Some(TERMINATE)
    }

    /// The name of the one that has arrived.
    pub(crate) fn name(&self) -> &'static str {
        self.received.unwrap_or_default()
    }
}

impl Hangup {
    /// Waits for one. `false` when no more can arrive.
    pub(crate) async fn received(&mut self) -> bool {
        self.0.recv().await.is_some()
    }
}
