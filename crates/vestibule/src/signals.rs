//! What the outside may ask of a running server, from the first announcement on.
//!
//! The system ends a process that gets a signal nobody subscribed to. So the subscription comes before the log says that
//! the server is there; what arrives while it still gets ready is kept until somebody looks.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Failure;

/// The signals that a server listens to.
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

/// Requests to read the configuration again.
pub(crate) struct Hangup(Signal);

impl Signals {
    /// Subscribes to all of them. From here on none of them ends the process by itself.
    pub(crate) fn subscribe() -> Result<Self, Failure> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { stop: Stop { terminate, interrupt }, hangup: Hangup(signal(SignalKind::hangup())?) })
    }
}

impl Stop {
    /// Waits for one, and names it.
    pub(crate) async fn received(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

impl Hangup {
    /// Waits for one. `false` when none can come any more.
    pub(crate) async fn received(&mut self) -> bool {
        self.0.recv().await.is_some()
    }
}
