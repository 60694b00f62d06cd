//! A small OpenID provider whose every answer can be changed by the test, and which remembers what it was asked.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    response::Response,
};
use serde_json::{Value, json};
use vestibule_core::definition::SigningAlgorithm;

use super::{NONCE, NOW};
use vestibule_jose::test_keys::{TestKey, jwks, token_with};

/// Who signs the ID token.
#[derive(Clone, Copy)]
pub(crate) enum Signer {
    Own(TestKey, SigningAlgorithm),
    Foreign,
}

/// One request, as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) authorization: Option<String>,
    pub(crate) form: BTreeMap<String, String>,
}

/// What the upstream says.
pub(crate) struct Script {
    pub(crate) discovery: Value,
    pub(crate) jwks: Value,
    /// Changes to the claims of the ID token; null removes one.
    pub(crate) claims: Value,
    pub(crate) header: Value,
    pub(crate) signer: Signer,
    /// Status, content type and body by path, instead of the honest answer.
    pub(crate) raw: BTreeMap<&'static str, (u16, &'static str, String)>,
    pub(crate) userinfo: Value,
    /// `WWW-Authenticate` of every answer, unless empty.
    pub(crate) challenge: String,
    seen: BTreeMap<String, Vec<Seen>>,
}

#[derive(Clone)]
pub(crate) struct Upstream {
    pub(crate) url: String,
    script: Arc<Mutex<Script>>,
}

impl Upstream {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = Script {
            discovery: json!({
                "issuer": url,
                "authorization_endpoint": format!("{url}/authorize"),
                "token_endpoint": format!("{url}/token"),
                "userinfo_endpoint": format!("{url}/userinfo"),
                "jwks_uri": format!("{url}/jwks"),
                "end_session_endpoint": format!("{url}/logout"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }),
            jwks: jwks(),
            claims: json!({}),
            header: json!({ "alg": "RS256", "kid": "rsa", "typ": "JWT" }),
            signer: Signer::Own(TestKey::Rsa, SigningAlgorithm::RS256),
            raw: BTreeMap::new(),
            userinfo: json!({ "sub": "u1", "email": "jane@example.com", "email_verified": true, "name": "Jane" }),
            challenge: String::new(),
            seen: BTreeMap::new(),
        };
        let upstream = Self { url, script: Arc::new(Mutex::new(script)) };
        let router = Router::new().fallback(answer).with_state(upstream.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        upstream
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    /// Adds members to the discovery document; null removes one.
    pub(crate) fn discovery(&self, patch: Value) {
        self.change(|script| merge(&mut script.discovery, &patch));
    }

    pub(crate) fn raw(&self, path: &'static str, status: u16, body: impl Into<String>) {
        self.change(|script| drop(script.raw.insert(path, (status, "application/json", body.into()))));
    }

    /// An ID token with these claims changed.
    pub(crate) fn id_token(&self, claims: &Value) -> String {
        let mut script = self.script.lock().unwrap();
        let before = std::mem::replace(&mut script.claims, claims.clone());
        let token = script.id_token(&self.url);
        script.claims = before;
        token
    }

    pub(crate) fn seen(&self, path: &str) -> Vec<Seen> {
        self.script.lock().unwrap().seen.get(path).cloned().unwrap_or_default()
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.seen(path).len()
    }
}

fn merge(target: &mut Value, patch: &Value) {
    for (name, value) in patch.as_object().unwrap() {
        if value.is_null() {
            target.as_object_mut().unwrap().remove(name);
        } else {
            target[name] = value.clone();
        }
    }
}

impl Script {
    pub(crate) fn id_token(&self, issuer: &str) -> String {
        let mut claims = json!({
            "iss": issuer, "sub": "u1", "aud": "client", "exp": NOW + 300, "iat": NOW, "nonce": NONCE, "sid": "session-1",
        });
        merge(&mut claims, &self.claims);
        match self.signer {
            Signer::Own(key, algorithm) => token_with(key, algorithm, &self.header, &claims),
            Signer::Foreign => TestKey::foreign_rsa(&self.header, &claims),
        }
    }
}

async fn answer(State(upstream): State<Upstream>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_else(|_| Bytes::new());
    let form = url::form_urlencoded::parse(&body).into_owned().collect();
    let authorization = parts.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    let path = parts.uri.path().to_owned();
    let mut script = upstream.script.lock().unwrap();
    script.seen.entry(path.clone()).or_default().push(Seen { authorization, form });
    let (status, kind, body) = script.raw.get(path.as_str()).cloned().unwrap_or_else(|| {
        let json = |value: &Value| (200, "application/json", value.to_string());
        match path.as_str() {
            "/.well-known/openid-configuration" => json(&script.discovery),
            "/jwks" => json(&script.jwks),
            "/token" => json(&json!({
                "access_token": "the-access-token", "token_type": "Bearer", "expires_in": 3600,
                "id_token": script.id_token(&upstream.url),
            })),
            "/userinfo" => json(&script.userinfo),
            "/par" => (201, "application/json", json!({ "request_uri": "urn:par:1", "expires_in": 60 }).to_string()),
            _ => (404, "text/plain", String::new()),
        }
    });
    let mut response = Response::builder().status(status).header("content-type", kind);
    if !script.challenge.is_empty() {
        response = response.header("www-authenticate", script.challenge.as_bytes());
    }
    if (300..400).contains(&status) {
        response = response.header("location", body.clone());
    }
    response.body(body.into()).unwrap()
}
