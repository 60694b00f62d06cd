//! An upstream says that a person has signed out there.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_demo_idp::{
    Endpoint, Rotation, SigningAlgorithm,
    faults::{Fault, Signing, TokenFault},
};
use vestibule_store::{EventKind, Outcome};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup, json_object};

const AMARA: &str = "6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be001";
const NOOR: &str = "6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be005";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Sends a token to the provider's path, as an upstream does.
async fn post(fixture: &ServerFixture, provider: &str, token: &str) -> Answer {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", token)
        .append_pair("ignored_parameter", "x")
        .finish();
    let path = format!("/api/auth/providers/{provider}/backchannel-logout");
    fixture.browser().send(Method::POST, path, &[FORM], Some(form)).await
}

async fn token(fixture: &ServerFixture, claims: Value, fault: TokenFault) -> String {
    fixture.op.logout_token("op", json_object(claims), fault).await.unwrap()
}

async fn say(fixture: &ServerFixture, claims: Value) -> Answer {
    let token = token(fixture, claims, TokenFault::new()).await;
    post(fixture, "op", &token).await
}

/// Signs in as that person, in the upstream's session of that name.
async fn sign_in(fixture: &ServerFixture, who: &str, session: &str) -> Browser {
    fixture.op.faults().set_id_token(TokenFault::new().claims(json_object(json!({ "sid": session }))));
    let browser = fixture.browser();
    browser.sign_in_as("op", who).await;
    assert!(is_in(&browser).await, "{who}");
    browser
}

async fn is_in(browser: &Browser) -> bool {
    match browser.get_json("/api/auth/session").await.status {
        StatusCode::OK => true,
        StatusCode::UNAUTHORIZED => false,
        other => panic!("{other}"),
    }
}

fn assert_ok(answer: &Answer) {
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, Some("no-store")), "{}", answer.body);
}

fn assert_refused(answer: &Answer, case: &str) {
    assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "invalid_request"), "{case}: {answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{case}");
}

/// LO-02, LO-03, LO-13: that session and no other, at once, and once more is no mistake.
#[tokio::test]
async fn one_session_ends() {
    let fixture = ServerFixture::new().await;
    let (desk, phone) = (sign_in(&fixture, "amara", "desk").await, sign_in(&fixture, "amara", "phone").await);
    assert_ok(&say(&fixture, json!({ "sub": AMARA, "sid": "desk" })).await);
    assert!(!is_in(&desk).await && is_in(&phone).await);
    assert_eq!(desk.get_json("/api/auth/verify").await.status, StatusCode::UNAUTHORIZED, "forward-auth knows at once");
    let event = fixture.audit().await.remove(0).event;
    assert_eq!((event.kind, event.outcome), (EventKind::SignOut, Outcome::Ok));
    assert!(event.user.is_some() && event.provider.is_some_and(|provider| provider.as_str() == "op"));
    let events = fixture.audit().await.len();
    assert_ok(&say(&fixture, json!({ "sub": AMARA, "sid": "desk" })).await);
    assert_ok(&say(&fixture, json!({ "sid": "never there" })).await);
    assert_eq!(fixture.audit().await.len(), events);
    assert_ok(&say(&fixture, json!({ "sid": "phone" })).await);
    assert!(!is_in(&phone).await);
}

/// LO-13.
#[tokio::test]
async fn a_person_ends_everywhere() {
    let fixture = ServerFixture::new().await;
    let (desk, phone) = (sign_in(&fixture, "amara", "desk").await, sign_in(&fixture, "amara", "phone").await);
    let noor = sign_in(&fixture, "noor", "tablet").await;
    assert_ok(&say(&fixture, json!({ "sub": AMARA })).await);
    assert!(!is_in(&desk).await && !is_in(&phone).await && is_in(&noor).await);
    assert_refused(&say(&fixture, json!({ "sub": AMARA, "sid": "tablet" })).await, "LO-13 sub and sid of two people");
    assert!(is_in(&noor).await);
    assert_ok(&say(&fixture, json!({ "sub": NOOR, "sid": "tablet" })).await);
    assert!(!is_in(&noor).await);
}

