//! What a provider *is*: immutable data, no secrets. One file of `providers/`, or one entry inside the binary.
//!
//! The doc comments in here become the descriptions in `schemas/definition.schema.json`, which editors show.

mod listing;
mod signing_algorithm;
mod status;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use signing_algorithm::SigningAlgorithm;
pub use status::Status;

use crate::{claims::ClaimMap, ids::DefinitionId, protocol::Protocol};

/// A provider definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Where the schema of this file is, for editors. Not read.
    #[serde(rename = "$schema", default, skip_serializing)]
    pub schema: Option<String>,
    /// Names the definition in URLs and settings: a-z, 0-9 and -, at most 63 characters.
    pub id: DefinitionId,
    /// The name on the button: "Sign in with NAME".
    pub name: String,
    /// Other words that people search it by, in lower case: `["microsoft", "azure"]`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether what the definition says is confirmed for the upstream.
    #[serde(default)]
    pub status: Status,
    /// The protocol of the upstream.
    pub protocol: Protocol,
    /// The name of a bundled icon, or an SVG or PNG file in the same folder.
    #[serde(default)]
    pub icon: Option<String>,
    /// The upstream's own site.
    #[serde(default)]
    pub homepage: Option<String>,
    /// What is asked for. For `oidc`, `openid` is always among them.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The scope by which the vendor gives a refresh token, such as `offline_access`: with one, the upstream is asked again
    /// while a person is signed in (`session.recheck`). Only for `oidc`.
    #[serde(default)]
    pub refresh: Option<String>,
    /// What the administrator does at the upstream, in Markdown. `{{callback_url}}`, `{{logout_url}}` and
    /// `{{public_url}}` are filled in.
    #[serde(default)]
    pub guide: Option<String>,
    /// Allows this file to take the id of a definition inside the binary.
    #[serde(default)]
    pub replaces_official: bool,
    /// Where the metadata document is. Only for `oidc`.
    #[serde(default)]
    pub discovery: Discovery,
    /// Endpoints by name. Required for `oauth2`; for `oidc` they override the metadata. May hold `{credential}`.
    #[serde(default)]
    pub endpoints: Endpoints,
    /// How we prove who we are, and that the code is ours.
    #[serde(default)]
    pub client: ClientRules,
    /// Rules for the ID token, stricter or wider than the default where the vendor needs it.
    #[serde(default)]
    pub id_token: IdTokenRules,
    /// When the userinfo endpoint is asked.
    #[serde(default)]
    pub userinfo: UserinfoUse,
    /// Extra calls with the access token. Claim expressions refer to each response by its name.
    #[serde(default)]
    pub requests: Vec<ExtraRequest>,
    /// Parameters that are added to every authorization request.
    #[serde(default)]
    pub authorize_params: BTreeMap<String, String>,
    /// Which claims make the profile.
    #[serde(default)]
    pub claims: ClaimMap,
    /// Rules for logout tokens.
    #[serde(default)]
    pub logout: LogoutRules,
    /// What the administrator must supply: a JSON Schema (2020-12) of a flat object.
    pub credentials: serde_json::Value,
}

/// Where the metadata document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discovery {
    /// Appended to the issuer.
    #[serde(default = "Discovery::default_path")]
    pub path: String,
    /// For upstreams whose metadata names a pattern instead of an issuer: the pattern, with `{claim}` for the claim of
    /// the ID token that fills it. <https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer>
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
        Self { path: Self::default_path(), issuer_template: None }
    }
}

/// Endpoints by name. Absolute URLs; `{name}` is replaced by the credential of that name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    /// Where the browser is sent.
    #[serde(default)]
    pub authorization: Option<String>,
    /// Where the code is exchanged.
    #[serde(default)]
    pub token: Option<String>,
    /// Where the profile is.
    #[serde(default)]
    pub userinfo: Option<String>,
    /// Where the keys are.
    #[serde(default)]
    pub jwks: Option<String>,
    /// Where the browser is sent to end the upstream's session.
    #[serde(default)]
    pub end_session: Option<String>,
    /// Where an authorization request is pushed first (RFC 9126).
    #[serde(default)]
    pub pushed_authorization_request: Option<String>,
}

