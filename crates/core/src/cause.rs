//! What made a provider or a sign-in fail, as a value that programs decide by.

use serde::{Deserialize, Serialize};

use crate::http::HttpError;

/// Why something failed. Set where it happens. A decision reads this, never the text of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// The definition contradicts itself or asks for something that does not exist.
    Definition,
    /// The settings do not fit the definition.
    Settings,
    /// The credentials do not fit their schema.
    Credentials,
    /// Another provider has this path.
    Routes,
    /// The metadata document cannot be read, or lacks something that is required.
    Discovery,
    /// The upstream is another issuer than the one that is configured (RFC 9207, OpenID Connect Discovery §4.3).
    IssuerMismatch,
    /// The upstream signs with no algorithm that the definition accepts.
    Algorithms,
    /// The upstream's keys cannot be read, or none can be used.
    Keys,
    /// The upstream rejects the client's id or secret, or no authentication method fits.
    ClientAuthentication,
    /// The upstream rejects the proof that tokens are bound to our key, or gives a token that is bound to nothing (RFC 9449).
    SenderConstraint,
    /// The upstream knows the client and rejects its request: scope, grant type, or what it does not say.
    ClientRegistration,
    /// The upstream did not register our client, or how it answered cannot be used.
    Registration,
    /// The upstream rejects the redirect URI: it is not registered for this client.
    RedirectUri,
    /// The upstream rejects the authorization code (`invalid_grant`, RFC 6749 §5.2).
    InvalidGrant,
    /// The upstream answered with another error.
    UpstreamError,
    /// The upstream answered that it cannot answer now (429 or 5xx).
    Unavailable,
    /// No connection to the upstream, or the connection broke.
    Unreachable,
    /// The upstream did not answer in time.
    Timeout,
    /// The TLS handshake with the upstream failed.
    Tls,
    /// The network rules forbid the request.
    NetworkRules,
    /// Too many requests to this provider are in flight.
    Overload,
    /// The upstream's answer cannot be used: too large, redirected, or not in the standard's form.
    InvalidResponse,
    /// The callback is not a valid authorization response, or not one for this sign-in.
    Callback,
    /// The ID token is missing or breaks a rule.
    IdToken,
    /// The logout token breaks a rule.
    LogoutToken,
    /// Userinfo could not be fetched or read.
    Userinfo,
    /// A `[[requests]]` entry of the definition could not be fetched or read.
    ExtraRequest,
    /// The claims name no usable subject.
    Subject,
    /// The plugin failed or broke its contract.
    Plugin,
    /// The provider is disabled, removed or failed to start.
    ProviderNotReady,
    /// The server that the person chose cannot be used.
    Server,
    /// A policy of the provider refuses this person.
    Policy,
    /// The identity may not be linked to the account.
    Linking,
    /// The database did not answer.
    Storage,
    /// A defect of this program.
    Internal,
}

impl From<&HttpError> for Cause {
    fn from(error: &HttpError) -> Self {
        match error {
            HttpError::Forbidden { .. } | HttpError::UnacceptableUrl { .. } => Self::NetworkRules,
            HttpError::UnknownHost(_) | HttpError::Connect { .. } | HttpError::Broken { .. } => Self::Unreachable,
            HttpError::Tls { .. } => Self::Tls,
            HttpError::Timeout { .. } => Self::Timeout,
            HttpError::TooLarge { .. } | HttpError::Encoded { .. } | HttpError::Redirected { .. } => {
                Self::InvalidResponse
            }
            HttpError::Busy => Self::Overload,
        }
    }
}

impl Cause {
    /// The part of a provider that a violation is about, by its pointer into
    /// `{"settings": …, "credentials": …, "definition": …}`.
    pub fn from_pointer(pointer: &str) -> Self {
        match pointer.split('/').nth(1) {
            Some("credentials") => Self::Credentials,
            Some("definition") => Self::Definition,
            _ => Self::Settings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_belongs_to_the_part_that_it_points_into() {
        for (pointer, cause) in [
            ("/credentials/client_id", Cause::Credentials),
            ("/definition/id_token", Cause::Definition),
            ("/settings/scopes/0", Cause::Settings),
            ("", Cause::Settings),
        ] {
            assert_eq!(Cause::from_pointer(pointer), cause, "{pointer}");
        }
    }
}
