//! What is written down about a sign-in, and what never is.

use http::StatusCode;
use serde_json::json;
use vestibule_demo_idp::{
    Endpoint,
    faults::{AnswerFault, Fault, Signing, TokenFault},
};
use vestibule_store::{Actor, EventKind, Outcome};
use vestibule_tests::{Browser, Log, ServerFixture, Setup, json_object};

/// LG-01: everything that can happen to a person, at the finest level of every library, and no secret in it.
#[tokio::test]
async fn lg_01_no_secret_is_in_the_log_at_any_level() {
    let log = Log::capture().since_now();
    let settings = json!({ "authorize_params": { "response_mode": "form_post" } });
    let fixture =
        ServerFixture::with(Setup { more: vec![("form", settings), ("second", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    let mut secrets = Vec::new();
    let mut remember = |browser: &Browser| secrets.extend(fixture.secrets(browser));

    let callback = browser.callback_of("op").await;
    remember(&browser);
    browser.get(callback.as_str()).await;
    remember(&browser);
    // Spent, altered, and of nobody.
    browser.get(callback.as_str()).await;
    fixture.browser().get(callback.as_str()).await;
    fixture.browser().get("/api/auth/providers/op/callback?code=canary-code-77d1&state=canary-state-77d1").await;
    // By POST, and a link.
    let begun = browser.get("/api/auth/providers/form/authorize").await;
    let page = browser.abroad(&begun).await;
    let ours = browser.submit(&page).await;
    browser.submit(&ours).await;
    let begun = browser.post_form("/api/auth/providers/second/link", &[]).await;
    let callback = browser.through_the_provider(&begun).await;
    browser.get(callback).await;
    remember(&browser);
    // Whatever the upstream does wrong; what it says contains the code that it was sent.
    for fault in [
        Fault::new().status(StatusCode::BAD_REQUEST).body(r#"{"error":"invalid_grant","error_description":"fine"}"#),
        Fault::new().body("access_token=canary-token-77d1 <html>"),
        Fault::new()
            .patch(json_object(json!({ "access_token": "canary-token-77d1", "id_token": "canary-token-77d1" }))),
        Fault::new().disconnect(),
    ] {
        fixture.op.faults().set(Endpoint::Token, fault);
        browser.sign_in("op").await;
        remember(&browser);
    }
    fixture.op.faults().clear_all();
    fixture.op.faults().set_id_token(TokenFault::new().signing(Signing::Broken));
    browser.sign_in("op").await;
    fixture.op.faults().set_answer(AnswerFault::new().append("access_token", "canary-token-77d1"));
    browser.sign_in("op").await;
    fixture.op.faults().clear_all();
    // A password that is wrong, and out again.
    let body = json!({ "email": "amara@example.com", "password": "canary-password-77d1" }).to_string();
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    browser.send(http::Method::POST, "/api/auth/password", &headers, Some(body)).await;
    browser.sign_in("op").await;
    remember(&browser);
    let left = browser.post_form("/api/auth/logout", &[]).await;
    assert!(left.sent_on("id_token_hint").is_some_and(|hint| hint.starts_with("eyJ")), "the hint is a token");
    let state = left.sent_on("state").unwrap();

    secrets.push(("the state of signing out", state));
    for canary in ["canary-code-77d1", "canary-state-77d1", "canary-token-77d1", "canary-password-77d1"] {
        secrets.push(("a canary", canary.to_owned()));
    }
    assert!(secrets.len() > 40, "there was something to look for: {}", secrets.len());
    log.assert_silent_about(&secrets, "LG-01");
    assert!(!log.lines_with("signed in").is_empty() && !log.lines_with("refused").is_empty(), "it was listening");
    assert!(!log.lines_with("TRACE").is_empty(), "to the finest level");
}

/// UP-17: a failure that says nothing about itself has the sentence of its code in the log.
#[tokio::test]
async fn an_error_line_has_a_sentence() {
    let log = Log::capture().since_now();
    let fixture = ServerFixture::new().await;
    fixture.op.faults().set(Endpoint::Discovery, Fault::new().status(StatusCode::BAD_GATEWAY));
    let fixture = fixture.restart_without_waiting().await;
    fixture.application.registry.wait_until(|registry| !registry.find("op").unwrap().faults.is_empty()).await.unwrap();
    let answer = fixture.browser().get_json("/api/auth/providers/op/authorize").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    let problem = answer.json();
    let [reference, sentence] = ["ref", "title"].map(|name| problem[name].as_str().unwrap());
    let lines: Vec<_> = log.lines_with(reference).into_iter().filter(|line| line.contains("ERROR")).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(sentence)), "{sentence}: {lines:?}");
}

/// LG-02: the log names the path of a callback and not its query.
#[tokio::test]
async fn lg_02_the_query_of_a_callback_is_not_logged() {
    let log = Log::capture().since_now();
    let fixture = ServerFixture::new().await;
    let path = "/api/auth/providers/lg02-nobody/callback";
    fixture.browser().get(format!("{path}?code=lg02-code-canary&state=lg02-state-canary&iss=lg02-iss-canary")).await;
    let lines = log.lines_with(path);
    assert!(!lines.is_empty(), "the request is logged");
    for line in log.lines_with("lg02-") {
        assert!(!line.contains("canary") && !line.contains("code=lg02"), "{line}");
    }
}

/// LG-04: an event says when, by which provider, with which code and reference, from where, and about whom if known.
#[tokio::test]
async fn lg_04_a_refusal_is_one_complete_event() {
    let setup = Setup { more: vec![("second", json!({ "linking": "never" }))], ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let user = browser.get_json("/api/auth/session").await.json()["user"]["id"].clone();
    fixture.clock.advance(chrono::Duration::seconds(61));

    fixture.op.faults().set_answer(AnswerFault::new().error("access_denied", Some("no\r\n\u{202e}")));
    let denied = browser.sign_in("op").await;
    fixture.op.faults().clear_all();
    let exists = fixture.browser().sign_in("second").await;
    for (answer, provider, code, about) in
        [(&denied, "op", "access_denied", None), (&exists, "second", "account_exists", Some(&user))]
    {
        let events = fixture.audit_of(&answer.sent_on("ref").unwrap()).await;
        let [event] = events.as_slice() else { panic!("{code}: one event: {events:?}") };
        assert_eq!(event.at, vestibule_core::clock::Clock::now(&*fixture.clock), "{code}");
        let reported = &event.event;
        assert_eq!(
            (reported.kind, reported.outcome, &reported.actor),
            (EventKind::SignIn, Outcome::Failed, &Actor::Anonymous)
        );
        assert_eq!(reported.code.map(|code| code.as_str()), Some(code));
        assert_eq!(reported.provider.as_ref().map(|id| id.as_str()), Some(provider), "{code}");
        assert_eq!(reported.address.as_deref(), Some("127.0.0.1"), "{code}");
        assert_eq!(reported.user.map(|id| json!(id)).as_ref(), about, "{code}");
        assert!(
            reported.detail.as_deref().is_some_and(|detail| !detail.contains(['\r', '\n', '\u{202e}'])),
            "{code}: {:?}",
            reported.detail
        );
    }
    assert_eq!(fixture.audit().await.len(), 3, "one event each, and that of the sign-in");
}
