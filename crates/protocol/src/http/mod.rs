//! Outgoing HTTP: every request to an upstream goes through here.
//!
//! Owns the network rules (which addresses, which URLs, how long, how much) and the connections. Refuses to know any
//! protocol: what an answer means is the drivers' business. Nothing is sent twice, nothing but discovery and keys is
//! redirected, no proxy of the environment is used, no body, query or header is logged.
//!
//! Start with [`ReqwestHttp`]; the rules about addresses are in [`AddressRules`].

mod address;
mod client;
mod coding;
mod failure;
mod limits;
mod resolver;
mod setup;
#[cfg(test)]
mod tests;

pub use address::{AddressClass, AddressRules};
pub use client::ReqwestHttp;
pub use resolver::{Resolve, SystemResolver};
pub use setup::{HttpOptions, HttpSetupError, install_crypto_provider, read_authorities};

pub(crate) use address::bare_host;
pub(crate) use failure::without_query;
