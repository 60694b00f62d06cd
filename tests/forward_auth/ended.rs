//! A session that has ended, and a database that does not answer: never a 2xx.

use http::{Method, StatusCode};
use vestibule_core::ids::Ref;
use vestibule_store::{Actor, Configured, EventKind, NewAuditEvent, Outcome, UserChange};

use crate::{SCRIPT, assert_nobody, signed_in_as, verify};

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
    let (world, browser) = signed_in_as("amara").await;
    assert_eq!(verify(&browser, &[SCRIPT]).await.status, StatusCode::OK);
    let desk = world.browser();
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
    let (world, browser) = signed_in_as("amara").await;
    let id = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    let event = NewAuditEvent {
        event: EventKind::UserChanged,
        outcome: Outcome::Ok,
        code: None,
        reference: Ref::parse("0000000000").unwrap(),
        provider: None,
        user: None,
        actor: Actor::Shell,
        address: None,
        detail: None,
    };
    let change = UserChange { disabled: Some(true), is_admin: None };
    world.house.store.change_user(id, change, Configured::default(), &event).await.unwrap();
    let world = world.restart().await;
    assert_nobody(&verify(&browser.reconnected(), &[SCRIPT]).await, "kept out");
    drop(world);
}

/// FA-08: not 401 either, or a lost database would look like a sign-out.
#[tokio::test]
async fn the_database_is_gone() {
    let (world, browser) = signed_in_as("amara").await;
    for entry in std::fs::read_dir(world.site.folder.path()).unwrap() {
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
