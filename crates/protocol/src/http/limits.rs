//! How long and how much an outgoing request may take.

use std::time::Duration;

/// The limits of one request, and of one provider's requests together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Name lookup, TCP and TLS together.
    pub(crate) connect: Duration,
    /// From the first look at the URL to the last byte of the body.
    pub(crate) total: Duration,
    /// How long an unused connection is kept.
    pub(crate) idle: Duration,
    /// Requests under way for one provider.
    pub(crate) in_flight: usize,
    /// Requests that may wait for a place of one provider.
    pub(crate) waiting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(10),
            idle: Duration::from_secs(20),
            in_flight: 32,
            waiting: 128,
        }
    }
}
