//! What OpenID 2.0 requests and assertions share.

use vestibule_plugin::{Credentials, Refusal, encode};

pub(crate) const NS: &str = "http://specs.openid.net/auth/2.0";

/// The one endpoint, for people and for us.
pub(crate) fn endpoint(credentials: &Credentials) -> Result<String, Refusal> {
    Ok(format!("{}/openid/login", credentials.required("community_url")?.trim_end_matches('/')))
}

pub(crate) fn form<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pair = |(name, value): (&str, &str)| format!("{}={}", encode(name), encode(value));
    parameters.into_iter().map(pair).collect::<Vec<_>>().join("&")
}
