//! A session that has ended, and a database that does not answer: never a 2xx.

use http::{Method, StatusCode};
use vestibule_core::{
    access::{Providers, Rules},
    ids::Ref,
};
use vestibule_store::{Actor, AuditEvent, EventKind, UserChange};

use vestibule_tests::{ServerFixture, Setup};

use crate::{CLICK, SCRIPT, assert_nobody, behind_a_proxy, identity, signed_in_as, verify};

/// FA-12: signing out counts with the next question, although the session is in memory.
#[tokio::test]
async fn signed_out() {
    let (_world, browser) = signed_in_as("amara").await;
    let cookie = browser.cookies("session").remove(0);
    assert_eq!(verify(&browser, &[SCRIPT]).await.status, StatusCode::OK);
    browser.post_form("/api/auth/logout", &[]).await;
    browser.plant(&cookie.0, &cookie.1);
    assert_nobody(&verify(&browser, &[SCRIPT]).await, "signed out");
}

/// FA-12: so does the end of a session from another browser.
#[tokio::test]
async fn ended_from_elsewhere() {
    let (fixture, browser) = signed_in_as("amara").await;
    assert_eq!(verify(&browser, &[SCRIPT]).await.status, StatusCode::OK);
    let desk = fixture.browser();
    desk.sign_in_as("op", "amara").await;
    let list = desk.get_json("/api/auth/sessions").await.json();
    let other = list["items"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/api/auth/sessions/{}", other["id"].as_str().unwrap());
    desk.send(Method::DELETE, path, &[("sec-fetch-site", "same-origin")], None).await;
    assert_nobody(&verify(&browser, &[SCRIPT]).await, "ended");
}

/// A person whom somebody else keeps out is not let in by what this node remembers of them from before a restart.
#[tokio::test]
async fn kept_out() {
    let (fixture, browser) = signed_in_as("amara").await;
    let id = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    let event = AuditEvent::new(EventKind::UserChanged, Ref::parse("0000000000").unwrap()).actor(Actor::Shell);
    let change = UserChange { disabled: Some(true), ..UserChange::default() };
    let providers = Providers::default();
    let rules = Rules { providers: &providers, grant_max_age: chrono::Duration::days(30) };
    fixture.application.store.change_user(id, change, rules, &event).await.unwrap();
    let fixture = fixture.restart().await;
    assert_nobody(&verify(&browser.reconnected(), &[SCRIPT]).await, "kept out");
    drop(fixture);
}

/// FA-08, DB-02: storage that does not answer is 503 for whoever would have to be looked up, and nobody's 2xx or 401.
#[tokio::test]
async fn the_database_does_not_answer() {
    let fixture = ServerFixture::with(Setup { in_memory: true, ..behind_a_proxy() }).await;
    let browser = fixture.browser();
    browser.sign_in_as("op", "amara").await;
    let held = fixture.test_access.hold_writes().await.unwrap();
    let cookie = browser.cookies("session").remove(0);
    browser.plant(&cookie.0, &"B".repeat(43));
    for wish in [SCRIPT, CLICK] {
        let answer = verify(&browser, &[wish]).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "storage_unavailable"));
        assert_nobody(&answer, "storage that does not answer");
    }
    drop(held);
    assert_eq!(verify(&browser, &[SCRIPT]).await.status, StatusCode::UNAUTHORIZED, "it heals by itself");
    browser.plant(&cookie.0, &cookie.1);
    assert_eq!(identity(&verify(&browser, &[SCRIPT]).await)[0], "amara");
}

/// FA-08: not 401 either, or a lost database would look like a sign-out.
#[tokio::test]
async fn the_database_is_gone() {
    let (fixture, browser) = signed_in_as("amara").await;
    for entry in std::fs::read_dir(fixture.environment.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let length = std::fs::metadata(&path).unwrap().len();
        std::fs::write(&path, vec![0x5a; usize::try_from(length).unwrap()]).unwrap();
    }
    let (name, _) = browser.cookies("session").remove(0);
    browser.plant(&name, &"B".repeat(43));
    let answer = verify(&browser, &[SCRIPT]).await;
    assert!(answer.status.is_server_error(), "{answer:?}");
    assert_nobody(&answer, "no database");
}
