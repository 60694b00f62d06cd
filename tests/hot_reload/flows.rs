//! HR-04: people who are at the upstream while their provider changes.

use std::fs;

use http::StatusCode;
use url::Url;
use vestibule_tests::{Browser, installation::provider};

use crate::club::{Club, definition, eventually};

/// So many people who have been at the upstream and not come back yet.
async fn waiting(club: &Club, number: usize) -> Vec<(Browser, Url)> {
    let mut people = Vec::new();
    for _ in 0..number {
        let browser = club.browser();
        let callback = browser.callback_of("club").await;
        people.push((browser, callback));
    }
    people
}

#[tokio::test]
async fn hr_04_a_change_disturbs_nobody_who_is_under_way() {
    let club = Club::serve_with_club().await;
    let people = waiting(&club, 50).await;
    club.drop_in(&definition("Their club").replace(", \"email\"", ""));
    club.until_offered(&["Pocket ID", "Their club"]).await;
    for (browser, callback) in people {
        assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    }

    let people = waiting(&club, 50).await;
    club.configure(&club.both().replace("definition = \"club\"\nenabled = true", "definition = \"club\""));
    club.until_offered(&["Pocket ID"]).await;
    for (browser, callback) in people {
        let answer = browser.get(callback).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "provider_disabled"));
    }

    club.configure(&club.both());
    club.until_offered(&["Pocket ID", "Their club"]).await;
    let people = waiting(&club, 50).await;
    club.configure(&provider("op", club.op.issuer()));
    club.until_offered(&["Pocket ID"]).await;
    for (browser, callback) in people {
        let answer = browser.get(callback).await;
        assert!(answer.location().is_none() && answer.status.is_client_error(), "{answer:?}");
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    }

    // The definition goes while its provider stays.
    club.configure(&club.both());
    club.until_offered(&["Pocket ID", "Their club"]).await;
    let people = waiting(&club, 50).await;
    fs::remove_file(club.file()).unwrap();
    club.until_offered(&["Pocket ID"]).await;
    for (browser, callback) in people {
        assert!(!browser.get(callback).await.status.is_success());
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    }
    let alive = async || club.browser().get_json("/readyz").await.status == StatusCode::OK;
    eventually("it goes on", alive).await;
}
