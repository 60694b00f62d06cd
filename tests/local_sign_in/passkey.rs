//! Passkeys, by the JSON endpoints: a software authenticator that can lie.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::{code::ErrorCode, ids::UserId};
use vestibule_store::{AuditEvent, EventKind, Outcome, UserChange};
use vestibule_tests::{Answer, Authenticator, Browser, ServerFixture, USER_PRESENT};

use crate::administrator::{EMAIL, PASSWORD, create, serve, try_password};

pub(crate) const HOME: &str = "198.51.100.7";

async fn send(browser: &Browser, method: Method, path: &str, body: Option<Value>) -> Answer {
    let headers = [("accept", "application/json"), ("content-type", "application/json"), ("x-forwarded-for", HOME)];
    browser.send(method, path, &headers, body.map(|body| body.to_string())).await
}

/// The options of a new challenge.
async fn options(browser: &Browser, path: &str) -> Value {
    let answer = send(browser, Method::POST, path, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["publicKey"].clone()
}

pub(crate) async fn challenge(browser: &Browser) -> Value {
    options(browser, "/api/auth/passkey/challenge").await
}

pub(crate) async fn answer(browser: &Browser, credential: &Value) -> Answer {
    let body = json!({ "credential": credential, "return_to": "/admin" });
    send(browser, Method::POST, "/api/auth/passkey", Some(body)).await
}

async fn add(browser: &Browser, name: &str, credential: &Value) -> Answer {
    let body = json!({ "name": name, "credential": credential });
    send(browser, Method::POST, "/api/auth/factors/passkeys", Some(body)).await
}

/// Signs in with the password, and registers a passkey.
pub(crate) async fn register(fixture: &ServerFixture, id: &[u8]) -> (Browser, Authenticator) {
    let own = fixture.browser();
    assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    let mut authenticator = Authenticator::new(&fixture.environment.base, id);
    let made = authenticator.create(&options(&own, "/api/auth/factors/passkeys/challenge").await);
    let added = add(&own, "A key", &made).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    (own, authenticator)
}

/// The newest event about a sign-in.
async fn last_sign_in(fixture: &ServerFixture) -> AuditEvent {
    let events = fixture.audit().await.into_iter().map(|entry| entry.event);
    events.into_iter().find(|event| event.kind == EventKind::SignIn).unwrap()
}

/// Fails with the code, begins no session and writes one event with that detail.
async fn refused(fixture: &ServerFixture, browser: &Browser, credential: &Value, code: ErrorCode, detail: &str) {
    let refusal = answer(browser, credential).await;
    assert_eq!((refusal.status.as_u16(), &*refusal.code()), (code.status(), code.as_str()), "{}", refusal.body);
    assert!(browser.cookies("session").is_empty(), "no session");
    let event = last_sign_in(fixture).await;
    assert_eq!((event.outcome, event.code), (Outcome::Failed, Some(code)));
    let found = event.detail.unwrap();
    assert!(found.contains(detail), "{found}");
    assert_eq!(event.reference.as_str(), refusal.json()["ref"].as_str().unwrap());
}

/// PK-01: a passkey is a complete sign-in, also where the password asks for a second factor.
#[tokio::test]
async fn a_passkey_signs_in() {
    let (fixture, user) = serve(0).await;
    let (own, mut authenticator) = register(&fixture, b"one").await;
    let listed = send(&own, Method::GET, "/api/auth/factors/passkeys", None).await.json();
    let [passkey] = &listed["passkeys"].as_array().unwrap()[..] else { panic!("{listed}") };
    assert_eq!(
        (&passkey["name"], &passkey["rp_id"], &passkey["usable"]),
        (&json!("A key"), &json!("localhost"), &json!(true))
    );
    assert_eq!(passkey["last_used_at"], Value::Null);
    assert_eq!(authenticator.user_handle, user.id.0.as_bytes());
    let browser = fixture.browser();
    for count in [0, 0, 5, 6] {
        authenticator.count = count;
        let credential = authenticator.get(&challenge(&browser).await);
        let signed_in = answer(&browser, &credential).await;
        assert_eq!((signed_in.status, signed_in.json()), (StatusCode::OK, json!({ "redirect_to": "/admin" })));
        assert!(browser.cookies("passkey_").is_empty(), "the challenge is gone");
    }
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["email"], EMAIL);
    let event = last_sign_in(&fixture).await;
    assert_eq!((event.outcome, event.user, event.detail.as_deref()), (Outcome::Ok, Some(user.id), Some("passkey")));
    let listed = send(&own, Method::GET, "/api/auth/factors/passkeys", None).await.json();
    assert!(listed["passkeys"][0]["last_used_at"].is_string());
}

