//! The protocols that upstreams speak, and the way to them.
//!
//! Owns outgoing HTTP with its limits ([`http`]), the drivers for OpenID Connect ([`oidc`]) and for OAuth 2.0 alone
//! ([`oauth2`]), and what both need: binding, client authentication, signed tokens, the token endpoint. The crates
//! openidconnect and oauth2 live here and nowhere else. Refuses to know cookies, sessions, users and providers as files:
//! the other crates see the traits of `core::driver` only.
//!
//! Start with [`oidc::OidcFactory`] and [`oauth2::Oauth2Factory`], which make drivers, and [`http::ReqwestHttp`], which
//! they speak through.
#![forbid(unsafe_code)]

mod authorization;
mod binding;
mod client_auth;
mod endpoint;
pub mod http;
pub mod oauth2;
pub mod oidc;
mod resource;
mod token;
mod upstream_error;

use vestibule_core::json;
