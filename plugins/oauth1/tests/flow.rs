//! Every way through a sign-in with OAuth 1.0a, without a host and without a network.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use serde_json::{Value, json};
use vestibule_plugin::{Answer, Begin, Event, Identity, Plugin as _, Step, simulate};
use vestibule_plugin_oauth1::Oauth1;

/// Credentials with the defaults of the definition, as the host fills them in.
fn begin() -> Begin {
    let schema = &Oauth1.describe()[0].credentials;
    let mut credentials = json!({ "client_id": "key", "client_secret": "s3cret" });
    for (name, property) in schema["properties"].as_object().unwrap() {
        if let Some(default) = property.get("default") {
            credentials[name] = default.clone();
        }
    }
    Begin::example("oauth1", credentials)
}

fn form(text: &str) -> Event {
    Event::answers([Answer::text(200, text)])
}

fn events() -> [Event; 4] {
    let profile = json!({ "data": { "id": "2244994945", "name": "Ada", "username": "ada", "profile_image_url": "https://p/a.jpg" } });
    [
        form("oauth_token=t1&oauth_token_secret=ts%2F1&oauth_callback_confirmed=true"),
        Event::callback([("oauth_token", "t1"), ("oauth_verifier", "v1")]),
        form("oauth_token=t2&oauth_token_secret=ts2&user_id=2244994945"),
        Event::answers([Answer::json(200, profile)]),
    ]
}

fn header(step: &Step) -> &str {
    match step {
        Step::Fetch(fetch) => &fetch.requests[0].headers["authorization"],
        other => panic!("no fetch: {other:?}"),
    }
}

#[test]
fn a_person_comes_with_a_profile() {
    let steps = simulate(&Oauth1, &begin(), events());
    let first = header(&steps[0]);
    assert!(first.starts_with("OAuth oauth_consumer_key=\"key\", oauth_nonce=\"example-nonce1\""), "{first}");
    assert!(first.contains("callback%3Fstate%3Dexample-state"), "the state travels with the callback: {first}");
    let Step::Redirect(redirect) = &steps[1] else { panic!("{steps:?}") };
    assert_eq!(redirect.url, "https://api.x.com/oauth/authenticate?oauth_token=t1");
    let second = header(&steps[2]);
    assert!(second.contains("oauth_token=\"t1\"") && second.contains("oauth_verifier=\"v1\""), "{second}");
    let third = header(&steps[3]);
    assert!(third.contains("oauth_token=\"t2\"") && third.contains("oauth_nonce=\"example-nonce3\""), "{third}");
    let identity = Identity::new("2244994945").claim("name", "Ada").claim("preferred_username", "ada");
    assert_eq!(steps[4], identity.claim("picture", "https://p/a.jpg").into());
}

#[test]
fn what_is_wrong_is_refused() {
    let cases: Vec<(&str, usize, Event, &str)> = vec![
        ("our key is not known", 0, Event::answers([Answer::text(401, "")]), "provider_misconfigured"),
        ("OAuth 1.0", 0, form("oauth_token=t1&oauth_token_secret=x"), "provider_misconfigured"),
        ("no secret", 0, form("oauth_token=t1&oauth_callback_confirmed=true"), "provider_error"),
        ("no form", 0, form("{}"), "provider_error"),
        ("down", 0, Event::answers([Answer::text(503, "")]), "provider_unavailable"),
        ("said no", 1, Event::callback([("denied", "t1")]), "access_denied"),
        (
            "another token",
            1,
            Event::callback([("oauth_token", "t9"), ("oauth_verifier", "v1")]),
            "token_exchange_failed",
        ),
        ("no verifier", 1, Event::callback([("oauth_token", "t1")]), "provider_error"),
        ("refused token", 2, Event::answers([Answer::text(400, "")]), "provider_error"),
        ("no profile", 3, Event::answers([Answer::json(200, Value::Null)]), "subject_missing"),
        (
            "an empty subject",
            3,
            Event::answers([Answer::json(200, json!({ "data": { "id": "" } }))]),
            "subject_missing",
        ),
        ("a page", 3, Event::answers([Answer::text(200, "<html>")]), "provider_error"),
    ];
    for (name, at, event, code) in cases {
        let mut events = events().to_vec();
        events[at] = event;
        match simulate(&Oauth1, &begin(), events).last() {
            Some(Step::Refuse(refusal)) => assert_eq!(refusal.code, code, "{name}: {refusal:?}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// Some upstreams have numbers for ids.
#[test]
fn a_number_is_a_subject() {
    let mut events = events();
    events[3] = Event::answers([Answer::json(200, json!({ "data": { "id": 12 } }))]);
    assert_eq!(simulate(&Oauth1, &begin(), events).last(), Some(&Identity::new("12").into()));
}
