//! Signing out at the upstream: its logout tokens, and its own way to end a session.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rules for logout tokens, and for an upstream that ends sessions in its own way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoutRules {
    /// The `typ` that a logout token must have. Default: absent, `JWT` or `logout+jwt`. Only for `oidc`.
    #[serde(default)]
    pub typ: Option<String>,
    /// Where the browser is sent to end the upstream's session, for upstreams without `end_session_endpoint`. May hold
    /// `{credential}`.
    #[serde(default)]
    pub url: Option<String>,
    /// The parameters of that URL. May hold `{credential}`, `{post_logout_url}` (where the browser comes back to) and
    /// `{state}` (comes back with it).
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Whether the upstream's session ends, too, when an app signs a person out and names an address to come back to: the browser
    /// goes to the upstream first. Otherwise it goes straight back to the app.
    #[serde(default)]
    pub follow: bool,
}

impl LogoutRules {
    /// Words for values of the request itself.
    pub const WORDS: &[&str] = &["post_logout_url", "state"];
}
