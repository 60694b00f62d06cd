//! The metadata document, member for member as Pocket ID 2.14 publishes it.
//!
//! What this provider does not serve is not announced either: introspection, the device flow, `client_credentials` and
//! unsigned request objects.

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{authorization_request::Scopes, endpoint::Endpoint, idp::Idp, options::Registration};

/// `/.well-known/openid-configuration`.
pub(crate) fn discovery(idp: &Idp) -> Response {
    json_utf8(&document(idp))
}

/// `/.well-known/jwks.json`.
pub(crate) fn jwks(idp: &Idp) -> Response {
    json_utf8(&idp.keys.jwks())
}

/// JSON with the charset that Pocket ID's web framework puts behind every type.
fn json_utf8(body: &Value) -> Response {
    let mut response = Json(body).into_response();
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn document(idp: &Idp) -> Value {
    let mut document = fixed(idp);
    match &idp.registration {
        Registration::ByHand => {}
        Registration::Dynamic { .. } => document["registration_endpoint"] = idp.url(Endpoint::Register).into(),
        Registration::MetadataDocument(_) => document["client_id_metadata_document_supported"] = true.into(),
    }
    document
}

fn fixed(idp: &Idp) -> Value {
    json!({
        "issuer": idp.issuer,
        "authorization_endpoint": idp.url(Endpoint::Authorize),
        "token_endpoint": idp.url(Endpoint::Token),
        "userinfo_endpoint": idp.url(Endpoint::Userinfo),
        "jwks_uri": idp.url(Endpoint::Jwks),
        "end_session_endpoint": idp.url(Endpoint::EndSession),
        "pushed_authorization_request_endpoint": idp.url(Endpoint::Par),
        "require_pushed_authorization_requests": false,
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "scopes_supported": Scopes::SUPPORTED,
        "claims_supported": [
            "sub", "given_name", "family_name", "name", "display_name", "email", "email_verified",
            "preferred_username", "picture", "groups", "auth_time", "amr",
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [idp.keys.signing().algorithm().as_str()],
        "authorization_response_iss_parameter_supported": true,
        "code_challenge_methods_supported": ["plain", "S256"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
    })
}