/// LO-04 to LO-08, LO-10, LO-13: whatever is not a logout token for us ends nothing.
#[tokio::test]
async fn tokens_that_are_refused() {
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let event = |value: Value| json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": value } });
    for (case, claims) in [
        ("LO-05 no events", json!({ "events": null })),
        ("LO-05 another event", json!({ "events": { "http://schemas.openid.net/event/other": {} } })),
        ("LO-05 an event that is no object", event(json!(true))),
        ("LO-06 nonce", json!({ "nonce": "n" })),
        ("LO-07 another audience", json!({ "aud": "opINVALID" })),
        ("LO-07 no audience", json!({ "aud": null })),
        ("LO-07 another issuer", json!({ "iss": format!("{}INVALID", fixture.op.issuer()) })),
        ("LO-07 no issuer", json!({ "iss": null })),
        ("LO-13 neither sub nor sid", json!({ "sub": null })),
        ("too old", json!({ "iat": 1_793_707_200 - 700 })),
        ("over", json!({ "exp": 1_793_707_200 - 61 })),
        ("no jti", json!({ "jti": null })),
    ] {
        let mut whole = json!({ "sub": AMARA });
        whole.as_object_mut().unwrap().extend(json_object(claims));
        assert_refused(&say(&fixture, whole).await, case);
    }
    for (case, signing) in [
        ("LO-04 alg none", Signing::Unsigned),
        ("LO-04 HS256 with the client's secret", Signing::HmacWithClientSecret),
        ("LO-10 a foreign key", Signing::ForeignKey),
        ("LO-10 a bad signature", Signing::Broken),
    ] {
        let token = token(&fixture, json!({ "sub": AMARA }), TokenFault::new().signing(signing)).await;
        assert_refused(&post(&fixture, "op", &token).await, case);
    }
    for alg in ["RS256", "PS256", "RS512", "HS256"] {
        let fault = TokenFault::new().header(json_object(json!({ "alg": alg })));
        let token = token(&fixture, json!({ "sub": AMARA }), fault).await;
        assert_refused(&post(&fixture, "op", &token).await, &format!("LO-04 alg {alg}, which is not this provider's"));
    }
    for typ in ["at+jwt", "id_token+jwt", "secevent+jwt"] {
        let fault = TokenFault::new().header(json_object(json!({ "typ": typ })));
        let token = token(&fixture, json!({ "sub": AMARA }), fault).await;
        assert_refused(&post(&fixture, "op", &token).await, typ);
    }
    for (case, token) in [("LO-08 no token", ""), ("LO-08 text", "x"), ("LO-08 dots", "..")] {
        assert_refused(&post(&fixture, "op", token).await, case);
    }
    assert!(is_in(&amara).await);
    for typ in [json!(null), json!("JWT"), json!("application/logout+jwt")] {
        let fault = TokenFault::new().header(json_object(json!({ "typ": typ })));
        assert_ok(&post(&fixture, "op", &token(&fixture, json!({ "sub": NOOR }), fault).await).await);
    }
    assert_ok(&say(&fixture, json!({ "sub": AMARA })).await);
    assert!(!is_in(&amara).await, "the control: nothing but the named fault was wrong");
}

/// LO-08: the ID token of the very sign-in.
#[tokio::test]
async fn an_id_token_is_no_logout_token() {
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let left = fixture.browser();
    left.sign_in_as("op", "noor").await;
    let hint = left.post_form("/api/auth/logout", &[]).await.sent_on("id_token_hint").unwrap();
    assert_refused(&post(&fixture, "op", &hint).await, "an ID token");
    assert!(is_in(&amara).await);
}

