//! How an upstream wants its authorization request, and what its errors mean.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is unusual about authorization requests and their answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuthorizationRules {
    /// The separator of scopes, when it is no space: `,`.
    pub scope_separator: Option<String>,
    /// The fragment of the URL, for upstreams that want one: `wechat_redirect`.
    pub fragment: Option<String>,
    /// The parameter of the answer that holds the code, when it is not `code`.
    pub code_parameter: Option<String>,
    /// The upstream's own error codes, each with the code of RFC 6749 that means the same.
    pub errors: BTreeMap<String, StandardError>,
}

/// An error code of OAuth 2.0 (RFC 6749 §4.1.2.1, §5.2) or OpenID Connect (Core §3.1.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandardError {
    /// The person, or the upstream on their behalf, said no.
    AccessDenied,
    /// The upstream rejects the client's id or secret.
    InvalidClient,
    /// The code is used, expired or of another client.
    InvalidGrant,
    /// The request is not what the upstream expects of this client.
    InvalidRequest,
    /// A scope is unknown, or not this client's.
    InvalidScope,
    /// The person has to sign in at the upstream first.
    LoginRequired,
    /// The redirect URI is not registered for this client.
    RedirectUriMismatch,
    /// The upstream has failed.
    ServerError,
    /// The upstream cannot answer now, or has been asked too often.
    TemporarilyUnavailable,
    /// The client may not do this.
    UnauthorizedClient,
}

impl StandardError {
    /// The code as it is written in an answer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::LoginRequired => "login_required",
            Self::RedirectUriMismatch => "redirect_uri_mismatch",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::UnauthorizedClient => "unauthorized_client",
        }
    }
}
