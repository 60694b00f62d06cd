//! Upstreams that treat clients in ways of their own: what they take as a proof, and what they answer to everything else.

use std::collections::BTreeMap;

use axum::{
    Form, Json, Router,
    extract::State,
    response::{AppendHeaders, IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri};
use serde_json::json;

use crate::api::{Api, CANARY};

/// How the token endpoint of the upstream treats clients.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Registered for the secret in the body alone (Authelia, Hydra, JupyterHub).
    Body,
    /// Registered for the header alone.
    Header,
    /// Looks at the code before the client (Casdoor, Better Auth).
    CodeFirst,
    /// Registered for the secret in the body alone, with error codes of its own (Glewlwyd).
    OwnCodes,
    /// Registered for a token that is signed with the secret alone.
    SecretJwt,
    /// Registered for the header, and calls a token that is signed with the secret an invalid request (Authelia).
    NoJwt,
    /// Calls everything an invalid request.
    Invalid,
}

/// What the authorization endpoint of the upstream does with a browser.
#[derive(Clone, Copy)]
pub(crate) enum Page {
    Shown,
    /// It knows neither the callback URL nor the client (RFC 6749 §4.1.2.1).
    BadRequest,
    Forbidden,
    /// Another address of its own says so (Dex).
    LeadsToBadRequest,
    /// Another address of its own asks to sign in, with the cookie that it has set (Keycloak behind a broker).
    LeadsElsewhere,
}

async fn authorize(State(page): State<Page>, headers: HeaderMap, uri: Uri) -> Response {
    let elsewhere = uri.path() != "/authorize";
    let known = headers.get("cookie").is_some_and(|cookie| cookie == "flow=1; tab=2");
    let lead = || {
        let cookies = [("set-cookie", "flow=1; Path=/; Secure; HttpOnly"), ("set-cookie", "tab=2")];
        (StatusCode::FOUND, [("location", "/local?x=1")], AppendHeaders(cookies)).into_response()
    };
    match (page, elsewhere) {
        (Page::Shown, _) => "a page".into_response(),
        (Page::BadRequest, _) | (Page::LeadsToBadRequest, true) => StatusCode::BAD_REQUEST.into_response(),
        (Page::Forbidden, _) => StatusCode::FORBIDDEN.into_response(),
        (Page::LeadsElsewhere, true) if known => "a page".into_response(),
        (Page::LeadsElsewhere, true) => StatusCode::BAD_REQUEST.into_response(),
        (Page::LeadsToBadRequest | Page::LeadsElsewhere, false) => lead(),
    }
}

async fn token(
    State(kind): State<Kind>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> impl IntoResponse {
    let in_header = headers.contains_key("authorization");
    let right = match kind {
        Kind::Body | Kind::OwnCodes => !in_header && form.get("client_secret").is_some_and(|secret| secret == CANARY),
        // `work` and the secret, as RFC 6749 §2.3.1 encodes them.
        Kind::Header | Kind::NoJwt => in_header && headers["authorization"] == *basic(CANARY),
        Kind::CodeFirst => true,
        Kind::Invalid => false,
        Kind::SecretJwt => {
            let made_by = form.get("client_assertion").is_some_and(|token| token.starts_with(HS256) && is_by(token));
            !in_header && made_by
        }
    };
    let (error, status) = match (kind, right) {
        (Kind::OwnCodes, true) => ("invalid_code", StatusCode::FORBIDDEN),
        (Kind::OwnCodes, false) => ("unauthorized_client", StatusCode::FORBIDDEN),
        (Kind::NoJwt, false) if is_signed(&form) => ("invalid_request", StatusCode::BAD_REQUEST),
        (Kind::Invalid, false) => ("invalid_request", StatusCode::BAD_REQUEST),
        (_, true) => ("invalid_grant", StatusCode::BAD_REQUEST),
        (_, false) => ("invalid_client", StatusCode::UNAUTHORIZED),
    };
    (status, Json(json!({ "error": error })))
}

/// Takes a request whose client does not prove itself with a signed token, unless there is another answer for all.
async fn push(
    State(refusal): State<Option<(u16, &'static str)>>,
    Form(form): Form<BTreeMap<String, String>>,
) -> impl IntoResponse {
    let accepted = (201, r#"{"request_uri":"urn:ietf:params:oauth:request_uri:1","expires_in":60}"#);
    let own = if is_signed(&form) { (400, r#"{"error":"invalid_request"}"#) } else { accepted };
    let (status, body) = refusal.unwrap_or(own);
    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/json")], body)
}

fn is_signed(form: &BTreeMap<String, String>) -> bool {
    form.contains_key("client_assertion")
}

/// The beginning of every token that is signed with a secret: `{"alg":"HS256","typ":"JWT"}`.
const HS256: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

/// Whether a token is signed with the right secret.
fn is_by(token: &str) -> bool {
    use aws_lc_rs::hmac;
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, CANARY.as_bytes());
    signature == BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()))
}

fn basic(secret: &str) -> String {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    format!("Basic {}", BASE64_STANDARD.encode(format!("work:{secret}")))
}

/// An upstream of that kind. Its keys are those of the demonstration provider.
pub(crate) async fn upstream(api: &Api, kind: Kind) -> String {
    upstream_with(api, kind, Page::Shown, None).await
}

/// The same, with what its authorization endpoint shows, and how it answers a pushed request, where it takes them.
pub(crate) async fn upstream_with(
    api: &Api,
    kind: Kind,
    page: Page,
    pushed: Option<Option<(u16, &'static str)>>,
) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{}/.well-known/jwks.json", api.fixture.op.issuer()),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        // What those keys are for; without it, RS256 is meant.
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    if pushed.is_some() {
        metadata["pushed_authorization_request_endpoint"] = format!("{issuer}/par").into();
    }
    let pages = Router::new()
        .route("/authorize", axum::routing::get(authorize))
        .route("/local", axum::routing::get(authorize))
        .with_state(page);
    let router = Router::new()
        .route("/.well-known/openid-configuration", axum::routing::get(move || async { Json(metadata) }))
        .route("/par", axum::routing::post(push))
        .with_state(pushed.flatten())
        .merge(Router::new().route("/token", axum::routing::post(token)).with_state(kind))
        .merge(pages);
    tokio::spawn(async move { axum::serve(listener, router).await });
    issuer
}
