//! What browsers load without anybody waiting for it, and what other sites learn of us.

use http::{Method, StatusCode};
use serde_json::json;
use vestibule_demo_idp::Endpoint;
use vestibule_tests::{ServerFixture, Setup};

/// BR-24: prefetch, prerender, pictures and scripts start no flow and use none up.
#[tokio::test]
async fn br_24_a_load_that_nobody_waits_for_has_no_effect() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let flows = browser.cookies("flow");
    let (pushed, tokens) = (fixture.op.requests().count(Endpoint::Par), fixture.op.requests().count(Endpoint::Token));
    for (name, headers) in [
        ("prefetch", vec![("sec-purpose", "prefetch")]),
        ("prerender", vec![("sec-purpose", "prefetch;prerender"), ("sec-fetch-dest", "document")]),
        ("a picture", vec![("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")]),
        ("a script", vec![("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")]),
        ("fetch()", vec![("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")]),
        ("an older Safari", vec![("purpose", "preview")]),
    ] {
        for target in ["/api/auth/providers/op/authorize", callback.as_str()] {
            let headers = [&[("accept", "application/json")], &headers[..]].concat();
            let answer = browser.send(Method::GET, target, &headers, None).await;
            assert_eq!(
                (answer.status, &*answer.code()),
                (StatusCode::FORBIDDEN, "not_a_navigation"),
                "{name}: {target}"
            );
            assert!(answer.set_cookies().is_empty() && answer.location().is_none(), "{name}: {target}");
        }
    }
    assert_eq!(browser.cookies("flow"), flows);
    let counted = (fixture.op.requests().count(Endpoint::Par), fixture.op.requests().count(Endpoint::Token));
    assert_eq!(counted, (pushed, tokens), "nothing upstream");
    assert!(fixture.audit().await.is_empty(), "nothing written");
    let click = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("accept", "text/html")];
    let landed = browser.send(Method::GET, callback, &click, None).await;
    assert_eq!(landed.header("location"), Some("/"), "the person's own visit counts");
}

/// BR-16: the upstream learns our origin, so that its "cancel" leads back; nobody learns a URL with a code in it.
#[tokio::test]
async fn br_16_an_upstream_learns_where_people_come_from() {
    let fixture = ServerFixture::with(Setup { more: vec![("other", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    let policy = "strict-origin-when-cross-origin";
    for path in ["/", "/login", "/login?error=access_denied&provider=op", "/api/auth/providers/op/authorize"] {
        assert_eq!(browser.get(path).await.header("referrer-policy"), Some(policy), "{path}");
    }
    let callback = browser.callback_of("op").await;
    let (refused, landed) = (fixture.browser().get(callback.as_str()).await, browser.get(callback).await);
    for answer in [refused, landed] {
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{}", answer.status);
    }
    let linked = browser.post_form("/api/auth/providers/other/link", &[]).await;
    assert_eq!((linked.status, linked.header("referrer-policy")), (StatusCode::SEE_OTHER, Some(policy)));
    assert_eq!(browser.get("/account").await.header("referrer-policy"), Some("same-origin"));
}
