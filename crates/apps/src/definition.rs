//! What an application *is*: immutable data, no secrets. One file of `apps/`, or one inside the binary.
//!
//! The doc comments in here become the descriptions in `schemas/app.schema.json`, which editors show.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vestibule_core::{
    claims::ClaimPaths,
    definition::{SigningAlgorithm, Status, matches_search},
    ids::DefinitionId,
    json_schema,
};

/// An app definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppDefinition {
    /// Where the schema of this file is, for editors. Not read.
    #[serde(rename = "$schema", default, skip_serializing)]
    pub schema: Option<String>,
    /// Names the definition in settings: a-z, 0-9 and -, at most 63 characters.
    pub id: DefinitionId,
    /// The name of the application.
    pub name: String,
    /// Other words that people search it by, in lower case: `["wiki", "notes"]`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether what the definition says is confirmed for the application.
    #[serde(default)]
    pub status: Status,
    /// The name of a bundled icon, or an SVG or PNG file in the same folder.
    #[serde(default)]
    pub icon: Option<String>,
    /// The page of the application's own documentation that the definition follows.
    pub homepage: String,
    /// What the administrator does in the application, in Markdown. `{{issuer}}`, `{{discovery_url}}`, `{{client_id}}`,
    /// `{{client_secret}}`, `{{public_url}}` and the settings, such as `{{base_url}}`, are filled in.
    pub guide: String,
    /// Allows this file to take the id of a definition inside the binary.
    #[serde(default)]
    pub replaces_official: bool,
    /// Where people open the application, by template, as for redirect URIs. Default: the setting `base_url`.
    #[serde(default)]
    pub start_url: Option<String>,
    /// How the application speaks OpenID Connect.
    pub client: ClientRules,
    /// Claims in addition to the standard ones: JMESPath over `user`, `provider` and `session`.
    #[serde(default)]
    pub claims: BTreeMap<String, ClaimPaths>,
    /// What the administrator must supply: a JSON Schema (2020-12) of a flat object.
    pub settings: Value,
}

impl AppDefinition {
    /// Whether a search for `wanted` finds it: by name, id or alias, whatever the case.
    pub fn matches(&self, wanted: &str) -> bool {
        matches_search(wanted, &self.name, self.id.as_str(), &self.aliases)
    }
}

/// How an application speaks OpenID Connect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientRules {
    /// Whether the application can keep a secret.
    #[serde(rename = "type", default)]
    pub client_type: ClientType,
    /// How it proves who it is at the token endpoint.
    #[serde(default)]
    pub authentication: ClientAuthentication,
    /// Proof Key for Code Exchange (RFC 7636).
    #[serde(default)]
    pub pkce: ClientPkce,
    /// Where answers may be sent. `{name}` is replaced by the setting of that name; a setting that is a list gives one
    /// address for each of its values.
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where the application is notified that a session has ended (OpenID Connect Back-Channel Logout 1.0). `{name}` is
    /// replaced as in `redirect_uris`; without the setting nobody is notified.
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// What the application may ask for. `openid` is always among them.
    #[serde(default = "ClientRules::default_scopes")]
    pub scopes: Vec<String>,
    /// How the application gets tokens.
    #[serde(default = "ClientRules::default_grants")]
    pub grants: Vec<GrantType>,
    /// What its ID tokens are signed with: `RS256`, `ES256` or `EdDSA`.
    #[serde(default = "ClientRules::default_algorithm")]
    pub id_token_algorithm: SigningAlgorithm,
}

impl ClientRules {
    fn default_scopes() -> Vec<String> {
        ["openid", "profile", "email"].map(str::to_owned).into()
    }
    fn default_grants() -> Vec<GrantType> {
        vec![GrantType::AuthorizationCode]
    }
    /// Every relying party has to know it (OpenID Connect Core §15.1).
    fn default_algorithm() -> SigningAlgorithm {
        SigningAlgorithm::RS256
    }
}

/// Whether an application can keep a secret (RFC 6749 §2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClientType {
    /// It runs on a server.
    #[default]
    Confidential,
    /// It runs at the person's: in a browser, on a phone.
    Public,
}

/// How an application proves who it is (OpenID Connect Core §9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// HTTP Basic, with id and secret form-encoded (RFC 6749 §2.3.1).
    #[default]
    ClientSecretBasic,
    /// Id and secret in the body.
    ClientSecretPost,
    /// A token signed with the application's private key (RFC 7523).
    PrivateKeyJwt,
    /// A public client: id alone.
    None,
}

impl ClientAuthentication {
    /// All of them, by name.
    pub const ALL: [Self; 4] = [Self::ClientSecretBasic, Self::ClientSecretPost, Self::PrivateKeyJwt, Self::None];

    /// The name in metadata.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }
}

/// Proof Key for Code Exchange. Only S256.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClientPkce {
    /// A request without it is refused.
    #[default]
    Required,
    /// For an application that has none. One that sends a challenge has to prove it.
    Optional,
}

/// How an application gets tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// A code that a browser carries.
    AuthorizationCode,
    /// A refresh token, when `offline_access` was granted.
    RefreshToken,
    /// A code that a device shows, and a person types in elsewhere (RFC 8628).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AuthorizationCode, Self::RefreshToken, Self::DeviceCode];

    /// The name in requests and in metadata.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == text)
    }
}

/// The schema of app definitions, `schemas/app.schema.json`: JSON Schema 2020-12, the same on every call.
pub fn app_schema() -> Value {
    json_schema::generate::<AppDefinition>("Vestibule app definition")
}
