//! To whom an identity belongs: the rules of the pure table, over HTTP and with a real database.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_demo_idp::Person;
use vestibule_store::EventKind;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

async fn sign_in_as(browser: &Browser, provider: &str, who: &str) -> Answer {
    let begun = browser.get(format!("/api/auth/providers/{provider}/authorize?login_hint={who}")).await;
    let callback = browser.through_the_provider(&begun).await;
    browser.get(callback).await
}

async fn user(browser: &Browser) -> Value {
    browser.get_json("/api/auth/session").await.json()["user"].clone()
}

/// Somebody with the same address as Amara, under another subject.
fn impostor(verified: bool) -> Person {
    Person {
        email: Some("Amara@Example.com".to_owned()),
        email_verified: verified,
        ..Person::new("another-subject", "mallory", "Mallory", "Other")
    }
}

/// AC-01, AC-04, AC-11: neither an unverified address nor a second subject of one provider takes over a user.
#[tokio::test]
async fn an_address_is_not_an_account() {
    let more =
        vec![("second", json!({})), ("asks", json!({ "linking": "ask" })), ("never", json!({ "linking": "never" }))];
    let fixture = ServerFixture::with(Setup { more, ..Setup::default() }).await;
    let amara = fixture.browser();
    sign_in_as(&amara, "op", "amara").await;
    let before = user(&amara).await;

    for (name, provider, verified) in [
        ("AC-04 a second subject of the same provider", "op", true),
        ("AC-01 an unverified address", "second", false),
        ("AC-03 ask first", "asks", true),
        ("never", "never", true),
    ] {
        fixture.op.people().put(impostor(verified));
        let mallory = fixture.browser();
        let answer = sign_in_as(&mallory, provider, "mallory").await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "account_exists"), "{name}");
        assert_eq!(mallory.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "{name}");
        assert_eq!(user(&amara).await, before, "{name}: Amara's row is as it was");
    }
    // The person themselves, by another provider with a verified address.
    let other_door = fixture.browser();
    sign_in_as(&other_door, "second", "amara").await;
    assert_eq!(user(&other_door).await["id"], before["id"]);
}

/// AC-06: one subject at two providers is two identities; without a shared address, two users.
#[tokio::test]
async fn one_subject_at_two_providers() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let (first, second) = (fixture.browser(), fixture.browser());
    sign_in_as(&first, "op", "noor").await;
    sign_in_as(&second, "second", "noor").await;
    let (first, second) = (user(&first).await, user(&second).await);
    assert_ne!(first["id"], second["id"]);
    assert_ne!(first["username"], second["username"], "AC-10: a new name, never the existing account");
}

/// AC-07: a link follows the subject, not the address.
#[tokio::test]
async fn an_address_that_changes_hands() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "joonas").await;
    let joonas = user(&browser).await["id"].clone();
    let subject = fixture.op.people().find("joonas").map(|person| (*person).clone());
    let mut person = subject.unwrap_or_else(|| {
        let all = fixture.op.people().all();
        (**all.iter().find(|person| person.username == "joonas").unwrap()).clone()
    });
    person.email = Some("new@example.com".to_owned());
    fixture.op.people().put(person);
    let again = fixture.browser();
    sign_in_as(&again, "op", "joonas").await;
    assert_eq!(user(&again).await["id"], joonas);
}

/// §5: linking starts by POST, in a session, and ends in the same one.
#[tokio::test]
async fn linking_another_provider() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "noor").await;
    let noor = user(&browser).await["id"].clone();

    // CF-06, CF-03.
    let path = "/api/auth/providers/second/link";
    assert_eq!(browser.get_json(path).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let evil = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let foreign = browser.send(Method::POST, path, &evil, None).await;
    assert_eq!((foreign.status, &*foreign.code()), (StatusCode::FORBIDDEN, "csrf"));
    assert!(foreign.set_cookies().is_empty());
    let anonymous = fixture.browser().post_form(path, &[]).await;
    assert_eq!(anonymous.code(), "unauthenticated");

    let offer = "action=\"/api/auth/providers/second/link\"";
    assert!(browser.get("/account").await.body.contains(offer), "the account page offers it");
    let begun = browser.post_form(path, &[]).await;
    let callback = browser.through_the_provider(&begun).await;
    let landed = browser.get(callback).await;
    assert_eq!(landed.header("location"), Some("/account"), "the first person of the provider is linked");
    assert!(!browser.get("/account").await.body.contains(offer), "and offers it no more");
    let events = fixture.audit().await;
    assert_eq!(events[0].event.kind, EventKind::Link);

    // That identity signs in as Noor from now on.
    let by_the_link = fixture.browser();
    by_the_link.sign_in("second").await;
    assert_eq!(user(&by_the_link).await["id"], noor);

    // AC-15: it cannot be linked to somebody else as well.
    let other = fixture.browser();
    sign_in_as(&other, "op", "joonas").await;
    let begun = other.post_form(path, &[]).await;
    let callback = other.through_the_provider(&begun).await;
    assert_eq!(other.get(callback).await.code(), "identity_in_use");
}

/// §5: a person takes an identity away again, but never the last one.
#[tokio::test]
async fn unlinking() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let (browser, other) = (fixture.browser(), fixture.browser());
    sign_in_as(&browser, "op", "amara").await;
    sign_in_as(&browser, "second", "amara").await;
    sign_in_as(&other, "op", "joonas").await;
    let links_of = async |browser: &Browser| {
        let id = user(browser).await["id"].as_str().unwrap().parse().unwrap();
        fixture.application.store.list_links(id).await.unwrap()
    };
    let delete = async |browser: &Browser, id: &str, headers: &[(&str, &str)]| {
        browser.send(Method::DELETE, format!("/api/auth/links/{id}"), headers, None).await
    };
    let links = links_of(&browser).await;
    // Two links of one millisecond come in any order.
    let id_by = |provider: &str| links.iter().find(|link| link.provider.as_str() == provider).unwrap().id.to_string();
    let (first, second) = (id_by("op"), id_by("second"));
    let foreign = delete(&browser, &second, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!((foreign.status, &*foreign.code()), (StatusCode::FORBIDDEN, "csrf"));
    for id in [&*links_of(&other).await[0].id.to_string(), "nonsense", "01890000-0000-7000-8000-000000000000"] {
        let answer = delete(&browser, id, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{id}");
    }
    let unlinked = delete(&browser, &second, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!((unlinked.status, unlinked.json()), (StatusCode::OK, json!({ "sessions_ended": 1 })));
    assert_eq!(user(&browser).await, Value::Null, "it began with that identity");
    sign_in_as(&browser, "op", "amara").await;
    let last = delete(&browser, &first, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!((last.status, &*last.code()), (StatusCode::CONFLICT, "last_way_in"));
    assert_eq!(links_of(&browser).await.len(), 1);
    assert_eq!(links_of(&other).await.len(), 1);
}

/// ST-12: a link that was started in one session does not end in another.
#[tokio::test]
async fn a_link_of_another_session() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "noor").await;
    for (name, change) in [("signed out", None), ("somebody else", Some("joonas"))] {
        sign_in_as(&browser, "op", "noor").await;
        let begun = browser.post_form("/api/auth/providers/second/link", &[]).await;
        let callback = browser.through_the_provider(&begun).await;
        match change {
            None => browser.forget("session"),
            Some(who) => drop(sign_in_as(&browser, "op", who).await),
        }
        let answer = browser.get(callback).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "link_session_mismatch"), "{name}");
    }
    let fresh = fixture.browser();
    fresh.sign_in("second").await;
    assert_eq!(user(&fresh).await["username"], "amara", "nothing was linked");
}
