//! Asking the upstream again about people who are signed in. The tests move the clock; nothing waits for a time to pass.

use std::time::Duration;

use chrono::Duration as Span;
use http::StatusCode;
use serde_json::json;
use url::Url;
use vestibule_core::code::ErrorCode;
use vestibule_demo_idp::{Endpoint, Person, faults::Fault};
use vestibule_store::{AuditEntry, EventKind, Outcome};
use vestibule_tests::{Browser, Log, ServerFixture, Setup};

const INTERVAL: Span = Span::minutes(15);

/// Changes what the upstream knows of a person, by their user name.
fn change(fixture: &ServerFixture, who: &str, change: impl FnOnce(&mut Person)) {
    let found = fixture.op.people().all().into_iter().find(|person| person.username == who).unwrap();
    let mut person = (*found).clone();
    change(&mut person);
    fixture.op.people().put(person);
}

async fn status(browser: &Browser, node: &Url) -> StatusCode {
    browser.get_json(node.join("/api/auth/session").unwrap()).await.status
}

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
async fn until<T>(what: &str, wanted: impl AsyncFn() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = wanted().await {
                return found;
            }
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), found).await.unwrap_or_else(|_| panic!("{what}"))
}

async fn until_out(browser: &Browser, node: &Url) {
    until("signed out", async || (status(browser, node).await == StatusCode::UNAUTHORIZED).then_some(())).await;
}

/// Uses a session at all of these nodes at once, and waits until the answer of the upstream is stored.
async fn asked_and_stored(fixture: &ServerFixture, browser: &Browser, nodes: &[&Url]) {
    let changes = fixture.application.store.user_changes();
    let reading = changes.begin_reading();
    let session = browser.get_json("/api/auth/session").await.json();
    let user = session["user"]["id"].as_str().unwrap().parse().unwrap();
    futures_util::future::join_all(nodes.iter().map(|node| status(browser, node))).await;
    until("an answer", async || (!changes.is_current(reading, user)).then_some(())).await;
}

async fn ends(fixture: &ServerFixture) -> Vec<AuditEntry> {
    let all = fixture.audit().await;
    all.into_iter().filter(|entry| entry.event.kind == EventKind::SignOut).collect()
}

/// RC-01, RC-02.
#[tokio::test]
async fn whom_the_upstream_disables_is_out_within_the_interval() {
    let fixture = ServerFixture::new().await;
    let here = fixture.environment.base.clone();
    let (noor, again, amara) = (fixture.browser(), fixture.browser(), fixture.browser());
    for browser in [&noor, &again] {
        browser.sign_in_as("op", "noor").await;
    }
    amara.sign_in_as("op", "amara").await;
    change(&fixture, "noor", |person| person.disabled = true);
    let asked = fixture.op.requests().count(Endpoint::Token);
    fixture.clock.advance(INTERVAL - Span::milliseconds(1));
    assert_eq!(status(&noor, &here).await, StatusCode::OK);
    assert_eq!(fixture.op.requests().count(Endpoint::Token), asked, "not before its time");
    fixture.clock.advance(Span::milliseconds(1));
    assert_eq!(status(&noor, &here).await, StatusCode::OK, "the request does not wait");
    until_out(&noor, &here).await;
    assert_eq!(status(&again, &here).await, StatusCode::UNAUTHORIZED, "in no other browser either");
    let ended = ends(&fixture).await;
    let [entry] = &ended[..] else { panic!("{ended:?}") };
    assert_eq!((entry.event.outcome, entry.event.code), (Outcome::Failed, Some(ErrorCode::AccessDenied)));
    assert!(entry.event.detail.as_deref().unwrap().ends_with("; 2 sessions ended"), "{entry:?}");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), asked + 1, "once for both browsers");
    for round in 1..4 {
        asked_and_stored(&fixture, &amara, &[&here]).await;
        assert_eq!(fixture.op.requests().count(Endpoint::Token), asked + 1 + round);
        fixture.clock.advance(INTERVAL);
    }
    assert_eq!(
        status(&amara, &here).await,
        StatusCode::OK,
        "each new token was kept: the upstream takes each only once"
    );
}

/// RC-01, RC-02: on two nodes; the one that is used asks, once, and both know.
#[tokio::test]
async fn it_is_so_on_every_node() {
    let fixture = ServerFixture::with(Setup { postgres: true, ..Setup::default() }).await;
    let (_other, there) = fixture.another_node().await;
    let here = fixture.environment.base.clone();
    let noor = fixture.browser();
    noor.sign_in_as("op", "noor").await;
    for node in [&here, &there] {
        assert_eq!(status(&noor, node).await, StatusCode::OK);
    }
    let asked = fixture.op.requests().count(Endpoint::Token);
    fixture.clock.advance(INTERVAL);
    asked_and_stored(&fixture, &noor, &[&here, &there, &here, &there]).await;
    assert_eq!(fixture.op.requests().count(Endpoint::Token), asked + 1);
    change(&fixture, "noor", |person| person.disabled = true);
    fixture.clock.advance(INTERVAL);
    assert_eq!(status(&noor, &there).await, StatusCode::OK);
    for node in [&there, &here] {
        until_out(&noor, node).await;
    }
    assert_eq!(fixture.op.requests().count(Endpoint::Token), asked + 2, "once per interval, whichever node asks");
    assert_eq!(ends(&fixture).await.len(), 1);
}

