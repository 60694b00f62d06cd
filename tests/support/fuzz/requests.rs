//! What any browser sends: callback parameters, cookies, and headers that only a proxy should set.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock, Mutex},
};

use axum::{body::Body, extract::ConnectInfo};
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::json;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use vestibule_core::clock::FixedClock;

use crate::{RunningServer, TestEnvironment, provider_with};

const CALLBACK: &str = "/api/auth/providers/op/callback";
/// In corpora wherever an input tries to bring a host of their own.
const EVIL: &str = "evil.example";

/// One server with one provider, whose upstream is not there.
struct Inside {
    runtime: Runtime,
    server: RunningServer,
    _environment: TestEnvironment,
}

static SERVER: LazyLock<Mutex<Inside>> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (environment, server) = runtime.block_on(async {
        let (mut environment, listener) = TestEnvironment::new(Arc::new(FixedClock::at(1_793_707_200_000))).await;
        environment.settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        let credentials = json!({ "issuer_url": "http://localhost:1", "client_id": "client" });
        environment.providers.change(|all| all.push(provider_with("op", "oidc", &json!({}), &credentials)));
        let server = environment.open(listener).await;
        (environment, server)
    });
    Mutex::new(Inside { runtime, server, _environment: environment })
});

/// Asks the server. It has an answer for everything, and it never says yes to somebody without a flow or a session.
fn ask(request: Request<Body>) {
    let inside = SERVER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut request = request;
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let router = inside.server.application.router.clone();
    let answer: Response<Body> = inside.runtime.block_on(router.oneshot(request)).unwrap();
    assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    assert!(!cookies.into_iter().any(|line| line.to_str().unwrap().starts_with("vestibule_session=v")), "signed in");
    let location = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
    assert!(!location.is_some_and(|to| to.starts_with("//") || to.contains(&format!("//{EVIL}"))), "sent away");
    let body = inside.runtime.block_on(axum::body::to_bytes(answer.into_body(), 1 << 20)).unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("<script>alert"), "markup of an unknown client");
}

/// The parameters of a callback, in the address and as a form.
pub fn callback(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(request) =
        Request::get(format!("{CALLBACK}?{text}")).header(header::ACCEPT, "text/html").body(Body::empty())
    {
        ask(request);
    }
    let request = Request::post(CALLBACK).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    ask(request.body(Body::from(bytes.to_vec())).unwrap());
}

/// The cookie header, at every place that reads one.
pub fn cookies(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    for path in ["/login", "/account", "/api/auth/session", &format!("{CALLBACK}?state=s&code=c")] {
        ask(Request::get(path).header(header::COOKIE, &value).body(Body::empty()).unwrap());
    }
}

/// Headers about who asks and where, which anybody can write.
pub fn forwarded(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let names = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-uri", "forwarded", "host"];
    for path in ["/", "/login", "/api/auth/providers/op/authorize?return_to=/account"] {
        let request = names.iter().fold(Request::get(path), |request, name| request.header(*name, &value));
        ask(request.header(header::ORIGIN, &value).body(Body::empty()).unwrap());
    }
}
