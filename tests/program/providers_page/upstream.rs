//! The guild of the page: OAuth 2.0 with a list of addresses, strict about client, code and code verifier.

use std::{collections::HashMap, sync::Arc};

use aws_lc_rs::digest;
use axum::{
    Form, Json, Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Parameters = HashMap<String, String>;

const TOKEN: &str = "Bearer the-access-token";

/// Starts it on loopback; returns its address.
pub(crate) async fn start(client_id: &str, secret: &str) -> String {
    let basic = Arc::new(format!("Basic {}", BASE64_STANDARD.encode(format!("{client_id}:{secret}"))));
    let router = Router::new()
        .route("/oauth/authorize", get(authorize))
        .route("/oauth/token", post(token))
        .route(
            "/api/me",
            get(|headers| protected(headers, json!({ "id": 4_711, "login": "wanda", "full_name": "Wanda Novak" }))),
        )
        .route(
            "/api/me/emails",
            get(|headers| {
                let old = json!({ "address": "old@example.com", "primary": false, "confirmed": true });
                protected(headers, json!([old, { "address": "wanda@example.com", "primary": true, "confirmed": true }]))
            }),
        )
        .with_state(basic);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Approves at once. The code carries the challenge that the verifier must fit.
async fn authorize(Query(query): Query<Parameters>) -> Response {
    let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
    if asked("code_challenge_method") != "S256" || asked("scope") != "me:read emails:read" {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut back = url::Url::parse(&asked("redirect_uri")).unwrap();
    back.query_pairs_mut().append_pair("code", &asked("code_challenge")).append_pair("state", &asked("state"));
    Redirect::to(back.as_str()).into_response()
}

async fn token(State(basic): State<Arc<String>>, headers: HeaderMap, Form(form): Form<Parameters>) -> Response {
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(basic.as_str()) {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
    }
    let value = |name: &str| form.get(name).cloned().unwrap_or_default();
    let hash = digest::digest(&digest::SHA256, value("code_verifier").as_bytes());
    if BASE64_URL_SAFE_NO_PAD.encode(hash) != value("code") {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    let access_token = TOKEN.trim_start_matches("Bearer ");
    Json(json!({ "access_token": access_token, "token_type": "Bearer" })).into_response()
}

async fn protected(headers: HeaderMap, document: Value) -> Response {
    match headers.get("authorization").and_then(|value| value.to_str().ok()) {
        Some(TOKEN) => Json(document).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// Starts the relay of the page, which does everything in its own way; returns its address.
pub(crate) async fn start_relay(client_id: &str, secret: &str) -> String {
    let client = Arc::new((client_id.to_owned(), secret.to_owned()));
    let router = Router::new()
        .route("/connect", get(connect))
        .route("/connect/token", post(relay_token))
        .route("/members/m-17", get(member))
        .with_state(client);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn connect(Query(query): Query<Parameters>) -> Response {
    let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
    let mut back = url::Url::parse(&asked("redirect_uri")).unwrap();
    back.query_pairs_mut().append_pair("code", "the-code").append_pair("state", &asked("state"));
    Redirect::to(back.as_str()).into_response()
}

/// Refuses with the status 200.
async fn relay_token(State(client): State<Arc<(String, String)>>, Form(form): Form<Parameters>) -> Response {
    let value = |name: &str| form.get(name).cloned().unwrap_or_default();
    if (value("client_id"), value("client_secret")) != *client {
        return Json(json!({ "fault": "unknown_client" })).into_response();
    }
    if value("code") != "the-code" {
        return Json(json!({ "fault": "code_used" })).into_response();
    }
    let data = json!({ "bearer": "the-access-token", "member_id": "m-17", "teams": ["blue"] });
    Json(json!({ "data": data, "token_type": "member" })).into_response()
}

async fn member(State(client): State<Arc<(String, String)>>, headers: HeaderMap) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if (header("authorization"), header("x-client")) != (Some(TOKEN), Some(client.0.as_str())) {
        return Json(json!({ "fault": "not_for_you" })).into_response();
    }
    Json(json!({ "display": "Ines Faro" })).into_response()
}
