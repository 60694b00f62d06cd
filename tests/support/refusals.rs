//! A log with refusals in it, as programs read it that block addresses.

use http::{Method, StatusCode};

use crate::installation::{Installation, provider};

/// The address of a wrong password, that of `tokens` requests with a bad token, and that of somebody without the rights.
pub const REFUSED: [&str; 3] = ["192.0.2.1", "2001:db8::1", "192.0.2.3"];

/// What a server logs of these refusals, of a sign-in, and of what it logs otherwise. The wrong password comes with an address
/// that tries to name another one.
pub async fn log_of_refusals(tokens: usize) -> String {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_NETWORK__TRUSTED_PROXIES", "127.0.0.1");
    installation.set("VESTIBULE_LIMITS__PASSWORD_PER_MINUTE", "0");
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let browser = installation.browser();
    let origin = installation.base.origin().ascii_serialization();
    let from = |address: &'static str| ("x-forwarded-for", address);
    let json = ("content-type", "application/json");
    let body = r#"{"email":"\",\"address\":\"192.0.2.99\"@x","password":"wrong wrong wrong"}"#;
    let headers = [from(REFUSED[0]), json, ("origin", &*origin), ("accept", "application/json")];
    let answer = browser.send(Method::POST, "/api/auth/password", &headers, Some(body.to_owned())).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer:?}");
    for _ in 0..tokens {
        let token = ("authorization", "Bearer vst_wrong");
        let answer = browser.send(Method::GET, "/api/admin/providers", &[from(REFUSED[1]), token], None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    browser.sign_in("op").await;
    let answer = browser.send(Method::GET, "/api/admin/providers", &[from(REFUSED[2])], None).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    program.terminate().await.stderr
}
