//! The document as JSON, before anything of it is believed: what is read of it, in which shape, and what the standard says
//! where it is silent.

use openidconnect::{
    AdditionalProviderMetadata, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;
use vestibule_core::{cause::Cause, definition::SigningAlgorithm};
use vestibule_jose::parse_algorithm;

/// Why a document cannot be used, in words for the administrator.
pub(super) struct MetadataError {
    pub(super) cause: Cause,
    pub(super) detail: String,
}

/// Unless something more specific is known, the document itself is at fault.
impl<T: Into<String>> From<T> for MetadataError {
    fn from(detail: T) -> Self {
        Self { cause: Cause::Discovery, detail: detail.into() }
    }
}

/// Members that openidconnect does not know.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Extra {
    pub(super) end_session_endpoint: Option<Url>,
    pub(super) pushed_authorization_request_endpoint: Option<Url>,
    #[serde(default)]
    pub(super) require_pushed_authorization_requests: bool,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extra {}

pub(super) type Document = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) const ENDPOINTS: &[&str] = &[
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "end_session_endpoint",
    "pushed_authorization_request_endpoint",
];
pub(super) const AUTH_ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";
const LISTS: &[&str] = &[
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    AUTH_ALGORITHMS,
];
const SWITCHES: &[&str] = &["require_pushed_authorization_requests", "authorization_response_iss_parameter_supported"];

/// RFC 8705 §5: where a client with a certificate asks instead, because browsers would ask people for theirs there.
pub(super) fn prefer_aliases(document: &mut Map<String, Value>) -> Result<(), MetadataError> {
    let aliases = match document.remove("mtls_endpoint_aliases") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Object(aliases)) => aliases,
        Some(_) => return Err("its mtls_endpoint_aliases is not an object".into()),
    };
    let ours = ["token_endpoint", "userinfo_endpoint", "pushed_authorization_request_endpoint"];
    document.extend(aliases.into_iter().filter(|(name, url)| ours.contains(&name.as_str()) && !url.is_null()));
    Ok(())
}

/// Keeps what is read, drops empty texts, fills in what the standard requires and some upstreams leave out, and takes
/// a switch that is written as text for what it says.
pub(super) fn normalize(document: &mut Map<String, Value>) -> Result<(), MetadataError> {
    let read = |name: &str| name == "issuer" || [ENDPOINTS, LISTS, SWITCHES].iter().any(|names| names.contains(&name));
    document.retain(|name, value| read(name) && !value.is_null() && value != "");
    for (name, value) in document.iter_mut() {
        let list = LISTS.contains(&name.as_str());
        match value {
            Value::String(one) if list => *value = json!([one]),
            Value::Array(items) if list => items.retain(Value::is_string),
            _ if list => return Err(format!("its {name} is not a list").into()),
            Value::String(text) if SWITCHES.contains(&name.as_str()) => *value = (text == "true").into(),
            Value::Bool(_) if SWITCHES.contains(&name.as_str()) => {}
            Value::String(_) if !SWITCHES.contains(&name.as_str()) => {}
            _ => return Err(format!("its {name} is of the wrong type").into()),
        }
    }
    for (name, default) in [
        ("response_types_supported", "code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
    ] {
        document.entry(name).or_insert_with(|| json!([default]));
    }
    Ok(())
}

pub(super) fn known_algorithms(listed: &Value, allowed: &[SigningAlgorithm]) -> Vec<SigningAlgorithm> {
    let names: Vec<_> = listed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let lists = |algorithm: &SigningAlgorithm| names.iter().any(|name| parse_algorithm(name) == Some(*algorithm));
    allowed.iter().copied().filter(lists).collect()
}

pub(super) fn method_name(method: &CoreClientAuthMethod) -> String {
    let name = serde_json::to_value(method).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}
