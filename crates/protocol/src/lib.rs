//! The protocols that upstreams speak, and the way to them.
//!
//! Owns outgoing HTTP with its limits ([`http`]), the drivers for OpenID Connect (`oidc`) and for OAuth 2.0 alone
//! (`oauth2`), and what both need: binding, registering clients, client authentication, signed tokens, the token endpoint. The crates
//! openidconnect and oauth2 live here and nowhere else. Refuses to know cookies, sessions, users and providers as files:
//! the other crates see the traits of `core::driver` only.
//!
//! Start with [`factories`], which lists the protocols, and [`http::ReqwestHttp`], which their drivers speak through.
#![forbid(unsafe_code)]

mod answers;
mod assertion;
mod authorization;
mod binding;
mod bound_url;
mod client_auth;
mod client_rules;
mod dpop;
mod endpoint;
mod extra_calls;
mod filled;
pub mod http;
mod logout;
mod oauth2;
mod oidc;
mod pages;
mod per_sign_in;
mod registration;
mod resolve_fault;
mod resource;
mod sending;
mod token;
mod token_answer;
mod upstream_error;

pub use registration::ClientKeys;

use std::sync::Arc;

use ipnet::IpNet;
use vestibule_core::{driver::DriverFactory, json, made_keys::MadeKeys, protocol::ProtocolFacts};

use binding::BindRules;
use per_sign_in::PerSignInFactory;

/// A factory for every built-in protocol, in the order in which they are offered. `allow_private` lists the private
/// networks that upstreams may be in. The keys of providers are made of `made_keys`; without it, each for this process
/// alone.
pub fn factories(allow_private: &[IpNet], made_keys: Option<&MadeKeys>) -> Vec<Arc<dyn DriverFactory>> {
    let rules = BindRules::new(allow_private, made_keys);
    let all: [Arc<dyn DriverFactory>; 2] =
        [Arc::new(oidc::OidcFactory::new(rules.clone())), Arc::new(oauth2::Oauth2Factory::new(rules))];
    all.map(|factory| Arc::new(PerSignInFactory(factory)) as Arc<dyn DriverFactory>).into()
}

/// The facts of these protocols.
pub fn protocols() -> impl Iterator<Item = &'static ProtocolFacts> {
    factories(&[], None).into_iter().map(|factory| factory.facts())
}
