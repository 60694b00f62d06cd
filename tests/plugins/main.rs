//! Native plugins in a server: what is loaded and what is refused, what one that breaks its word costs, and whole sign-ins
//! with the plugins of this repository.
//!
//! Their libraries are built with this test, because the package depends on them; only one of them can be linked, as each
//! exports the same symbol.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod call;
mod guide;
mod header;
mod inspect;
mod live;
mod memory;
mod misbehaving;
mod oauth1;
mod refused;
mod server;
mod steam;
mod telegram;
mod upstream;
