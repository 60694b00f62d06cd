//! What an upstream's metadata say about registering clients.

use serde_json::{Map, Value};
use url::Url;

use crate::endpoint::EndpointRules;

/// What the metadata say, as far as a registration depends on it. Members of a wrong type count as absent: they keep
/// nobody from registering by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The upstream fetches metadata from a client id that is a URL.
    pub(super) metadata_document: bool,
    /// Where clients are registered, or why that URL may not be asked.
    pub(super) endpoint: Option<Result<Url, String>>,
    /// Client authentication at the token endpoint; `None` when nothing is said.
    auth_methods: Option<Vec<String>>,
    /// Algorithms of client assertions; `None` when nothing is said.
    signing_algorithms: Option<Vec<String>>,
    /// Grant types; `None` when nothing is said.
    grant_types: Option<Vec<String>>,
    /// The upstream says when a person has signed out there.
    pub(super) back_channel_logout: bool,
}

impl Offer {
    pub(crate) fn read(metadata: &Map<String, Value>, rules: &EndpointRules<'_>) -> Self {
        let is_true = |name: &str| metadata.get(name).is_some_and(|value| *value == true || value == "true");
        let list = |name: &str| {
            let items = metadata.get(name)?.as_array()?.iter();
            Some(items.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
        };
        let endpoint = metadata.get("registration_endpoint").and_then(Value::as_str).filter(|text| !text.is_empty());
        Self {
            metadata_document: is_true("client_id_metadata_document_supported"),
            endpoint: endpoint.map(|text| rules.parse(text)),
            auth_methods: list("token_endpoint_auth_methods_supported"),
            signing_algorithms: list("token_endpoint_auth_signing_alg_values_supported"),
            grant_types: list("grant_types_supported"),
            back_channel_logout: is_true("backchannel_logout_supported"),
        }
    }

    /// Whether a client may authenticate so. Without a list it is basic (RFC 8414 §2).
    pub(super) fn lists_method(&self, method: &str) -> bool {
        self.auth_methods.as_ref().map_or(method == "client_secret_basic", |list| list.iter().any(|one| one == method))
    }

    /// Whether nothing is said about how clients authenticate.
    pub(super) fn names_no_method(&self) -> bool {
        self.auth_methods.is_none()
    }

    /// Whether an assertion may be signed so. Without a list, RS256 is what every server should know (Core §9).
    pub(super) fn lists_algorithm(&self, algorithm: &str) -> bool {
        self.signing_algorithms.as_ref().map_or(algorithm == "RS256", |list| list.iter().any(|one| one == algorithm))
    }

    /// Whether a refresh token may be asked for.
    pub(super) fn lists_refresh_token(&self) -> bool {
        self.grant_types.as_ref().is_none_or(|list| list.iter().any(|one| one == "refresh_token"))
    }
}