/// PK-06: what the browser is asked for.
#[tokio::test]
async fn the_options_ask_for_a_verified_person() {
    let (fixture, user) = serve(0).await;
    let (own, _) = register(&fixture, b"one").await;
    let request = challenge(&own).await;
    assert_eq!((&request["userVerification"], &request["rpId"]), (&json!("required"), &json!("localhost")));
    assert_eq!(request["allowCredentials"], json!([]), "whoever has one");
    let creation = options(&own, "/api/auth/factors/passkeys/challenge").await;
    let selection = &creation["authenticatorSelection"];
    assert_eq!((&selection["residentKey"], &selection["userVerification"]), (&json!("required"), &json!("required")));
    assert_eq!((&creation["attestation"], &creation["user"]["name"]), (&json!("none"), &json!(EMAIL)));
    assert_eq!(creation["excludeCredentials"], json!([{ "type": "public-key", "id": "b25l" }]));
    assert_ne!(request["challenge"], creation["challenge"]);
    assert_eq!(user.local.email.unwrap().as_str(), EMAIL);
}

/// PK-02: an answer is good once, also from a browser that has put its cookie back.
#[tokio::test]
async fn a_replayed_answer() {
    let (fixture, _) = serve(0).await;
    let (_, mut authenticator) = register(&fixture, b"one").await;
    let browser = fixture.browser();
    let credential = authenticator.get(&challenge(&browser).await);
    let (name, value) = browser.cookies("passkey_").remove(0);
    assert_eq!(answer(&browser, &credential).await.status, StatusCode::OK);
    let thief = fixture.browser();
    assert_eq!(answer(&thief, &credential).await.code(), "state_expired", "it has no cookie");
    thief.plant(&name, &value);
    refused(&fixture, &thief, &credential, ErrorCode::PasskeyInvalid, "the challenge has been used").await;
}

/// PK-02: a challenge of another browser, of a registration, and one that is too old.
#[tokio::test]
async fn a_foreign_challenge() {
    let (fixture, _) = serve(0).await;
    let (own, mut authenticator) = register(&fixture, b"one").await;
    let (browser, other) = (fixture.browser(), fixture.browser());
    let foreign = authenticator.get(&challenge(&other).await);
    challenge(&browser).await;
    assert_eq!(answer(&browser, &foreign).await.code(), "state_expired");
    let (name, _) = other.cookies("passkey_").remove(0);
    browser.plant(&name, &browser.cookies("passkey_").remove(0).1);
    assert_eq!(answer(&browser, &foreign).await.code(), "state_expired", "one cookie under the name of another");
    let tab = other.clone();
    let second = authenticator.get(&challenge(&tab).await);
    assert_eq!(answer(&other, &foreign).await.status, StatusCode::OK, "two tabs do not disturb each other");
    assert_eq!(answer(&tab, &second).await.status, StatusCode::OK);
    let registration = authenticator.get(&options(&own, "/api/auth/factors/passkeys/challenge").await);
    own.forget("session");
    refused(&fixture, &own, &registration, ErrorCode::PasskeyInvalid, "of a registration").await;
    let late = authenticator.get(&challenge(&browser).await);
    fixture.clock.advance(Duration::minutes(11));
    assert_eq!(answer(&browser, &late).await.code(), "state_expired");
}

