//! Where a person is signed in, over the API.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::{ids::Ref, random::OsRandom};
use vestibule_store::EventKind;
use vestibule_tests::{Answer, Browser, ServerFixture};

async fn sessions(browser: &Browser) -> Vec<Value> {
    let answer = browser.get_json("/api/auth/sessions").await;
    assert_eq!((answer.status, &answer.json()["next"]), (StatusCode::OK, &Value::Null), "{}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

async fn end(browser: &Browser, id: &str) -> Answer {
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    browser.send(Method::DELETE, format!("/api/auth/sessions/{id}"), &headers, None).await
}

fn id_where(sessions: &[Value], current: bool) -> String {
    let found = sessions.iter().find(|session| session["current"] == current).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_sees_their_sessions() {
    let fixture = ServerFixture::new().await;
    let (desk, phone) = (fixture.browser(), fixture.browser());
    desk.sign_in("op").await;
    fixture.clock.advance(chrono::Duration::seconds(90));
    let agent = [("accept", "text/html"), ("user-agent", "Phone/2.0 <script>")];
    let callback = phone.callback_of("op").await;
    phone.send(Method::GET, callback, &agent, None).await;
    let seen = sessions(&desk).await;
    let [newest, oldest] = &seen[..] else { panic!("two sessions: {seen:?}") };
    assert_eq!((&newest["current"], &oldest["current"]), (&false.into(), &true.into()));
    assert_eq!((&newest["user_agent"], &oldest["user_agent"]), (&"Phone/2.0 <script>".into(), &Value::Null));
    assert_eq!((&newest["address"], &newest["provider"]), (&"127.0.0.1".into(), &"op".into()));
    assert_eq!(newest["created_at"], "2026-11-03T12:01:30Z");
    assert_eq!(newest["last_used_at"], newest["created_at"]);
    assert_eq!(newest["expires_at"], "2026-11-04T00:01:30Z");
    assert!(!seen.iter().any(|session| session.to_string().contains(&desk.cookies("session")[0].1)));
}

pub(super) fn reference() -> Ref {
    Ref::generate(&OsRandom)
}

/// SE-01, SE-02: an answer says how many.
#[tokio::test]
async fn all_others_end_however_many() {
    let fixture = ServerFixture::new().await;
    let (first, last) = (fixture.browser(), fixture.browser());
    first.sign_in("op").await;
    for _ in 0..102 {
        fixture.clock.advance(chrono::Duration::milliseconds(1));
        fixture.browser().sign_in("op").await;
    }
    assert_eq!(first.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "the oldest went");
    last.sign_in("op").await;
    assert_eq!(sessions(&last).await.len(), 100);
    let own = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let answer = last.send(Method::DELETE, "/api/auth/sessions", &own, None).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "sessions_ended": 99 })));
    assert_eq!(sessions(&last).await.len(), 1);
    let event = fixture.audit().await.remove(0).event;
    assert_eq!(event.detail.as_deref(), Some("all other sessions; 99 sessions ended"));
    let foreign = [("accept", "application/json"), ("sec-fetch-site", "cross-site")];
    let answer = last.send(Method::DELETE, "/api/auth/sessions", &foreign, None).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "csrf"));
}

/// CK-09: the other browser is out with its next request, and this one stays in.
#[tokio::test]
async fn another_browser_is_signed_out_at_once() {
    let fixture = ServerFixture::new().await;
    let (desk, phone) = (fixture.browser(), fixture.browser());
    desk.sign_in("op").await;
    phone.sign_in("op").await;
    assert_eq!(phone.get_json("/api/auth/session").await.status, StatusCode::OK, "and is in memory now");
    let other = id_where(&sessions(&desk).await, false);
    let answer = end(&desk, &other).await;
    assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(phone.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sessions(&desk).await.len(), 1);
    assert_eq!(end(&desk, &other).await.status, StatusCode::NOT_FOUND, "it has ended");
    let event = fixture.audit().await.remove(0).event;
    assert_eq!((event.kind, event.user.is_some()), (EventKind::SignOut, true));
}

#[tokio::test]
async fn ending_the_own_session_signs_out() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let cookie = browser.cookies("session").remove(0);
    let answer = end(&browser, &id_where(&sessions(&browser).await, true)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(browser.cookies("session").is_empty(), "{:?}", answer.set_cookies());
    browser.plant(&cookie.0, &cookie.1);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn sessions_of_others_do_not_exist() {
    let fixture = ServerFixture::new().await;
    let (mei, noor) = (fixture.browser(), fixture.browser());
    mei.sign_in_as("op", "mei").await;
    noor.sign_in_as("op", "noor").await;
    let of_mei = id_where(&sessions(&mei).await, true);
    assert_eq!(sessions(&noor).await.len(), 1);
    for id in [of_mei.as_str(), "00000000-0000-0000-0000-000000000000", "x", "%2e%2e"] {
        let answer = end(&noor, id).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{id}");
    }
    assert_eq!(mei.get_json("/api/auth/session").await.status, StatusCode::OK);
}

/// CF-01, CF-03.
#[tokio::test]
async fn who_may_not() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let answer = browser.get_json("/api/auth/sessions").await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    assert_eq!(end(&browser, "x").await.status, StatusCode::UNAUTHORIZED);
    browser.sign_in("op").await;
    let path = format!("/api/auth/sessions/{}", id_where(&sessions(&browser).await, true));
    let evil = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("accept", "application/json")];
    let answer = browser.send(Method::DELETE, &path, &evil, None).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "csrf"));
    let answer = browser.send(Method::POST, &path, &evil, None).await;
    assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("DELETE")));
    assert_eq!(sessions(&browser).await.len(), 1);
}