/// LO-10: a key that the provider has just begun to use.
#[tokio::test]
async fn a_key_that_was_just_rotated() {
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    fixture.op.rotate_keys(Rotation::Replace).await.unwrap();
    assert_ok(&say(&fixture, json!({ "sub": AMARA })).await);
    assert!(!is_in(&amara).await);
}

/// UP-06, as the conformance suite's `rp-backchannel-rpinitlogout-wrong-alg` has it: an upstream that lists two algorithms
/// signs its ID tokens with one and the logout token with the other. When it lists the new one alone, it has moved on.
#[tokio::test]
async fn a_logout_token_of_another_algorithm() {
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let both = json_object(json!({ "id_token_signing_alg_values_supported": ["RS256", "ES256"] }));
    fixture.op.faults().set(Endpoint::Discovery, Fault::new().patch(both));
    fixture.op.rotate_keys_to(Rotation::Add, SigningAlgorithm::RS256).await.unwrap();
    for claims in [json!({ "sub": AMARA }), json!({ "sid": "desk" }), json!({ "sub": AMARA, "sid": "desk" })] {
        assert_refused(&say(&fixture, claims.clone()).await, &claims.to_string());
    }
    assert!(is_in(&amara).await);
    let desk = sign_in(&fixture, "amara", "second desk").await;
    assert_ok(&say(&fixture, json!({ "sid": "second desk" })).await);
    assert!(!is_in(&desk).await && is_in(&amara).await, "a session of the new algorithm ends by it");

    fixture.op.faults().clear(Endpoint::Discovery);
    let registry = &fixture.application.registry;
    let record = registry.load().find("op").unwrap().record.clone();
    assert!(registry.check(&record).await.ok, "it is adopted");
    assert_ok(&say(&fixture, json!({ "sub": AMARA })).await);
    assert!(!is_in(&amara).await);
}

/// UP-14: an older draft had no `exp`; the token counts while it is young, and once.
#[tokio::test]
async fn a_logout_token_without_an_end() {
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let old = json!({ "sub": AMARA, "exp": null, "iat": 1_793_707_200 - 700 });
    assert_refused(&say(&fixture, old).await, "too old");
    assert!(is_in(&amara).await);
    let young = token(&fixture, json!({ "sub": AMARA, "exp": null }), TokenFault::new()).await;
    assert_ok(&post(&fixture, "op", &young).await);
    assert!(!is_in(&amara).await);
    assert_refused(&post(&fixture, "op", &young).await, "once more");
}

/// UP-10: rotation after rotation, each to another algorithm, as `pocket-id key-rotate -a` makes it; nobody notices.
#[tokio::test]
async fn an_upstream_that_changes_its_algorithm() {
    use SigningAlgorithm as A;
    let fixture = ServerFixture::new().await;
    for algorithm in [A::RS256, A::EdDSA, A::ES512, A::PS384] {
        fixture.op.rotate_keys_to(Rotation::Replace, algorithm).await.unwrap();
        assert_eq!(fixture.browser().sign_in("op").await.header("location"), Some("/"), "{algorithm:?}");
    }
}

/// A token counts once: who has caught one cannot sign the person out again and again.
#[tokio::test]
async fn a_token_counts_once() {
    let fixture = ServerFixture::new().await;
    let before = sign_in(&fixture, "amara", "desk").await;
    let token = token(&fixture, json!({ "sub": AMARA }), TokenFault::new()).await;
    assert_ok(&post(&fixture, "op", &token).await);
    assert!(!is_in(&before).await);
    let after = sign_in(&fixture, "amara", "desk").await;
    assert_refused(&post(&fixture, "op", &token).await, "replayed");
    assert!(is_in(&after).await);
}