impl Endpoints {
    /// The endpoints that are there, by name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("authorization", &self.authorization),
            ("token", &self.token),
            ("userinfo", &self.userinfo),
            ("jwks", &self.jwks),
            ("end_session", &self.end_session),
            ("pushed_authorization_request", &self.pushed_authorization_request),
        ];
        all.into_iter().filter_map(|(name, url)| Some((name, url.as_deref()?)))
    }
}

/// How we prove who we are, and that the code is ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientRules {
    /// Client authentication at the token endpoint.
    #[serde(default)]
    pub authentication: ClientAuthentication,
    /// Proof Key for Code Exchange (RFC 7636).
    #[serde(default)]
    pub pkce: Pkce,
    /// Pushed authorization requests (RFC 9126).
    #[serde(default)]
    pub par: Par,
}

/// Client authentication at the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// As the metadata says: a private key if there is one, else basic before post.
    #[default]
    Auto,
    /// HTTP Basic, with id and secret form-encoded (RFC 6749 §2.3.1).
    ClientSecretBasic,
    /// Id and secret in the body.
    ClientSecretPost,
    /// A token signed with the secret.
    ClientSecretJwt,
    /// A token signed with the private key.
    PrivateKeyJwt,
    /// A public client: id alone.
    None,
}

/// Proof Key for Code Exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Pkce {
    /// Always, with S256.
    #[default]
    Required,
    /// Never. Only for an upstream that breaks on it.
    Off,
}

/// Pushed authorization requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Par {
    /// Whenever the metadata names the endpoint and the client authenticates, or the metadata demands it.
    #[default]
    Auto,
    /// Always: metadata without the endpoint is a fault.
    Required,
    /// Never: the request goes through the browser.
    Never,
}

/// Rules for the ID token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdTokenRules {
    /// Signature algorithms that are accepted, if the metadata lists them too. Only asymmetric ones are possible.
    #[serde(default = "IdTokenRules::default_algorithms")]
    pub algorithms: Vec<SigningAlgorithm>,
    /// Audiences that are allowed in addition to our own client id, in a token whose `azp` is our client. In an official definition
    /// `*` is any, for vendors that name every application of a project; a file names each one.
    #[serde(default)]
    pub trusted_audiences: Vec<String>,
    /// How old an ID token may be when it arrives, in seconds. Default: ten minutes.
    #[serde(default = "IdTokenRules::default_max_age")]
    pub max_age: u32,
}

impl IdTokenRules {
    fn default_algorithms() -> Vec<SigningAlgorithm> {
        SigningAlgorithm::ALL.to_vec()
    }
    fn default_max_age() -> u32 {
        600
    }
}

impl Default for IdTokenRules {
    fn default() -> Self {
        Self { algorithms: Self::default_algorithms(), trusted_audiences: Vec::new(), max_age: Self::default_max_age() }
    }
}

/// When the userinfo endpoint is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserinfoUse {
    /// Whenever there is one.
    #[default]
    Always,
    /// When the ID token lacks an e-mail address or a name.
    WhenNeeded,
    /// Never.
    Never,
}

/// An extra call with the access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraRequest {
    /// The name of the response in claim expressions.
    pub name: String,
    /// The URL. May hold `{credential}`.
    pub url: String,
    /// Whether a sign-in goes on without the response when the request fails.
    #[serde(default)]
    pub optional: bool,
}

/// Rules for logout tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoutRules {
    /// The `typ` that a logout token must have. Default: absent, `JWT` or `logout+jwt`.
    #[serde(default)]
    pub typ: Option<String>,
}
