//! OAuth 2.0 alone, the code flow (RFC 6749, RFC 7636, RFC 9207): a token and a profile endpoint, no ID token.
//!
//! ```text
//! bind      definition, settings, credentials ─▶ Plan                  pure, all violations
//! resolve   nothing to ask: an OAuth 2.0 upstream has no metadata here
//! begin     flow ─▶ authorization URL                                  endpoints are saved with the flow
//! finish    error? ─▶ iss ─▶ code ─▶ token ─▶ userinfo ─▶ requests ─▶ claims ─▶ Identity
//! ```
//! Owns what takes the place of OpenID Connect's own answers: who vouches for an identity (`issuer`) and which answer
//! names the subject. Refuses to read an ID token, even where one comes along: an upstream that signs one is an `oidc`
//! provider.
//!
//! Start with [`Oauth2Factory`], then `driver`.

mod bind;
mod driver;
mod issuer;
#[cfg(test)]
mod tests;

pub(crate) use bind::Oauth2Factory;