/// PK-06: another origin, another host, nobody who was verified, another key, another user, an unknown passkey.
#[tokio::test]
async fn an_answer_that_lies() {
    let (fixture, user) = serve(0).await;
    let (_, mut honest) = register(&fixture, b"one").await;
    for (detail, id) in [("passkey", &b"one"[..]), ("unknown or removed", b"unknown")] {
        let mut forged = Authenticator::new(&fixture.environment.base, id);
        forged.user_handle.clone_from(&honest.user_handle);
        let browser = fixture.browser();
        let credential = forged.get(&challenge(&browser).await);
        refused(&fixture, &browser, &credential, ErrorCode::PasskeyInvalid, detail).await;
    }
    let (origin, rp_id, flags) = (honest.origin.clone(), honest.rp_id.clone(), honest.flags);
    type Lie = fn(&mut Authenticator);
    let lies: [(&str, Lie); 5] = [
        ("origin", |key| key.origin = "https://evil.example".to_owned()),
        ("origin", |key| key.origin = "http://localhost:1".to_owned()),
        ("relying party id", |key| key.rp_id = "evil.example".to_owned()),
        ("user verified bit", |key| key.flags = USER_PRESENT),
        ("another user", |key| key.user_handle = vec![7; 16]),
    ];
    for (detail, lie) in lies {
        let browser = fixture.browser();
        lie(&mut honest);
        let credential = honest.get(&challenge(&browser).await);
        refused(&fixture, &browser, &credential, ErrorCode::PasskeyInvalid, detail).await;
        (honest.origin, honest.rp_id, honest.flags) = (origin.clone(), rp_id.clone(), flags);
        honest.user_handle = user.id.0.as_bytes().to_vec();
    }
    let browser = fixture.browser();
    let mut credential = honest.get(&challenge(&browser).await);
    credential["response"]["userHandle"] = Value::Null;
    refused(&fixture, &browser, &credential, ErrorCode::PasskeyInvalid, "without a user").await;
    let credential = honest.get(&challenge(&browser).await);
    assert_eq!(answer(&browser, &credential).await.status, StatusCode::OK, "the honest one");
}

/// PK-03: a counter that goes back, or stays, is of a copy.
#[tokio::test]
async fn a_counter_that_goes_back() {
    let (fixture, _) = serve(0).await;
    let (_, mut authenticator) = register(&fixture, b"one").await;
    for (count, is_good) in [(7, true), (7, false), (3, false), (0, false), (8, true)] {
        authenticator.count = count;
        let browser = fixture.browser();
        let credential = authenticator.get(&challenge(&browser).await);
        if is_good {
            assert_eq!(answer(&browser, &credential).await.status, StatusCode::OK, "{count}");
        } else {
            refused(&fixture, &browser, &credential, ErrorCode::PasskeyInvalid, "counter does not go forward").await;
        }
    }
}

/// PK-04.
#[tokio::test]
async fn a_disabled_user() {
    let (fixture, user) = serve(0).await;
    create(&fixture, "other@example.com").await;
    let (_, mut authenticator) = register(&fixture, b"one").await;
    let change = |change: UserChange| {
        let event = AuditEvent::new(
            EventKind::UserChanged,
            vestibule_core::ids::Ref::generate(&vestibule_core::random::OsRandom),
        );
        let (store, id): (_, UserId) = (fixture.application.store.clone(), user.id);
        async move {
            let none = vestibule_core::access::Providers::default();
            let rules = vestibule_core::access::Rules { providers: &none, grant_max_age: Duration::days(30) };
            store.change_user(id, change, rules, &event).await.unwrap();
        }
    };
    change(UserChange { disabled: Some(true), ..UserChange::default() }).await;
    let browser = fixture.browser();
    let credential = authenticator.get(&challenge(&browser).await);
    refused(&fixture, &browser, &credential, ErrorCode::AccountDisabled, "passkey").await;
    change(UserChange { disabled: Some(false), is_admin: Some(false), ..UserChange::default() }).await;
    let credential = authenticator.get(&challenge(&browser).await);
    refused(&fixture, &browser, &credential, ErrorCode::NotAllowed, "passkey").await;
}

