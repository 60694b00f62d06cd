//! Two nodes on one PostgreSQL database. Neither forgets a session by itself during a test: what ends at one of them is
//! gone at the other because it was notified.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::json;
use url::Url;
use vestibule_core::access::{Providers, Rules};
use vestibule_store::{AuditEvent, EventKind, UserChange};
use vestibule_tests::{Browser, ServerFixture, Setup};

use super::sessions::reference;

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
async fn until_out(browser: &Browser, node: &Url) {
    let out = async {
        while browser.get_json(node.join("/api/auth/session").unwrap()).await.status != StatusCode::UNAUTHORIZED {
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), out).await.expect("the session ends there, too");
}

/// SE-02, SE-03, SE-04.
#[tokio::test]
async fn what_ends_at_one_node_ends_at_the_other() {
    let more = vec![("second", json!({}))];
    let fixture = ServerFixture::with(Setup { postgres: true, more, ..Setup::default() }).await;
    let (other, there) = fixture.another_node().await;
    let known_there = async || {
        let browser = fixture.browser();
        browser.sign_in_as("op", "amara").await;
        let seen = browser.get_json(there.join("/api/auth/session").unwrap()).await;
        assert_eq!(seen.status, StatusCode::OK, "and is in memory there");
        (browser, seen.json()["user"]["id"].as_str().unwrap().parse().unwrap())
    };
    let own = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];

    let (leaves, user) = known_there().await;
    leaves.post_form("/api/auth/logout", &[]).await;
    until_out(&leaves, &there).await;

    let ((stays, _), (ends, _)) = (known_there().await, known_there().await);
    let answer = stays.send(Method::DELETE, "/api/auth/sessions", &own, None).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "sessions_ended": 1 })));
    until_out(&ends, &there).await;
    assert_eq!(stays.get_json(there.join("/api/auth/session").unwrap()).await.status, StatusCode::OK);

    let (by_second, _) = known_there().await;
    by_second.sign_in_as("second", "amara").await;
    assert_eq!(by_second.get_json(there.join("/api/auth/session").unwrap()).await.status, StatusCode::OK);
    let links = fixture.application.store.list_links(user).await.unwrap();
    let second = links.iter().find(|link| link.provider.as_str() == "second").unwrap().id;
    let answer = stays.send(Method::DELETE, format!("/api/auth/links/{second}"), &own, None).await;
    assert_eq!(answer.json(), json!({ "sessions_ended": 1 }));
    until_out(&by_second, &there).await;

    // An administrator at the other node.
    assert_eq!(stays.get_json("/api/auth/session").await.status, StatusCode::OK);
    let (change, event) = (
        UserChange { disabled: Some(true), ..UserChange::default() },
        AuditEvent::new(EventKind::UserChanged, reference()),
    );
    other
        .application
        .store
        .change_user(
            user,
            change,
            Rules { providers: &Providers::default(), grant_max_age: chrono::Duration::days(30) },
            &event,
        )
        .await
        .unwrap();
    until_out(&stays, &fixture.environment.base).await;
}