/// RC-03.
#[tokio::test]
async fn what_changes_there_changes_here() {
    let settings = json!({ "allowed_groups": ["staff", "guests"], "admin_groups": ["bosses"] });
    let fixture = ServerFixture::with(Setup { settings, ..Setup::default() }).await;
    let (here, noor) = (fixture.environment.base.clone(), fixture.browser());
    noor.sign_in_as("op", "noor").await;
    let user = async || noor.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!(user().await["groups"], json!(["guests"]));
    change(&fixture, "noor", |person| person.groups = vec!["staff".to_owned(), "bosses".to_owned()]);
    fixture.clock.advance(INTERVAL);
    until("the new groups", async || {
        let user = user().await;
        (user["groups"] == json!(["staff", "bosses"]) && user["is_admin"] == true).then_some(())
    })
    .await;
    change(&fixture, "noor", |person| person.groups = vec!["elsewhere".to_owned()]);
    fixture.clock.advance(INTERVAL);
    until_out(&noor, &here).await;
    let ended = ends(&fixture).await.remove(0).event;
    assert_eq!(ended.code, Some(ErrorCode::NotAllowed), "as at a sign-in");
}

/// RC-04.
#[tokio::test]
async fn an_upstream_that_does_not_answer_is_waited_for() {
    let surface = |settings: &mut vestibule_server::Settings| settings.session_idle = Span::days(30);
    let fixture = ServerFixture::with(Setup { surface, ..Setup::default() }).await;
    let (here, noor) = (fixture.environment.base.clone(), fixture.browser());
    noor.sign_in_as("op", "noor").await;
    change(&fixture, "noor", |person| person.disabled = true);
    let mut asked = fixture.op.requests().count(Endpoint::Token);
    fixture.op.faults().set(Endpoint::Token, Fault::new().status(StatusCode::SERVICE_UNAVAILABLE));
    let mut passed = Span::zero();
    while passed < Span::hours(23) {
        let step = Span::hours(4);
        fixture.clock.advance(step);
        passed += step;
        assert_eq!(status(&noor, &here).await, StatusCode::OK, "after {passed}");
        asked += 1;
        fixture.op.requests().arrived(Endpoint::Token, asked).await;
    }
    // Since the first question without an answer, whenever that was stored.
    until("it ends", async || {
        fixture.clock.advance(Span::hours(4));
        (status(&noor, &here).await == StatusCode::UNAUTHORIZED).then_some(())
    })
    .await;
    let ended = ends(&fixture).await.remove(0).event;
    assert!(
        ended.detail.as_deref().unwrap().contains("has given no answer that can be used for 24 hours"),
        "{ended:?}"
    );
}

/// RC-04: an operator looks at the network where there is no answer, and at the client where there is one.
#[tokio::test]
async fn the_log_tells_no_answer_from_one_that_cannot_be_used() {
    let fixture = ServerFixture::new().await;
    let (here, noor) = (fixture.environment.base.clone(), fixture.browser());
    noor.sign_in_as("op", "noor").await;
    let user = noor.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let log = Log::capture().since_now();
    for (code, body, says) in [
        (StatusCode::SERVICE_UNAVAILABLE, "", "gives no answer: "),
        (StatusCode::BAD_REQUEST, r#"{"error":"invalid_scope"}"#, "gives an answer that cannot be used: "),
    ] {
        fixture.op.faults().set(Endpoint::Token, Fault::new().status(code).body(body));
        fixture.clock.advance(INTERVAL);
        assert_eq!(status(&noor, &here).await, StatusCode::OK);
        until(says, async || {
            let lines = log.lines_with("the upstream of a person who is signed in");
            let line = lines.into_iter().rfind(|line| line.contains(&user))?;
            line.contains(says).then_some(())
        })
        .await;
    }
}

/// TK-19: without a refresh token nobody is asked for again, and the session goes on.
#[tokio::test]
async fn no_refresh_token_no_question() {
    let fixture = ServerFixture::new().await;
    let none = vestibule_tests::json_object(json!({ "refresh_token": null }));
    fixture.op.faults().set(Endpoint::Token, Fault::new().patch(none));
    let (here, noor) = (fixture.environment.base.clone(), fixture.browser());
    noor.sign_in_as("op", "noor").await;
    change(&fixture, "noor", |person| person.disabled = true);
    let asked = fixture.op.requests().count(Endpoint::Token);
    for _ in 0..3 {
        fixture.clock.advance(INTERVAL);
        assert_eq!(status(&noor, &here).await, StatusCode::OK);
    }
    assert_eq!(fixture.op.requests().count(Endpoint::Token), asked);
}
