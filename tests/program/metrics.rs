//! Who may read the metrics.

use http::{Method, StatusCode};
use url::Url;
use vestibule_tests::{
    Browser,
    installation::{Installation, METRICS_TOKEN, Port},
};

async fn ask(browser: &Browser, token: Option<&str>) -> StatusCode {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("accept", "application/json")];
    headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
    browser.send(Method::GET, "/metrics", &headers, None).await.status
}

/// PX-17: a request from this machine may be anybody's, by a proxy that adds no header.
#[tokio::test]
async fn px_17_metrics_are_for_those_with_a_token() {
    let mut installation = Installation::new();
    let own = Port::reserve();
    installation.set("VESTIBULE_METRICS__LISTEN", &own.address());
    let program = installation.serve().await;
    let browser = installation.browser();
    let elsewhere = Browser::new(&Url::parse(&format!("http://{}/", own.address())).unwrap());
    for (token, status) in [
        (None, StatusCode::UNAUTHORIZED),
        (Some(""), StatusCode::UNAUTHORIZED),
        (Some("metrics-token-of-the-test"), StatusCode::UNAUTHORIZED),
        (Some(METRICS_TOKEN), StatusCode::OK),
    ] {
        assert_eq!(ask(&browser, token).await, status, "{token:?}");
        assert_eq!(ask(&elsewhere, token).await, status, "{token:?}, at the address of its own");
    }
    assert_eq!(elsewhere.get("/login").await.status, StatusCode::NOT_FOUND, "nothing else is there");
    program.terminate().await;
    installation.set("VESTIBULE_METRICS__TOKEN", "short");
    let refusal = installation.refusal().await;
    assert!(refusal.contains("VESTIBULE_METRICS__TOKEN") && !refusal.contains("short"), "{refusal}");
}

/// PX-17: an address of its own is the operator's answer to who may read them.
#[tokio::test]
async fn px_17_an_address_of_their_own_needs_no_token() {
    let mut installation = Installation::new();
    let own = Port::reserve();
    installation.configure(&format!("[metrics]\nlisten = \"{}\"\n", own.address()));
    installation.unset("VESTIBULE_METRICS__TOKEN");
    let _program = installation.serve().await;
    let elsewhere = Browser::new(&Url::parse(&format!("http://{}/", own.address())).unwrap());
    assert_eq!(ask(&elsewhere, None).await, StatusCode::OK);
    assert_eq!(ask(&installation.browser(), None).await, StatusCode::UNAUTHORIZED);
}

/// PX-13, KY-16, KY-19: what should not stay so is said at the start and by `check`, with what to do.
#[tokio::test]
async fn px_13_warnings_at_the_start_and_by_check() {
    use std::{fs, os::unix::fs::PermissionsExt as _};
    let mut installation = Installation::new();
    installation.serve_once().await;
    installation.set("VESTIBULE_PUBLIC_URL", "https://auth.example.com");
    fs::set_permissions(installation.path("data"), fs::Permissions::from_mode(0o755)).unwrap();
    let said = [
        ("warning: ", "network.trusted_proxies is empty"),
        ("warning: ", "trusted_proxies = ["),
        ("fault: ", "chmod 700 "),
    ];
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(1), "the folder is the one fault: {}", checked.stdout);
    let mut program = installation.serve().await;
    program.until_log("no administrator").await;
    let log = program.terminate().await.stderr;
    for (kind, part) in said {
        assert!(
            checked.stdout.lines().any(|line| line.starts_with(kind) && line.contains(part)),
            "{part}: {}",
            checked.stdout
        );
        assert_eq!(log.lines().filter(|line| line.contains("WARN") && line.contains(part)).count(), 1, "{part}: {log}");
    }
    fs::set_permissions(installation.path("data/secret.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let refusal = installation.refusal().await;
    assert!(refusal.contains("chmod o= ") && refusal.contains("secret.key"), "{refusal}");
}

/// PX-13: behind a proxy that nobody named, that is said once, in the log and on the administration pages.
#[tokio::test]
async fn px_13_a_proxy_that_is_not_named_is_noticed() {
    let installation = Installation::new();
    let mut program = installation.serve().await;
    let browser = installation.browser();
    for _ in 0..20 {
        browser.send(Method::GET, "/login", &[("x-forwarded-for", "203.0.113.9")], None).await;
    }
    let line = program.until_log("all requests come from 127.0.0.1").await;
    assert!(line.contains("trusted_proxies = [\\\"127.0.0.1\\\"]"), "{line}");
    let log = program.terminate().await.stderr;
    assert_eq!(log.lines().filter(|line| line.contains("all requests come from")).count(), 1, "once");
}
