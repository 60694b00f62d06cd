//! Signing out: here first, then at the upstream.

use http::{Method, StatusCode};
use vestibule_demo_idp::{Endpoint, Rotation, faults::Fault};
use vestibule_store::EventKind;
use vestibule_tests::ServerFixture;

/// LO-01: the local session is dead before the redirect, and the upstream learns whose session it was.
#[tokio::test]
async fn both_sessions_end() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let cookie = browser.cookies("session").remove(0);
    let answer = browser.post_form("/api/auth/logout", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let upstream = answer.location().unwrap();
    assert!(upstream.as_str().starts_with(fixture.op.issuer()), "{upstream}");
    for (name, value) in
        [("client_id", "op"), ("post_logout_redirect_uri", &fixture.environment.base.origin().ascii_serialization())]
    {
        assert_eq!(answer.sent_on(name).as_deref(), Some(value), "{name}");
    }
    assert!(answer.sent_on("id_token_hint").is_some_and(|hint| hint.split('.').count() == 3));
    assert!(answer.sent_on("state").is_some_and(|state| state.len() >= 22));

    // CK-03: the cookie is dead even if somebody kept it.
    browser.plant(&cookie.0, &cookie.1);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    browser.forget("session");

    let back = browser.get(upstream).await;
    assert_eq!(fixture.op.requests().count(Endpoint::EndSession), 1);
    let home = browser.get(back.location().expect("the provider sends back")).await;
    assert!(home.body.contains("You have signed out") && home.body.contains("Sign in with Pocket ID"), "{}", home.body);
    assert!(!browser.get("/").await.body.contains("You have signed out"), "it is said once");
    assert_eq!(fixture.audit().await[0].event.kind, EventKind::SignOut);
}

#[tokio::test]
async fn a_program_gets_json() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let answer = browser.send(Method::POST, "/api/auth/logout", &headers, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.json()["redirect_to"].as_str().unwrap().starts_with(fixture.op.issuer()));
    let again = browser.send(Method::POST, "/api/auth/logout", &headers, None).await;
    assert_eq!((again.status, &again.json()["redirect_to"]), (StatusCode::OK, &"/".into()), "nobody is signed in");
}

/// LO-18: an upstream that refuses, fails or is gone cannot keep anybody signed in, and who comes back learns so.
#[tokio::test]
async fn the_upstream_is_of_no_help() {
    for problem in ["it refuses", "it fails", "its keys are others now", "it is gone"] {
        let fixture = ServerFixture::new().await;
        let browser = fixture.browser();
        browser.sign_in("op").await;
        match problem {
            "it refuses" => fixture.op.faults().set(Endpoint::EndSession, Fault::new().status(StatusCode::BAD_REQUEST)),
            "it fails" => {
                fixture.op.faults().set(Endpoint::EndSession, Fault::new().status(StatusCode::INTERNAL_SERVER_ERROR));
            }
            "its keys are others now" => fixture.op.rotate_keys(Rotation::Replace).await.unwrap(),
            _ => fixture.op.shutdown().await,
        }
        let left = browser.post_form("/api/auth/logout", &[]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{problem}");
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "{problem}");
        if problem != "it is gone" {
            browser.get(left.location().unwrap()).await;
        }
        let home = browser.get("/").await;
        assert!(home.body.contains("You have signed out"), "{problem}: {}", home.body);
    }
}

/// CF-01, CF-03: another site cannot sign anybody out.
#[tokio::test]
async fn another_site_asks() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    for headers in [
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
        [("origin", "null"), ("accept", "application/json")],
        [("sec-fetch-site", "same-site"), ("accept", "application/json")],
    ] {
        let answer = browser.send(Method::POST, "/api/auth/logout", &headers, None).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "csrf"), "{headers:?}");
    }
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK);
}
