//! Rate limits by client address, and that a valid flow never meets one.

use std::net::IpAddr;

use http::{Method, StatusCode};
use vestibule_server::Limits;
use vestibule_tests::{Answer, ServerFixture, Setup};

/// RL-01, RL-02: the address that counts is that of the connection, whatever a header says.
#[tokio::test]
async fn too_many_beginnings() {
    let limits = Limits { authorize: 5, ..NONE };
    let fixture = ServerFixture::with(Setup { limits, ..Setup::default() }).await;
    // Requests of two addresses: there is no proxy that everybody comes through.
    at_another_address(&fixture).await;
    let mut refused = 0;
    for attempt in 0..10 {
        let forged = format!("203.0.113.{attempt}");
        let answer = begin(&fixture, &forged).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            assert_eq!(answer.code(), "rate_limited");
            assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
            assert!(answer.set_cookies().is_empty());
        }
    }
    assert_eq!(refused, 5, "a forged address is no way around");
}

/// PX-13: behind a proxy that nobody named, one person does not use up everybody's share, and all together have a bound.
#[tokio::test]
async fn px_13_one_person_does_not_stop_everybody() {
    let limits = Limits { authorize: 5, ..NONE };
    let fixture = ServerFixture::with(Setup { limits, ..Setup::default() }).await;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(begin(&fixture, "203.0.113.1").await.status.as_u16());
    }
    assert_eq!(statuses, [303, 303, 303, 303, 303, 429, 429, 429], "the one who asks too often");
    assert_eq!(begin(&fixture, "203.0.113.2").await.status, StatusCode::SEE_OTHER, "and nobody else");
    let mut others = 0;
    for number in 0..120 {
        let answer = begin(&fixture, &format!("198.51.100.{number}")).await;
        others += usize::from(answer.status == StatusCode::SEE_OTHER);
    }
    assert!((60..=100).contains(&others), "twenty allowances together: {others}");
}

const NONE: Limits = Limits { authorize: 0, callback_failures: 0, password: 0 };

async fn begin(fixture: &ServerFixture, forwarded_for: &str) -> Answer {
    let headers = [("x-forwarded-for", forwarded_for), ("accept", "application/json")];
    fixture.browser().send(Method::GET, "/api/auth/providers/op/authorize", &headers, None).await
}

/// One forwarded request that comes from another address of this machine.
async fn at_another_address(fixture: &ServerFixture) {
    let client = reqwest::Client::builder().local_address(IpAddr::from([127, 0, 0, 2])).no_proxy().tls_certs_only([]);
    let url = format!("http://127.0.0.1:{}/healthz", fixture.environment.base.port().unwrap());
    let request = client.build().unwrap().get(url).header("x-forwarded-for", "203.0.113.1");
    assert!(request.send().await.unwrap().status().is_success());
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