/// LO-14: two providers at one upstream, with the same people and the same names for sessions.
#[tokio::test]
async fn the_path_of_another_provider() {
    let setup = Setup { more: vec![("work", json!({ "linking": "trusted_email" }))], ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let work = fixture.browser();
    work.sign_in_as("work", "noor").await;
    let of_op = token(&fixture, json!({ "sub": NOOR, "sid": "desk" }), TokenFault::new()).await;
    assert_refused(&post(&fixture, "work", &of_op).await, "a token of `op` at `work`");
    assert!(is_in(&work).await);
    let of_work =
        fixture.op.logout_token("work", json_object(json!({ "sub": AMARA })), TokenFault::new()).await.unwrap();
    assert_ok(&post(&fixture, "work", &of_work).await);
    assert!(is_in(&amara).await, "that person has no session by `work`");
    assert_ok(&say(&fixture, json!({ "sub": NOOR })).await);
    assert!(is_in(&work).await, "a word about `op` is none about `work`");
}

/// LO-16: as many sessions as a person can have are one word.
#[tokio::test]
async fn all_sessions_of_a_person() {
    const SESSIONS: i64 = 99;
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let sign_in = async |_| fixture.browser().sign_in_as("op", "amara").await;
    stream::iter(0..SESSIONS).map(sign_in).buffer_unordered(16).collect::<Vec<_>>().await;
    let user = amara.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    assert!(is_in(&amara).await);
    let rows = fixture.test_access.count_rows().await.unwrap();
    assert_eq!(rows.sessions, SESSIONS + 1);
    // The certified provider gives up after two and a half seconds. A busy machine needs longer for one session, too.
    self::sign_in(&fixture, "noor", "phone").await;
    let began = Instant::now();
    assert_ok(&say(&fixture, json!({ "sub": NOOR })).await);
    let one = began.elapsed();
    let limit = Duration::from_secs(2) + one * 20;
    let answered = tokio::time::timeout(limit, say(&fixture, json!({ "sub": AMARA }))).await;
    assert_ok(&answered.expect("an answer in time"));
    assert_eq!(fixture.test_access.count_rows().await.unwrap().sessions, 0);
    assert!(fixture.application.store.list_sessions(user).await.unwrap().is_empty());
    assert!(!is_in(&amara).await);
}

/// LO-16: what did not happen is not reported as done.
#[tokio::test]
async fn the_database_is_locked() {
    let fixture = ServerFixture::new().await;
    let amara = sign_in(&fixture, "amara", "desk").await;
    let held = fixture.test_access.hold_writes().await.unwrap();
    let answer = say(&fixture, json!({ "sub": AMARA })).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "storage_unavailable"));
    drop(held);
    assert!(is_in(&amara).await);
    assert_ok(&say(&fixture, json!({ "sub": AMARA })).await);
}

/// A request that is not what the standard describes, and a provider that is not there.
#[tokio::test]
async fn requests_of_other_shapes() {
    let fixture = ServerFixture::new().await;
    let token = token(&fixture, json!({ "sub": AMARA }), TokenFault::new()).await;
    let path = "/api/auth/providers/op/backchannel-logout";
    let form = format!("logout_token={token}");
    let json = ("content-type", "application/json");
    for (case, header, body) in [
        ("JSON", json, form.clone()),
        ("no token", FORM, "x=y".to_owned()),
        ("two tokens", FORM, format!("{form}&{form}")),
        ("too large", FORM, format!("{form}&x={}", "x".repeat(70_000))),
    ] {
        assert_refused(&fixture.browser().send(Method::POST, path, &[header], Some(body)).await, case);
    }
    let query = format!("{path}?{form}");
    assert_refused(&fixture.browser().send(Method::POST, query, &[FORM], Some(String::new())).await, "in the query");
    let get = fixture.browser().get_json(path).await;
    assert_eq!((get.status, get.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("POST")));
    let unknown = post(&fixture, "nobody", &token).await;
    assert_eq!((unknown.status, &*unknown.code()), (StatusCode::NOT_FOUND, "unknown_provider"));
    fixture.reconfigure(|providers| providers[0].settings_mut().enabled = false).await;
    let disabled = post(&fixture, "op", &token).await;
    assert_eq!((disabled.status, &*disabled.code()), (StatusCode::NOT_FOUND, "unknown_provider"));
}
