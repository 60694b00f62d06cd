//! Spans for an OpenTelemetry collector.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use tokio::{net::TcpListener, sync::Mutex};

use crate::installation::{Installation, SECRET, provider};

type Received = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn take(State(received): State<Received>, headers: HeaderMap, body: Bytes) -> StatusCode {
    received.lock().await.push((headers, body));
    StatusCode::OK
}

fn holds(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|window| window == text.as_bytes())
}

/// IN-14: a collector sees the steps of a sign-in and what was asked of the upstream, and nothing secret.
#[tokio::test]
async fn in_14_a_collector_sees_a_sign_in() {
    let received = Received::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/v1/traces", post(take)).with_state(received.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let mut installation = Installation::new();
    installation.set("VESTIBULE_LOG", "warn,vestibule_registry=info");
    let op = installation.upstream(&["op"]).await;
    let telemetry = format!("[telemetry]\notlp_endpoint = \"http://{address}\"\n[node]\nname = \"this-node\"\n");
    installation.configure(&format!("{telemetry}{}", provider("op", op.issuer())));
    let mut program = installation.start(&["serve"]);
    program.until_log("\"state\":\"ready\"").await;
    let browser = installation.browser();
    let callback = browser.callback_of("op").await;
    let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    let cookie = browser.cookies("session")[0].1.clone();
    // What waits is sent at the end.
    let ended = program.terminate().await;

    let received = received.lock().await;
    assert!(!received.is_empty(), "{}", ended.stderr);
    let all: Vec<u8> = received.iter().flat_map(|(_, body)| body.to_vec()).collect();
    for text in ["vestibule", "this-node", "authorize", "callback", "upstream", "purpose", "token", "userinfo", "op"] {
        assert!(holds(&all, text), "{text}");
    }
    for secret in [SECRET, &code, &cookie] {
        assert!(!holds(&all, secret), "{secret}");
    }
    assert!(!holds(&all, "traces"), "a request that sends spans makes none");
    assert!(received.iter().all(|(headers, _)| headers["content-type"] == "application/x-protobuf"));
}