/// PK-05, PK-07, PK-08: who may add and remove one, and what of.
#[tokio::test]
async fn passkeys_are_changed_by_their_owner_soon_after_a_sign_in() {
    let (fixture, _) = serve(0).await;
    let (own, mut first) = register(&fixture, b"one").await;
    let path = "/api/auth/factors/passkeys/challenge";
    let again = first.create(&options(&own, path).await);
    let taken = add(&own, "Again", &again).await;
    assert_eq!((&*taken.code(), taken.status.as_u16()), ("passkey_invalid", 401), "{}", taken.body);
    for (name, lie) in [("", "one"), ("a\nb", "two"), (&*"x".repeat(61), "three")] {
        let made = Authenticator::new(&fixture.environment.base, lie.as_bytes()).create(&options(&own, path).await);
        assert_eq!(add(&own, name, &made).await.code(), "invalid_parameter", "{name:?}");
    }
    let mut unverified = Authenticator::new(&fixture.environment.base, b"unverified");
    unverified.flags = USER_PRESENT;
    let made = unverified.create(&options(&own, path).await);
    assert_eq!(add(&own, "Unverified", &made).await.code(), "passkey_invalid");
    let mut elsewhere = Authenticator::new(&fixture.environment.base, b"elsewhere");
    elsewhere.origin = "https://evil.example".to_owned();
    let made = elsewhere.create(&options(&own, path).await);
    assert_eq!(add(&own, "Elsewhere", &made).await.code(), "passkey_invalid");
    let mut begun = options(&own, path).await;
    begun["challenge"] = challenge(&own).await["challenge"].clone();
    let signed = first.create(&begun);
    assert_eq!(add(&own, "Of a sign-in", &signed).await.code(), "passkey_invalid");
    // Another administrator in the same browser.
    create(&fixture, "other@example.com").await;
    let waiting = Authenticator::new(&fixture.environment.base, b"two").create(&options(&own, path).await);
    assert_eq!(try_password(&own, HOME, "other@example.com", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(add(&own, "Another's", &waiting).await.code(), "passkey_invalid");
    let listed = send(&own, Method::GET, "/api/auth/factors/passkeys", None).await.json();
    assert_eq!(listed["passkeys"], json!([]), "nobody sees another's");
    let (own, _) =
        (fixture.browser(), assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK));
    assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    let listed = send(&own, Method::GET, "/api/auth/factors/passkeys", None).await.json();
    let id = listed["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let one = format!("/api/auth/factors/passkeys/{id}");
    fixture.clock.advance(Duration::minutes(11));
    for (method, path) in [(Method::POST, path), (Method::POST, "/api/auth/factors/passkeys"), (Method::DELETE, &*one)]
    {
        let body = json!({ "name": "Late", "credential": waiting });
        let refusal = send(&own, method.clone(), path, Some(body)).await;
        assert_eq!((refusal.status.as_u16(), &*refusal.code()), (403, "fresh_sign_in_required"), "{method} {path}");
    }
    assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    assert_eq!(send(&own, Method::DELETE, &one, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(send(&own, Method::DELETE, &one, None).await.code(), "not_found");
    let browser = fixture.browser();
    let credential = first.get(&challenge(&browser).await);
    refused(&fixture, &browser, &credential, ErrorCode::PasskeyInvalid, "unknown or removed").await;
    let kinds = fixture.audit().await.into_iter().map(|entry| entry.event.kind);
    let count = |wanted| kinds.clone().filter(|kind| *kind == wanted).count();
    assert_eq!((count(EventKind::FactorAdded), count(EventKind::FactorRemoved)), (1, 1));
    let person = fixture.browser();
    person.sign_in("op").await;
    assert_eq!(send(&person, Method::POST, path, None).await.code(), "forbidden", "who has no password here");
}

/// PK-09.
#[tokio::test]
async fn there_are_at_most_ten() {
    let (fixture, _) = serve(0).await;
    let (own, _) = register(&fixture, b"one").await;
    let path = "/api/auth/factors/passkeys/challenge";
    let begun = options(&own, path).await;
    for number in 2..=10u8 {
        let made = Authenticator::new(&fixture.environment.base, &[number]).create(&options(&own, path).await);
        assert_eq!(add(&own, &format!("Key {number}"), &made).await.status, StatusCode::CREATED);
    }
    assert_eq!(send(&own, Method::POST, path, None).await.code(), "too_many_passkeys");
    drop(begun);
    let page = own.get("/account/passkeys").await;
    assert!(page.body.contains("as many passkeys as an account can have"), "{}", page.body);
}

/// PK-12: challenges are bounded in a browser, and asking for one writes nothing.
#[tokio::test]
async fn asking_for_a_challenge_writes_nothing() {
    let (fixture, _) = serve(0).await;
    let browser = fixture.browser();
    let before = fixture.audit().await.len();
    for _ in 0..12 {
        challenge(&browser).await;
    }
    let cookies = browser.cookies("passkey_");
    let bytes: usize = cookies.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
    assert!(cookies.len() <= 4 && bytes <= 2_048, "{} cookies of {bytes} bytes", cookies.len());
    assert_eq!(fixture.audit().await.len(), before);
    let cross_site =
        [("accept", "application/json"), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let foreign = browser.send(Method::POST, "/api/auth/passkey/challenge", &cross_site, None).await;
    assert_eq!(foreign.code(), "csrf");
}
