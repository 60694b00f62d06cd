//! What a driver may use of the outside.

use crate::{clock::Clock, http::Http, random::Random};

/// What a driver may use.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Outgoing HTTP, with this provider's limits.
    pub http: &'a dyn Http,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness.
    pub random: &'a dyn Random,
}
