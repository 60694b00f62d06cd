//! A definition is dropped into a running server, changed, broken, mended and taken away.

use std::fs;

use http::StatusCode;
use vestibule_tests::Browser;

use crate::club::{Club, definition, eventually, offered};

/// As many people as there are sign in by another provider meanwhile.
async fn sign_in_meanwhile(browser: impl Fn() -> Browser) {
    for number in 0..100 {
        let answer = browser().sign_in("op").await;
        assert_eq!(answer.header("location"), Some("/"), "sign-in {number}: {}", answer.body);
    }
}

/// HR-01: from an empty folder to a signed-in person and back, without a restart, and nobody else notices.
#[tokio::test]
async fn a_definition_comes_changes_breaks_heals_and_goes() {
    let mut club = Club::serve().await;
    let base = club.installation.base.clone();
    let meanwhile = tokio::spawn(sign_in_meanwhile(move || Browser::new(&base)));

    club.drop_in(&definition("Our club"));
    club.program.until_log(r#""definition":"club""#).await;
    let browser = club.browser();
    assert_eq!(offered(&browser).await, ["Pocket ID"], "without credentials it is not offered");
    club.configure(&club.both());
    club.until_offered(&["Our club", "Pocket ID"]).await;
    assert!(browser.get("/login").await.body.contains("Our club"));
    club.assert_signs_in("club").await;

    club.drop_in(&definition("Their club"));
    club.until_offered(&["Pocket ID", "Their club"]).await;

    let broken = definition("No club").replace("protocol = \"oidc\"", "protocol = \"odic\"");
    club.drop_in(&broken);
    let line = club.program.until_log("providers/club.toml:3:12: /protocol").await;
    assert!(line.contains("\"WARN\""), "{line}");
    assert_eq!(offered(&browser).await, ["Pocket ID", "Their club"], "the last good one stays");
    club.assert_signs_in("club").await;
    assert_eq!(browser.get_json("/healthz").await.json()["status"], "degraded");

    club.drop_in(&definition("One club"));
    club.program.until_log("definition: the fault is gone").await;
    club.until_offered(&["One club", "Pocket ID"]).await;
    club.assert_signs_in("club").await;
    assert_eq!(browser.get_json("/healthz").await.json()["status"], "ok");

    fs::remove_file(club.file()).unwrap();
    club.until_offered(&["Pocket ID"]).await;
    let answer = browser.get_json("/api/auth/providers/club/authorize").await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::NOT_FOUND, "unknown_provider"));
    meanwhile.await.unwrap();
    assert_eq!(club.program.terminate().await.code, Some(0));
}

#[tokio::test]
async fn one_definition_serves_two_providers() {
    let club = Club::serve_with_club().await;
    let more = club.section("work", "club", "display_name = \"Work\"\n");
    club.configure(&(club.both() + &more));
    club.until_offered(&["Our club", "Pocket ID", "Work"]).await;
    club.assert_signs_in("club").await;
    club.assert_signs_in("work").await;
    club.drop_in(&definition("Their club"));
    club.until_offered(&["Pocket ID", "Their club", "Work"]).await;
    fs::remove_file(club.file()).unwrap();
    club.until_offered(&["Pocket ID"]).await;
}

/// A picture beside a definition is on its button, and harmless when somebody opens it by itself.
#[tokio::test]
async fn an_icon_beside_a_definition_is_served() {
    let club = Club::serve().await;
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    fs::write(club.installation.path("providers/club.svg"), drawing).unwrap();
    club.drop_in(&format!("icon = \"club.svg\"\n{}", definition("Our club")));
    club.configure(&club.both());
    club.until_offered(&["Our club", "Pocket ID"]).await;
    let browser = club.browser();
    let url = async || browser.get_json("/api/auth/providers").await.json()["providers"][0]["icon_url"].clone();
    let first = url().await;
    let first = first.as_str().unwrap();
    let path = first.strip_prefix(club.installation.base.as_str()).unwrap();
    assert!(browser.get("/login").await.body.contains(path), "{path}");
    let icon = browser.get(first).await;
    assert_eq!((icon.status, &*icon.body), (StatusCode::OK, drawing));
    for (name, value) in [
        ("content-type", "image/svg+xml"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(icon.header(name), Some(value));
    }

    fs::write(club.installation.path("providers/club.svg"), drawing.replace("alert(1)", "")).unwrap();
    eventually("the icon has another name", async || url().await != first).await;
    assert_eq!(browser.get(first).await.status, StatusCode::NOT_FOUND);
}
