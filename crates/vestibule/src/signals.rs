//! The signals of a running server.
//!
//! An unhandled signal ends the process. So the server subscribes before it logs that it is listening; a signal that
//! arrives during start-up is kept until it is received.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Failure;

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
}

/// Requests to reload the configuration.
pub(crate) struct Hangup(Signal);

impl Signals {
    /// Subscribes to all of them. From here on none of them ends the process.
    pub(crate) fn subscribe() -> Result<Self, Failure> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { stop: Stop { terminate, interrupt }, hangup: Hangup(signal(SignalKind::hangup())?) })
    }
}

impl Stop {
    /// Waits for one and returns its name.
    pub(crate) async fn received(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

impl Hangup {
    /// Waits for one. `false` when no more can arrive.
    pub(crate) async fn received(&mut self) -> bool {
        self.0.recv().await.is_some()
    }
}
