//! Rate limits by client address, and that a valid flow never meets one.

use http::{Method, StatusCode};
use vestibule_server::Limits;
use vestibule_tests::{ServerFixture, Setup};

/// RL-01, RL-02.
#[tokio::test]
async fn too_many_beginnings() {
    let limits = Limits { authorize: 5, callback_failures: 0, password: 0 };
    let fixture = ServerFixture::with(Setup { limits, ..Setup::default() }).await;
    let mut refused = 0;
    for attempt in 0..10 {
        let forged = format!("203.0.113.{attempt}");
        let headers = [("x-forwarded-for", &*forged), ("accept", "application/json")];
        let answer = fixture.browser().send(Method::GET, "/api/auth/providers/op/authorize", &headers, None).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            assert_eq!(answer.code(), "rate_limited");
            assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
            assert!(answer.set_cookies().is_empty());
        }
    }
    assert_eq!(refused, 5, "a forged address is no way around");
}

/// RL-04: bad callbacks of an address do not keep a good one of the same address out.
#[tokio::test]
async fn too_many_bad_callbacks() {
    let limits = Limits { authorize: 0, callback_failures: 3, password: 0 };
    let fixture = ServerFixture::with(Setup { limits, ..Setup::default() }).await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(fixture.browser().get("/api/auth/providers/op/callback?code=c&state=s").await.code());
    }
    assert_eq!(codes, ["invalid_state", "invalid_state", "invalid_state", "rate_limited", "rate_limited"]);
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    assert_eq!(fixture.audit().await.len(), 1);
}
