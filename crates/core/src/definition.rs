//! What a provider *is*: immutable data, no secrets. One file of `providers/`, or one entry inside the binary.
//!
//! The doc comments in here become the descriptions in `schemas/definition.schema.json`, which editors show.

mod assertion;
mod authorization_rules;
mod category;
mod check;
mod choose;
mod client_registration;
mod discovery;
mod id_token_algorithm;
mod id_token_rules;
mod issuer_pattern;
mod listing;
mod logout_rules;
mod option;
mod request_rules;
mod sender_constraint;
mod signing_algorithm;
mod status;
mod token_place;
mod token_rules;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use assertion::{AssertionRules, Thumbprint};
pub use authorization_rules::{AuthorizationRules, StandardError};
pub use category::Category;
pub use check::RESERVED_ANSWERS;
pub use client_registration::ClientRegistration;
pub use discovery::Discovery;
pub use id_token_algorithm::IdTokenAlgorithm;
pub use id_token_rules::{IdTokenRules, NonceRule};
pub use issuer_pattern::IssuerPattern;
pub use listing::{check_aliases, matches_search};
pub use logout_rules::LogoutRules;
pub use option::{DefinitionOption, OptionClaims};
pub use request_rules::{BodyFormat, ExtraRequest, Method, Pages, RequestRules, UserinfoRules, UserinfoUse};
pub use sender_constraint::SenderConstraint;
pub use signing_algorithm::SigningAlgorithm;
pub use status::Status;
pub use token_place::TokenPlace;
pub use token_rules::{AnswerFormat, TokenRules};

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
    /// Where it is in the catalogue. Left out: among the others.
    #[serde(default)]
    pub category: Option<Category>,
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
    /// How a client is registered without an administrator's work at the upstream. Only for `oauth2`.
    #[serde(default)]
    pub registration: Option<ClientRegistration>,
    /// What is unusual about authorization requests and their answers.
    #[serde(default)]
    pub authorization: AuthorizationRules,
    /// What is unusual about the token endpoint.
    #[serde(default)]
    pub token: TokenRules,
    /// Rules for the ID token, stricter or wider than the default where the vendor needs it.
    #[serde(default)]
    pub id_token: IdTokenRules,
    /// When the userinfo endpoint is asked, and how.
    #[serde(default)]
    pub userinfo: UserinfoRules,
    /// Extra calls with the access token. Claim expressions refer to each response by its name.
    #[serde(default)]
    pub requests: Vec<ExtraRequest>,
    /// Parameters that are added to every authorization request. May hold `{credential}`; one whose credential is not
    /// entered is left out.
    #[serde(default)]
    pub authorize_params: BTreeMap<String, String>,
    /// Which claims make the profile.
    #[serde(default)]
    pub claims: ClaimMap,
    /// Extras that the setting `options` of a provider switches on, by name.
    #[serde(default)]
    pub options: BTreeMap<String, DefinitionOption>,
    /// Signing out at the upstream.
    #[serde(default)]
    pub logout: LogoutRules,
    /// What the administrator must supply: a JSON Schema (2020-12) of a flat object.
    pub credentials: serde_json::Value,
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
    /// What is in the JWT that proves who the client is.
    #[serde(default)]
    pub assertion: AssertionRules,
    /// What access tokens are bound to. Default: nothing.
    #[serde(default)]
    pub sender_constraint: Option<SenderConstraint>,
    /// Proof Key for Code Exchange (RFC 7636).
    #[serde(default)]
    pub pkce: Pkce,
    /// Pushed authorization requests (RFC 9126).
    #[serde(default)]
    pub par: Par,
    /// What the upstream calls `client_id`, in the authorization and in the token request.
    #[serde(default)]
    pub id_parameter: Option<String>,
    /// What the upstream calls `client_secret` in the body of the token request.
    #[serde(default)]
    pub secret_parameter: Option<String>,
}

impl ClientRules {
    /// What the upstream calls `client_id`.
    pub fn id_parameter(&self) -> &str {
        self.id_parameter.as_deref().unwrap_or("client_id")
    }

    /// What the upstream calls `client_secret`.
    pub fn secret_parameter(&self) -> &str {
        self.secret_parameter.as_deref().unwrap_or("client_secret")
    }
}

/// Client authentication at the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// As the metadata says: a private key if there is one, else basic before post.
    #[default]
    Auto,
    /// The same, and never as a public client: a secret or a private key has to be there.
    Confidential,
    /// HTTP Basic, with id and secret form-encoded (RFC 6749 §2.3.1).
    ClientSecretBasic,
    /// Id and secret in the body.
    ClientSecretPost,
    /// A token signed with the secret.
    ClientSecretJwt,
    /// A token signed with the private key.
    PrivateKeyJwt,
    /// Id and secret in the body, where the secret is a token signed with the private key.
    SignedClientSecret,
    /// The certificate of the TLS connection, which an authority vouches for (RFC 8705 §2.1).
    TlsClientAuth,
    /// The certificate of the TLS connection, which is registered at the upstream (RFC 8705 §2.2).
    SelfSignedTlsClientAuth,
    /// A public client: id alone.
    None,
}

impl ClientAuthentication {
    /// Whether the client is known by the certificate of the TLS connection.
    pub const fn is_by_certificate(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
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
