//! The protocols that upstreams speak, and the way to them.
//!
//! Owns outgoing HTTP with its limits ([`http`]), the drivers for OpenID Connect (`oidc`) and for OAuth 2.0 alone
//! (`oauth2`), and what both need: binding, client authentication, signed tokens, the token endpoint. The crates
//! openidconnect and oauth2 live here and nowhere else. Refuses to know cookies, sessions, users and providers as files:
//! the other crates see the traits of `core::driver` only.
//!
//! Start with [`factories`], which lists the protocols, and [`http::ReqwestHttp`], which their drivers speak through.
#![forbid(unsafe_code)]

mod authorization;
mod binding;
mod client_auth;
mod endpoint;
pub mod http;
mod oauth2;
mod oidc;
mod resource;
mod token;
mod upstream_error;

use std::sync::Arc;

use ipnet::IpNet;
use vestibule_core::{driver::DriverFactory, json, protocol::ProtocolFacts};

/// A factory for every built-in protocol, in the order in which they are offered. `allow_private` lists the private
/// networks that upstreams may be in.
pub fn factories(allow_private: &[IpNet]) -> Vec<Arc<dyn DriverFactory>> {
    vec![Arc::new(oidc::OidcFactory::new(allow_private)), Arc::new(oauth2::Oauth2Factory::new(allow_private))]
}

/// The facts of these protocols.
pub fn protocols() -> impl Iterator<Item = &'static ProtocolFacts> {
    factories(&[]).into_iter().map(|factory| factory.facts())
}
