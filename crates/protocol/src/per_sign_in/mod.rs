//! One provider, many upstreams: each person says which server they have an account at.
//!
//! ```text
//! factory ─ the administrator has entered the server ─▶ the protocol's own driver, as everywhere
//!         └ nobody has ─▶ PerSignInDriver ─ begin(server) ─▶ driver of that server: bound, resolved, registered, kept
//!                                         └ finish ────────▶ the same one, or another of the same server and client
//! ```
//! Whoever is not signed in chooses the server, and so:
//!
//! - only public addresses are reached, over https, at the standard port;
//! - nothing is written to the database before a sign-in has succeeded: a client that was registered for one is sealed into
//!   the flow and kept in memory, both bounded;
//! - each server has a callback URL of its own, so that no answer of one is taken for that of another;
//! - identities belong to their server, and what it says about addresses and groups counts for nothing.

mod bind;
mod documents;
mod driver;
mod server;
mod servers;
#[cfg(test)]
mod tests;

pub(crate) use bind::PerSignInFactory;
