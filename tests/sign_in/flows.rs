//! Several things at once: tabs, restarts, copies, races.

use std::{collections::HashSet, sync::Arc};

use chrono::Duration;
use futures_util::future::join_all;
use http::StatusCode;
use serde_json::json;
use vestibule_core::random::OsRandom;
use vestibule_demo_idp::{DemoIdp, Endpoint, Options};
use vestibule_tests::{ServerFixture, Setup, provider};

/// ST-06: two tabs, finished in the other order; the last one owns the session.
#[tokio::test]
async fn two_tabs_do_not_disturb_each_other() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let first = browser.callback_of("op").await;
    let second = browser.callback_of("op").await;
    assert_eq!(browser.get(second).await.header("location"), Some("/"));
    let between = browser.cookies("session");
    assert_eq!(browser.get(first).await.header("location"), Some("/"));
    assert_ne!(browser.cookies("session"), between);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK);
    assert!(browser.cookies("flow").is_empty(), "no flow cookie is left behind");
}

/// A restart between authorize and callback loses nothing.
#[tokio::test]
async fn a_restart_loses_no_flow_and_no_session() {
    let fixture = ServerFixture::new().await;
    let (pending, signed_in) = (fixture.browser(), fixture.browser());
    signed_in.sign_in("op").await;
    let callback = pending.callback_of("op").await;
    let fixture = fixture.restart().await;
    assert_eq!(pending.get(callback).await.header("location"), Some("/"));
    assert_eq!(signed_in.get_json("/api/auth/session").await.status, StatusCode::OK);
    assert_eq!(fixture.audit().await.len(), 2);
}

/// ST-04: however many copies arrive at once, there is one token request and one session.
#[tokio::test]
async fn fifty_copies_of_one_callback_are_one_sign_in() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let answers = join_all((0..50).map(|_| browser.get(callback.as_str()))).await;
    let landed = answers.iter().filter(|answer| answer.header("location") == Some("/")).count();
    let rejected = answers.iter().filter(|answer| {
        answer.status == StatusCode::BAD_REQUEST && answer.code() == "invalid_state" && answer.location().is_none()
    });
    assert_eq!((landed, rejected.count()), (1, 49));
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 1);
    let sessions = fixture.audit().await;
    assert_eq!(sessions.len(), 1);
}

/// AC-17: two first sign-ins of one person at once are one user.
#[tokio::test]
async fn first_sign_ins_at_once_are_one_user() {
    let fixture = ServerFixture::new().await;
    let browsers: Vec<_> = (0..20).map(|_| fixture.browser()).collect();
    let callbacks = join_all(browsers.iter().map(|browser| browser.callback_of("op"))).await;
    let answers = join_all(browsers.iter().zip(callbacks).map(|(browser, callback)| browser.get(callback))).await;
    assert!(answers.iter().all(|answer| answer.header("location") == Some("/")));
    let sessions = join_all(browsers.iter().map(|browser| browser.get_json("/api/auth/session"))).await;
    let users: HashSet<_> = sessions.iter().map(|answer| answer.json()["user"]["id"].to_string()).collect();
    assert_eq!(users.len(), 1);
}

/// ST-16: under load every session belongs to the person whose code it was.
#[tokio::test]
async fn nobody_gets_somebody_elses_session() {
    let fixture = ServerFixture::new().await;
    let people = ["amara", "joonas", "wulan", "mei"];
    let sign_in = async |who: &'static str| {
        let browser = fixture.browser();
        let begun = browser.get(format!("/api/auth/providers/op/authorize?login_hint={who}")).await;
        let callback = browser.through_the_provider(&begun).await;
        let answer = browser.get(callback).await;
        assert_eq!(answer.header("location"), Some("/"), "{}", answer.body);
        let session = browser.get_json("/api/auth/session").await.json();
        assert_eq!(session["user"]["username"], who);
    };
    join_all((0..60).map(|index| sign_in(people[index % people.len()]))).await;
}

/// The seventh pending sign-in of a browser takes the place of the first.
#[tokio::test]
async fn a_browser_has_at_most_five_pending_sign_ins() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let mut callbacks = Vec::new();
    for _ in 0..6 {
        callbacks.push(browser.callback_of("op").await);
        fixture.clock.advance(Duration::seconds(1));
    }
    assert_eq!(browser.cookies("flow").len(), 5);
    assert_eq!(browser.get(callbacks.remove(0)).await.code(), "invalid_state");
    for callback in callbacks {
        assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    }
}

/// MX-10: the provider changes between authorize and callback.
#[tokio::test]
async fn a_provider_that_changes_meanwhile() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let (disabled, deleted, moved) =
        (browser.callback_of("op").await, browser.callback_of("op").await, browser.callback_of("op").await);
    let record = provider("op", "pocketid", &json!({}), fixture.op.issuer());

    fixture.reconfigure(|all| all[0].settings_mut().enabled = false).await;
    let answer = browser.get(disabled).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "provider_disabled"));
    let anonymous = fixture.browser().get("/api/auth/providers/op/callback?code=c&state=s").await;
    assert_eq!(anonymous.code(), "unknown_provider", "nobody else learns that it was there");

    fixture.reconfigure(Vec::clear).await;
    let answer = browser.get(deleted).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "invalid_state"));

    let another = DemoIdp::start(Options::new(fixture.clock.clone(), Arc::new(OsRandom))).await.unwrap();
    let mut elsewhere = record.clone();
    elsewhere.credentials = provider("op", "pocketid", &json!({}), another.issuer()).credentials;
    fixture.reconfigure(|all| *all = vec![elsewhere]).await;
    fixture.until_ready().await;
    let answer = browser.get(moved).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "invalid_state"));
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 0, "no code went anywhere");
    assert_eq!(another.requests().count(Endpoint::Token), 0);
}

/// §4: two providers of one definition.
#[tokio::test]
async fn a_second_provider_of_the_same_definition_is_another_provider() {
    let fixture = ServerFixture::with(Setup { more: vec![("work", json!({}))], ..Setup::default() }).await;
    let (op, work) = (fixture.browser(), fixture.browser());
    op.sign_in("op").await;
    work.sign_in("work").await;
    let id = |answer: vestibule_tests::Answer| answer.json()["user"]["id"].clone();
    // The same address, verified on both sides: linked by default.
    assert_eq!(id(op.get_json("/api/auth/session").await), id(work.get_json("/api/auth/session").await));
}

/// An upstream that knows this installation by another path.
#[tokio::test]
async fn an_extra_callback_path() {
    let setup = Setup { settings: json!({ "callback_path": "/oauth2/callback" }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    assert_eq!(callback.path(), "/oauth2/callback");
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
}
