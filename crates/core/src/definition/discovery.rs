//! Where the metadata document is, and which issuer it may state.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the metadata document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discovery {
    /// Appended to the issuer.
    #[serde(default = "Discovery::default_path")]
    pub path: String,
    /// The metadata document, for upstreams that have it elsewhere than below the issuer. May hold `{credential}`.
    #[serde(default)]
    pub url: Option<String>,
    /// The issuer, for upstreams where it is made of credentials: then there is no credential `issuer_url`.
    #[serde(default)]
    pub issuer: Option<String>,
    /// For upstreams whose metadata names a pattern instead of an issuer: the pattern, with `{claim}` for the claim of
    /// the ID token that fills it; other placeholders are credentials.
    /// <https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer>
    #[serde(default)]
    pub issuer_template: Option<String>,
}

impl Discovery {
    fn default_path() -> String {
        "/.well-known/openid-configuration".to_owned()
    }
}

impl Default for Discovery {
    fn default() -> Self {
        Self { path: Self::default_path(), url: None, issuer: None, issuer_template: None }
    }
}
