//! HR-04: people who are at the upstream while their provider changes.

use std::fs;

use http::StatusCode;
use url::Url;
use vestibule_tests::{Browser, installation::provider};

use crate::reload_fixture::{ReloadFixture, definition, eventually};

/// So many people who have been at the upstream and not come back yet.
async fn waiting(fixture: &ReloadFixture, number: usize) -> Vec<(Browser, Url)> {
    let mut people = Vec::new();
    for _ in 0..number {
        let browser = fixture.browser();
        let callback = browser.callback_of("club").await;
        people.push((browser, callback));
    }
    people
}

#[tokio::test]
async fn hr_04_a_change_disturbs_nobody_who_is_under_way() {
    let fixture = ReloadFixture::serve_with_club().await;
    let people = waiting(&fixture, 50).await;
    fixture.drop_in(&definition("Their club").replace(", \"email\"", ""));
    fixture.until_offered(&["Pocket ID", "Their club"]).await;
    for (browser, callback) in people {
        assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    }

    let people = waiting(&fixture, 50).await;
    fixture.configure(&fixture.both().replace("definition = \"club\"\nenabled = true", "definition = \"club\""));
    fixture.until_offered(&["Pocket ID"]).await;
    for (browser, callback) in people {
        let answer = browser.get(callback).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "provider_disabled"));
    }

    fixture.configure(&fixture.both());
    fixture.until_offered(&["Pocket ID", "Their club"]).await;
    let people = waiting(&fixture, 50).await;
    fixture.configure(&provider("op", fixture.op.issuer()));
    fixture.until_offered(&["Pocket ID"]).await;
    for (browser, callback) in people {
        let answer = browser.get(callback).await;
        assert!(answer.location().is_none() && answer.status.is_client_error(), "{answer:?}");
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    }

    // The definition goes while its provider stays.
    fixture.configure(&fixture.both());
    fixture.until_offered(&["Pocket ID", "Their club"]).await;
    let people = waiting(&fixture, 50).await;
    fs::remove_file(fixture.file()).unwrap();
    fixture.until_offered(&["Pocket ID"]).await;
    for (browser, callback) in people {
        assert!(!browser.get(callback).await.status.is_success());
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    }
    let alive = async || fixture.browser().get_json("/readyz").await.status == StatusCode::OK;
    eventually("it goes on", alive).await;
}
