//! What the provider check finds out about a client: how it sends its secret, whether the secret is looked at at all, and
//! whether its requests have to be pushed.

use axum::{
    Form, Json, Router,
    extract::State,
    response::{AppendHeaders, IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vestibule_demo_idp::Client;

use crate::api::{Api, CANARY};

/// How the token endpoint of the upstream treats clients.
#[derive(Clone, Copy)]
enum Kind {
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
}

/// What the authorization endpoint of the upstream does with a browser.
#[derive(Clone, Copy)]
enum Page {
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
        Kind::Header => in_header && headers["authorization"] == *basic(CANARY),
        Kind::CodeFirst => true,
        Kind::SecretJwt => {
            let made_by = form.get("client_assertion").is_some_and(|token| token.starts_with(HS256) && is_by(token));
            !in_header && made_by
        }
    };
    let (error, status) = match (kind, right) {
        (Kind::OwnCodes, true) => ("invalid_code", StatusCode::FORBIDDEN),
        (Kind::OwnCodes, false) => ("unauthorized_client", StatusCode::FORBIDDEN),
        (_, true) => ("invalid_grant", StatusCode::BAD_REQUEST),
        (_, false) => ("invalid_client", StatusCode::UNAUTHORIZED),
    };
    (status, Json(json!({ "error": error })))
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
async fn upstream(api: &Api, kind: Kind) -> String {
    upstream_with(api, kind, Page::Shown, None).await
}

/// The same, with what its authorization endpoint shows, and how it answers a pushed request.
async fn upstream_with(api: &Api, kind: Kind, page: Page, pushed: Option<(u16, &'static str)>) -> String {
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
    let (status, body) = pushed.unwrap_or((404, ""));
    let refusal = (StatusCode::from_u16(status).unwrap(), [("content-type", "application/json")], body);
    let pages = Router::new()
        .route("/authorize", axum::routing::get(authorize))
        .route("/local", axum::routing::get(authorize))
        .with_state(page);
    let router = Router::new()
        .route("/.well-known/openid-configuration", axum::routing::get(move || async { Json(metadata) }))
        .route("/par", axum::routing::post(move || async move { refusal }))
        .route("/token", axum::routing::post(token))
        .with_state(kind)
        .merge(pages);
    tokio::spawn(async move { axum::serve(listener, router).await });
    issuer
}

async fn check(api: &Api, issuer: &str, secret: &str, settings: Value) -> Value {
    let mut draft = json!({ "id": "work", "definition": "pocketid",
        "credentials": { "issuer_url": issuer, "client_id": "work", "client_secret": secret } });
    draft.as_object_mut().unwrap().extend(settings.as_object().cloned().unwrap());
    api.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json()
}

fn step<'a>(report: &'a Value, name: &str) -> (&'a str, &'a str) {
    let steps = report["steps"].as_array().unwrap();
    let step = steps.iter().find(|checked| checked["step"] == name).unwrap();
    (step["outcome"].as_str().unwrap(), step["detail"].as_str().unwrap())
}

/// UP-12: the check finds the right way to send the secret, and with the setting it is green.
#[tokio::test]
async fn a_client_that_sends_its_secret_in_the_wrong_place() {
    let api = Api::with_upstream().await;
    for (kind, wrong, right, words) in [
        (Kind::Body, "client_secret_basic", "client_secret_post", "takes the secret in the body"),
        (Kind::Header, "client_secret_post", "client_secret_basic", "takes the secret in the Authorization header"),
        (Kind::OwnCodes, "client_secret_basic", "client_secret_post", "takes the secret in the body"),
        (Kind::SecretJwt, "client_secret_basic", "client_secret_jwt", "takes a token that is signed with the secret"),
    ] {
        let issuer = upstream(&api, kind).await;
        let report = check(&api, &issuer, CANARY, json!({ "client_authentication": wrong })).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert_eq!((outcome, &report["ok"]), ("failed", &json!(false)), "{report}");
        assert!(detail.contains(words) && detail.contains(&format!("client_authentication = \"{right}\"")), "{detail}");
        let report = check(&api, &issuer, CANARY, json!({ "client_authentication": right })).await;
        assert_eq!((step(&report, "client_authentication").0, &report["ok"]), ("ok", &json!(true)), "{report}");
        let report = check(&api, &issuer, "another-secret", json!({ "client_authentication": wrong })).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert!(outcome == "failed" && !detail.contains("This client"), "it is wrong in every place: {report}");
    }
}

/// UP-13: no green step about a secret that the upstream never looked at.
#[tokio::test]
async fn an_upstream_that_looks_at_the_code_first() {
    let api = Api::with_upstream().await;
    let issuer = upstream(&api, Kind::CodeFirst).await;
    for secret in [CANARY, "wrong"] {
        let report = check(&api, &issuer, secret, json!({})).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert!(outcome == "skipped" && detail.contains("made-up secret"), "{report}");
    }
}

/// UP-11: a client that must push its requests, which no metadata says.
#[tokio::test]
async fn a_client_that_has_to_push_its_requests() {
    let api = Api::with_upstream().await;
    let client = api.fixture.op.clients().find("work").unwrap();
    api.fixture.op.clients().put(Client { require_par: true, ..(*client).clone() });
    let issuer = api.fixture.op.issuer().to_owned();
    let report = check(&api, &issuer, CANARY, json!({ "par": "never" })).await;
    let (outcome, detail) = step(&report, "authorization_request");
    assert_eq!((outcome, &report["ok"]), ("failed", &json!(false)), "{report}");
    assert!(detail.contains("par = \"required\"") && detail.contains("The error is unrecognizable"), "{detail}");
    for par in ["auto", "required"] {
        let report = check(&api, &issuer, CANARY, json!({ "par": par })).await;
        assert_eq!((step(&report, "authorization_request").0, &report["ok"]), ("ok", &json!(true)), "{report}");
    }
    api.fixture.op.clients().put((*client).clone());
    let report = check(&api, &issuer, CANARY, json!({ "par": "never" })).await;
    assert_eq!(step(&report, "authorization_request"), ("ok", "Not refused, through the browser"));
}

/// UP-27: a pushed request that is refused fails the step that it is about, and the client's is another one.
#[tokio::test]
async fn a_pushed_request_that_is_refused() {
    let api = Api::with_upstream().await;
    let keycloak = r#"{"error":"invalid_request","error_description":"Invalid parameter: redirect_uri"}"#;
    let scopes = r#"{"error":"invalid_request","error_description":"Invalid scopes: openid"}"#;
    for (answer, failed, words) in [
        ((400, keycloak), "callback_urls", "Invalid parameter: redirect_uri"),
        ((400, r#"{"error":"invalid_redirect_uri"}"#), "callback_urls", "invalid_redirect_uri"),
        ((400, scopes), "authorization_request", "Invalid scopes: openid"),
        ((403, ""), "authorization_request", "HTTP 403, without a request_uri"),
        ((401, r#"{"error":"invalid_client"}"#), "client_authentication", "invalid_client"),
        ((503, ""), "", ""),
    ] {
        let issuer = upstream_with(&api, Kind::Header, Page::Forbidden, Some(answer)).await;
        let report = check(&api, &issuer, CANARY, json!({})).await;
        for name in ["client_authentication", "authorization_request", "callback_urls"] {
            let (outcome, detail) = step(&report, name);
            let wanted = if name == failed { "failed" } else { "skipped" };
            assert!(outcome == wanted && (outcome == "skipped" || detail.contains(words)), "{answer:?} {report}");
        }
        assert_eq!(report["ok"], failed.is_empty(), "{answer:?} {report}");
    }
}

/// UP-28: a page of the upstream's that is an error is no green step, wherever it is shown.
#[tokio::test]
async fn an_error_page_at_the_upstream() {
    let api = Api::with_upstream().await;
    for (page, request, callback) in [
        (Page::Shown, "ok", "skipped"),
        (Page::LeadsElsewhere, "ok", "skipped"),
        (Page::LeadsToBadRequest, "skipped", "skipped"),
        (Page::Forbidden, "skipped", "skipped"),
        (Page::BadRequest, "skipped", "failed"),
    ] {
        let issuer = upstream_with(&api, Kind::Header, page, None).await;
        let report = check(&api, &issuer, CANARY, json!({ "client_authentication": "client_secret_basic" })).await;
        let steps = ["client_authentication", "authorization_request", "callback_urls"].map(|name| step(&report, name));
        assert_eq!(steps.map(|(outcome, _)| outcome), ["ok", request, callback], "{report}");
        assert_eq!(report["ok"], callback != "failed", "{report}");
    }
    // The client is not the only thing that may be wrong.
    let issuer = upstream_with(&api, Kind::Header, Page::BadRequest, None).await;
    let report = check(&api, &issuer, "another-secret", json!({})).await;
    let steps = ["client_authentication", "callback_urls"].map(|name| step(&report, name).0);
    assert_eq!(steps, ["failed", "failed"], "{report}");
}

/// UP-17: nothing has tested whether the callback URLs are registered.
#[tokio::test]
async fn callback_urls_are_not_tested() {
    let api = Api::with_upstream().await;
    let report = check(&api, api.fixture.op.issuer(), CANARY, json!({})).await;
    assert_eq!(step(&report, "callback_urls").0, "skipped", "{report}");
    assert_eq!(report["ok"], true);
}
