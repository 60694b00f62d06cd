//! What the provider check finds out about a client: how it sends its secret, whether the secret is looked at at all, and
//! whether its requests have to be pushed.

use axum::{Form, Json, Router, extract::State, response::IntoResponse};
use http::{HeaderMap, Method, StatusCode};
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
}

async fn token(
    State(kind): State<Kind>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> impl IntoResponse {
    let in_header = headers.contains_key("authorization");
    let right = match kind {
        Kind::Body => !in_header && form.get("client_secret").is_some_and(|secret| secret == CANARY),
        // `work` and the secret, as RFC 6749 §2.3.1 encodes them.
        Kind::Header => in_header && headers["authorization"] == *basic(CANARY),
        Kind::CodeFirst => true,
    };
    let error = if right { "invalid_grant" } else { "invalid_client" };
    let status = if right { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED };
    (status, Json(json!({ "error": error })))
}

fn basic(secret: &str) -> String {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    format!("Basic {}", BASE64_STANDARD.encode(format!("work:{secret}")))
}

/// An upstream of that kind. Its keys are those of the demonstration provider.
async fn upstream(api: &Api, kind: Kind) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{}/.well-known/jwks.json", api.fixture.op.issuer()),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    });
    let router = Router::new()
        .route("/.well-known/openid-configuration", axum::routing::get(move || async { Json(metadata) }))
        .route("/authorize", axum::routing::get(|| async { "a page" }))
        .route("/token", axum::routing::post(token))
        .with_state(kind);
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
        assert!(outcome == "failed" && !detail.contains("takes the secret"), "it is wrong in both places: {report}");
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

/// UP-17: nothing has tested whether the callback URLs are registered.
#[tokio::test]
async fn callback_urls_are_not_tested() {
    let api = Api::with_upstream().await;
    let report = check(&api, api.fixture.op.issuer(), CANARY, json!({})).await;
    assert_eq!(step(&report, "callback_urls").0, "skipped", "{report}");
    assert_eq!(report["ok"], true);
}
