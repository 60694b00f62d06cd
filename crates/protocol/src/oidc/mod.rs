//! OpenID Connect, the code flow (Core 1.0, Discovery 1.0, RFC 7636, RFC 9126, RFC 9207).
//!
//! ```text
//! bind      definition, settings, credentials ─▶ Plan                    pure, all violations
//! resolve   Plan ─▶ metadata ─▶ keys ─▶ OidcDriver                       network
//! begin     flow ─▶ authorization URL (or PAR, then URL)                 endpoints are saved with the flow
//! recheck   refresh token ─▶ tokens ─▶ as above                          while a session goes on
//! finish    error? ─▶ iss ─▶ code ─▶ token ─▶ ID token ─▶ userinfo ─▶ claims ─▶ Identity
//! ```
//! Owns what is special to OpenID Connect. Refuses to own what a plain OAuth 2.0 driver needs too: client
//! authentication, the token endpoint, endpoint rules and error codes are in the parent module.
//!
//! Start with [`OidcFactory`], then `driver`.

mod authorize;
mod bind;
mod driver;
mod finish;
mod id_token;
mod issuer;
mod keys;
mod logout_token;
mod metadata;
mod plan;
mod recheck;
mod refetch;
mod resolved;
#[cfg(test)]
pub(crate) mod tests;
mod userinfo;

pub(crate) use bind::OidcFactory;
