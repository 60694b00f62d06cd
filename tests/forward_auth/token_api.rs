//! Personal access tokens by the JSON API: for their person, and for an administrator.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_store::EventKind;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use crate::{
    SCRIPT, behind_a_proxy,
    tokens::{bearer, make},
};

const API: &str = "/api/auth/tokens";
const JSON: (&str, &str) = ("content-type", "application/json");
const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");

fn wanted(change: &Value) -> Value {
    let mut body = json!({ "name": "Backup", "hosts": ["app.example.com"] });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

async fn create(browser: &Browser, body: &Value) -> Answer {
    browser.send(Method::POST, API, &[SCRIPT, JSON, OWN_PAGE], Some(body.to_string())).await
}

async fn delete(browser: &Browser, path: &str) -> Answer {
    browser.send(Method::DELETE, path, &[SCRIPT, OWN_PAGE], None).await
}

/// Whether a program with that token is let in.
async fn is_let_in(fixture: &ServerFixture, token: &str) -> bool {
    let headers = [
        SCRIPT,
        ("authorization", &*bearer(token)),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "app.example.com"),
        ("x-forwarded-uri", "/"),
    ];
    fixture.browser().send(Method::GET, "/api/auth/verify", &headers, None).await.status == StatusCode::OK
}

fn problem(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

/// FA-30, FA-31: made, shown once, listed, revoked.
#[tokio::test]
async fn a_person_makes_lists_and_revokes() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    assert_eq!(amara.get_json(API).await.json(), json!({ "items": [], "next": null }));
    let made = create(&amara, &wanted(&json!({ "days": 7, "hosts": ["app.example.com", "*.home.example"] }))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let made = made.json();
    let token = made["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("vpt_") && is_let_in(&fixture, &token).await);
    let listed = amara.get_json(API).await;
    assert!(!listed.body.contains(&token), "once");
    let item = listed.json()["items"][0].clone();
    assert_eq!(item["hosts"], json!(["app.example.com", "*.home.example"]));
    assert_eq!((&item["name"], &item["provider"], &item["apps"]), (&json!("Backup"), &json!("op"), &json!([])));
    assert_eq!(item["id"], made["id"]);
    let days = |from: &str, to: &str| {
        let time = |name: &str| chrono::DateTime::parse_from_rfc3339(item[name].as_str().unwrap()).unwrap();
        (time(to) - time(from)).num_days()
    };
    assert_eq!(days("created_at", "expires_at"), 7);
    let usual = create(&amara, &wanted(&json!({}))).await.json();
    assert_eq!(usual["expires_at"].as_str().unwrap()[..10], *"2027-02-01", "90 days");

    let path = format!("{API}/{}", item["id"].as_str().unwrap());
    assert_eq!(delete(&amara, &path).await.status, StatusCode::NO_CONTENT);
    assert!(!is_let_in(&fixture, &token).await);
    assert_eq!(problem(&delete(&amara, &path).await), (404, "not_found".to_owned()));
    let kinds: Vec<_> = fixture.audit().await.into_iter().map(|entry| entry.event.kind).collect();
    for (kind, times) in [(EventKind::PersonalTokenCreated, 2), (EventKind::PersonalTokenRevoked, 1)] {
        assert_eq!(kinds.iter().filter(|found| **found == kind).count(), times, "{kind:?}");
    }
}

/// FA-30: each refusal by its code, and by the place of the mistake; nothing is made.
#[tokio::test]
async fn what_is_not_right_is_refused_at_its_place() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    let many: Vec<_> = (0..21).map(|number| format!("h{number}.example")).collect();
    for (change, pointer) in [
        (json!({ "name": " " }), "/name"),
        (json!({ "name": "n".repeat(61) }), "/name"),
        (json!({ "days": 0 }), "/days"),
        (json!({ "days": 366 }), "/days"),
        (json!({ "hosts": ["app.example.com", "https://a.example/"] }), "/hosts/1"),
        (json!({ "hosts": ["a.example,b.example"] }), "/hosts/0"),
        (json!({ "hosts": [] }), "/hosts"),
        (json!({ "hosts": many }), "/hosts"),
        (json!({ "apps": ["gone"] }), "/apps/0"),
    ] {
        let refused = create(&amara, &wanted(&change)).await;
        assert_eq!(problem(&refused), (422, "invalid_parameter".to_owned()), "{change}");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
    }
    for body in ["", "[]", "{\"hosts\": [\"a.example\"]}", "{\"name\": \"a\", \"hosts\": [\"a.example\"], \"for\": 1}"]
    {
        let refused = amara.send(Method::POST, API, &[SCRIPT, JSON, OWN_PAGE], Some(body.to_owned())).await;
        assert_eq!(problem(&refused), (400, "invalid_json".to_owned()), "{body}");
    }
    for media_type in ["application/x-www-form-urlencoded", "text/plain"] {
        let headers = [SCRIPT, OWN_PAGE, ("content-type", media_type)];
        let refused = amara.send(Method::POST, API, &headers, Some(wanted(&json!({})).to_string())).await;
        assert_eq!(problem(&refused), (415, "unsupported_media_type".to_owned()), "{media_type}");
    }
    assert_eq!(amara.get_json(API).await.json()["items"], json!([]));
}

/// FA-30, FA-32: by the person alone, from a page of ours, in a session, which is fresh where a token is made.
#[tokio::test]
async fn nobody_else_makes_or_revokes_one() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let (amara, joonas, nobody) = (fixture.browser(), fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    joonas.sign_in_as("op", "joonas").await;
    let made = create(&amara, &wanted(&json!({}))).await.json();
    let (token, path) = (made["token"].as_str().unwrap(), format!("{API}/{}", made["id"].as_str().unwrap()));

    let unauthenticated = (401, "unauthenticated".to_owned());
    assert_eq!(problem(&create(&nobody, &wanted(&json!({}))).await), unauthenticated);
    assert_eq!(problem(&delete(&nobody, &path).await), unauthenticated);
    assert_eq!(problem(&nobody.get_json(API).await), unauthenticated);
    let by_token = [SCRIPT, JSON, OWN_PAGE, ("authorization", &*bearer(token))];
    for (method, path) in [(Method::GET, API), (Method::POST, API), (Method::DELETE, &*path)] {
        let answer = nobody.send(method.clone(), path, &by_token, Some(wanted(&json!({})).to_string())).await;
        assert_eq!(problem(&answer), unauthenticated, "a token makes and ends none: {method}");
    }
    for site in ["cross-site", "same-site"] {
        let headers = [SCRIPT, JSON, ("sec-fetch-site", site), ("origin", "https://evil.example")];
        let forged = amara.send(Method::POST, API, &headers, Some(wanted(&json!({})).to_string())).await;
        assert_eq!(problem(&forged), (403, "csrf".to_owned()), "{site}");
        assert_eq!(problem(&amara.send(Method::DELETE, &path, &headers, None).await), (403, "csrf".to_owned()));
    }
    let not_found = (404, "not_found".to_owned());
    assert_eq!(problem(&delete(&joonas, &path).await), not_found, "somebody else's");
    assert_eq!(joonas.get_json(API).await.json()["items"], json!([]));
    assert_eq!(problem(&delete(&amara, &format!("{API}/x")).await), not_found);
    assert!(is_let_in(&fixture, token).await, "nobody has ended it");

    for _ in 1..50 {
        assert_eq!(create(&amara, &wanted(&json!({}))).await.status, StatusCode::CREATED);
    }
    let full = create(&amara, &wanted(&json!({}))).await;
    assert_eq!(problem(&full), (409, "too_many_personal_tokens".to_owned()));
    fixture.clock.advance(Duration::minutes(11));
    assert_eq!(problem(&create(&amara, &wanted(&json!({}))).await), (403, "fresh_sign_in_required".to_owned()));
    assert_eq!(delete(&amara, &path).await.status, StatusCode::NO_CONTENT, "revoking needs none");
}

/// FA-31: an administrator lists and revokes those of a person, and makes none.
#[tokio::test]
async fn an_administrator_lists_and_revokes() {
    let admins = json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings: admins, ..behind_a_proxy() }).await;
    let (amara, joonas) = (fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    joonas.sign_in_as("op", "joonas").await;
    let token = make(&joonas, "app.example.com").await;
    let id = |browser: &Browser| {
        let browser = browser.reconnected();
        async move { browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned() }
    };
    let path = format!("/api/admin/users/{}/tokens", id(&joonas).await);
    let list = async |browser: &Browser, path: &str| browser.send(Method::GET, path, &[SCRIPT, OWN_PAGE], None).await;
    let listed = list(&amara, &path).await;
    assert_eq!(listed.json()["items"][0]["name"], "Television", "{}", listed.body);
    assert!(!listed.body.contains(&token));
    let one = format!("{path}/{}", listed.json()["items"][0]["id"].as_str().unwrap());

    let forbidden = (403, "forbidden".to_owned());
    assert_eq!(problem(&list(&joonas, &path).await), forbidden);
    assert_eq!(problem(&delete(&joonas, &one).await), forbidden);
    assert_eq!(problem(&list(&fixture.browser(), &path).await), (401, "unauthenticated".to_owned()));
    let cross_site = [SCRIPT, ("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    let forged = amara.send(Method::DELETE, &one, &cross_site, None).await;
    assert_eq!(problem(&forged), (403, "csrf".to_owned()));
    let made = amara.send(Method::POST, &path, &[SCRIPT, JSON, OWN_PAGE], Some(wanted(&json!({})).to_string())).await;
    assert_eq!(made.status, StatusCode::METHOD_NOT_ALLOWED, "{}", made.body);
    let not_found = (404, "not_found".to_owned());
    let of_other = one.replace(&id(&joonas).await, &id(&amara).await);
    for absent in [&*of_other, &*format!("{path}/x"), "/api/admin/users/x/tokens/x"] {
        assert_eq!(problem(&delete(&amara, absent).await), not_found, "{absent}");
    }
    assert_eq!(problem(&list(&amara, "/api/admin/users/x/tokens").await), not_found);
    assert_eq!(problem(&list(&amara, &format!("{path}?x=1")).await), (422, "invalid_parameter".to_owned()));
    assert!(is_let_in(&fixture, &token).await, "nobody has ended it");

    assert_eq!(delete(&amara, &one).await.status, StatusCode::NO_CONTENT);
    assert!(!is_let_in(&fixture, &token).await);
    let events = fixture.audit().await;
    let revoked = events.iter().find(|entry| entry.event.kind == EventKind::PersonalTokenRevoked).unwrap();
    assert!(revoked.event.detail.as_deref().unwrap().ends_with("named Television"), "{revoked:?}");
}
