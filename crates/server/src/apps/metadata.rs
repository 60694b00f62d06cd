//! `GET /.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`: what applications configure
//! themselves with (OpenID Connect Discovery §3, RFC 8414 §2).

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value, json};
use vestibule_apps::{ClientAuthentication, GrantType, Scopes, SubjectType};
use vestibule_core::{
    definition::SigningAlgorithm,
    routes::{Route, pattern},
};

use super::{algorithms::ALGORITHMS, state::AppsState};
use crate::http::{languages::LANGUAGES, openapi::OperationSpec};

/// Pages of applications read it, too. Nothing of it is about whoever asks.
pub(super) const FOR_ANY_ORIGIN: (HeaderName, HeaderValue) =
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
/// Applications read it at each start; a change is known within minutes.
const CACHED: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));

pub(super) fn operations() -> [OperationSpec; 2] {
    [
        OperationSpec::new(Method::GET, pattern::OpenIdConfiguration, |operation| {
            operation
                .named("openidConfiguration", "OpenID provider metadata (OpenID Connect Discovery)")
                .tag("apps")
                .json::<Map<String, Value>>(StatusCode::OK, "The metadata.")
        }),
        OperationSpec::new(Method::GET, pattern::OauthAuthorizationServer, |operation| {
            operation
                .named("oauthAuthorizationServer", "Authorization server metadata (RFC 8414)")
                .tag("apps")
                .json::<Map<String, Value>>(StatusCode::OK, "The metadata.")
        }),
    ]
}

pub(crate) async fn show(State(app): State<Arc<AppsState>>) -> Response {
    ([FOR_ANY_ORIGIN, CACHED], Json(document(&app))).into_response()
}

fn document(app: &AppsState) -> Value {
    let url = |route: Route<'_>| app.settings.public_url.at(route);
    let authentication = ClientAuthentication::ALL.map(ClientAuthentication::as_str);
    let algorithms = ALGORITHMS.map(SigningAlgorithm::as_str);
    let apps = app.registry.load().apps.clone();
    let has_device = apps.iter().any(|of| of.has_grant(GrantType::DeviceCode));
    let grants = GrantType::ALL.into_iter().filter(|grant| has_device || *grant != GrantType::DeviceCode);
    let mut document = json!({
        "issuer": app.issuer(),
        "authorization_endpoint": url(Route::AppAuthorize),
        "token_endpoint": url(Route::AppToken),
        "userinfo_endpoint": url(Route::AppUserinfo),
        "jwks_uri": url(Route::PublicKeys),
        "end_session_endpoint": url(Route::AppEndSession),
        "revocation_endpoint": url(Route::AppRevoke),
        "introspection_endpoint": url(Route::AppIntrospect),
        "pushed_authorization_request_endpoint": url(Route::AppPar),
        "scopes_supported": Scopes::SUPPORTED,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": grants.map(GrantType::as_str).collect::<Vec<_>>(),
        "subject_types_supported": SubjectType::NAMES,
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": authentication,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": authentication,
        "introspection_endpoint_auth_methods_supported": authentication,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "acr", "sid", "preferred_username", "name",
            "given_name", "family_name", "picture", "email", "email_verified", "groups",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "require_pushed_authorization_requests": false,
        "ui_locales_supported": LANGUAGES,
    });
    if has_device {
        document["device_authorization_endpoint"] = url(Route::AppDeviceAuthorization).into();
    }
    document
}
