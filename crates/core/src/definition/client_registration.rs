//! How a client is registered at an upstream that has a request of its own for that.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A request that registers a client, for an upstream that does not speak dynamic registration (RFC 7591): a form is posted,
/// and the answer is a JSON object with `client_id` and `client_secret`. Only for `oauth2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientRegistration {
    /// Where the form is posted. May hold `{credential}`.
    pub url: String,
    /// The fields of the form. `{client_name}`, `{redirect_uris}` (one on each line), `{scopes}` (with spaces between them) and
    /// `{public_url}` are filled in.
    pub parameters: BTreeMap<String, String>,
}

impl ClientRegistration {
    /// The placeholders that a field may have.
    pub const PLACEHOLDERS: &[&str] = &["client_name", "redirect_uris", "scopes", "public_url"];
}
