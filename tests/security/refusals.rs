//! What a refusal leaves behind, and how little of it a flood leaves.

use http::{Method, StatusCode};
use vestibule_core::code::ErrorCode;
use vestibule_store::{Actor, AuditEntry, EventKind, Outcome};
use vestibule_tests::{Answer, Browser, ServerFixture};

async fn with_token(browser: &Browser, path: &str) -> Answer {
    let headers = [("accept", "application/json"), ("authorization", "Bearer vst_wrong")];
    browser.send(Method::GET, path, &headers, None).await
}

fn reference(answer: &Answer) -> String {
    answer.json()["ref"].as_str().unwrap().to_owned()
}

async fn refusals(fixture: &ServerFixture) -> Vec<AuditEntry> {
    let all = fixture.audit().await;
    all.into_iter().filter(|entry| entry.event.outcome == Outcome::Failed).collect()
}

/// AU-02.
#[tokio::test]
async fn au_02_whoever_is_refused_leaves_a_trace() {
    let fixture = ServerFixture::new().await;
    let (other, noor) = (fixture.browser(), fixture.browser());
    noor.sign_in_as("op", "noor").await;
    let user = noor.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    let same_origin = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let wrong = r#"{"email":"root@example.com","password":"not the right one"}"#;
    let json = [same_origin.as_slice(), &[("content-type", "application/json")]].concat();

    assert_eq!(other.get_json("/api/admin/users").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.get("/admin/users").await.status, StatusCode::SEE_OTHER);
    assert!(refusals(&fixture).await.is_empty(), "who is only not signed in is sent to sign in");

    let bad_token = with_token(&other, "/api/admin/users?search=x").await;
    let password = other.send(Method::POST, "/api/auth/password", &json, Some(wrong.to_owned())).await;
    let api = noor.send(Method::GET, "/api/admin/users", &same_origin, None).await;
    let page = noor.send(Method::GET, "/admin/users", &same_origin, None).await;
    for (name, answer, kind, code, actor, detail) in [
        ("a bad token", &bad_token, EventKind::AccessRefused, 401, Actor::Anonymous, Some("GET /api/admin/users")),
        ("a wrong password", &password, EventKind::SignIn, 401, Actor::Anonymous, None),
        ("no rights at the API", &api, EventKind::AccessRefused, 403, Actor::User(user), Some("GET /api/admin/users")),
        ("no rights at a page", &page, EventKind::AccessRefused, 403, Actor::User(user), Some("GET /admin/users")),
    ] {
        assert_eq!(answer.status, code, "{name}: {}", answer.body);
        let written = fixture.audit_of(&reference(answer)).await;
        let [entry] = &written[..] else { panic!("{name}: {written:?}") };
        let wanted = if code == 401 { ErrorCode::Unauthenticated } else { ErrorCode::Forbidden };
        assert_eq!((entry.event.kind, entry.event.code), (kind, Some(wanted)), "{name}");
        assert_eq!((&entry.event.actor, entry.event.address.as_deref()), (&actor, Some("127.0.0.1")), "{name}");
        assert!(detail.is_none() || entry.event.detail.as_deref() == detail, "{name}: {:?}", entry.event.detail);
    }
    assert_eq!(refusals(&fixture).await.len(), 4);
}

/// AU-01: on both databases the rows are counted, not the requests.
#[tokio::test]
async fn au_01_a_flood_leaves_a_row_a_minute() {
    let fixture = ServerFixture::new().await;
    let other = fixture.browser();
    for _ in 0..150 {
        assert_eq!(with_token(&other, "/api/admin/users").await.status, StatusCode::UNAUTHORIZED);
    }
    let rows = refusals(&fixture).await.len();
    assert!((60..=62).contains(&rows), "{rows}: the share, and what comes back of it meanwhile");
    fixture.clock.advance(chrono::Duration::minutes(1));
    with_token(&other, "/api/admin/users").await;
    let after = refusals(&fixture).await;
    let said = after.iter().filter_map(|entry| entry.event.detail.as_deref()).find(|text| text.contains("of these"));
    let expected = format!("{} of these from this network within a minute", 150 - rows);
    assert!(said.is_some_and(|said| said.starts_with(&expected)), "{said:?}, and not {expected}");
}
