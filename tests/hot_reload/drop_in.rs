//! A definition is dropped into a running server, changed, broken, mended and taken away.

use std::fs;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_tests::{
    Browser,
    installation::{SECRET, provider},
};

use crate::club::{Asker, Club, definition, eventually, offered};

/// People sign in by the other providers until a hundred have, one after the other.
async fn sign_in_meanwhile(browser: impl Fn() -> Browser) {
    for number in 0..100 {
        let provider = if number % 2 == 0 { "op" } else { "work" };
        let answer = browser().sign_in(provider).await;
        assert_eq!(answer.header("location"), Some("/"), "sign-in {number}: {}", answer.body);
    }
}

/// The faults of definitions, as the admin API tells them.
async fn faults(program: &Asker) -> Value {
    program.get("/api/admin/registry").await["definition_faults"].clone()
}

/// HR-01: from an empty folder to a signed-in person and back, without a restart, and nobody else notices.
#[tokio::test]
async fn a_definition_comes_changes_breaks_heals_and_goes() {
    let mut club = Club::serve().await;
    club.configure(&(provider("op", club.op.issuer()) + &provider("work", club.op.issuer())));
    club.until_offered(&["Pocket ID", "Pocket ID"]).await;
    let (base, program) = (club.installation.base.clone(), club.program().await);
    let meanwhile = tokio::spawn(sign_in_meanwhile(move || Browser::new(&base)));

    // It comes, and an administrator gives it what it needs.
    club.drop_in(&definition("Our club"));
    club.program.until_log(r#""definition":"club""#).await;
    let created = program.ask(Method::POST, "/api/admin/providers", Some(json!({ "id": "club" }))).await;
    assert_eq!((created.status, &created.json()["state"]), (StatusCode::CREATED, &json!("disabled")));
    let browser = club.browser();
    assert_eq!(offered(&browser).await, ["Pocket ID", "Pocket ID"], "without credentials it is not offered");
    let path = "/api/admin/providers/club";
    let credentials = json!({ "issuer_url": club.op.issuer(), "client_id": "club", "client_secret": SECRET });
    let on = json!({ "enabled": true, "credentials": credentials });
    let answer = program.ask(Method::PATCH, path, Some(on)).await;
    assert_eq!((answer.status, &answer.json()["state"]), (StatusCode::OK, &json!("ready")), "{}", answer.body);
    assert!(browser.get("/login").await.body.contains("Our club"), "it has a button at once");
    club.assert_signs_in("club").await;

    // Its name changes.
    club.drop_in(&definition("Their club"));
    club.until_offered(&["Pocket ID", "Pocket ID", "Their club"]).await;

    // It breaks: the old one works on, and the fault has a place.
    let broken = definition("No club").replace("protocol = \"oidc\"", "protocol = \"odic\"");
    club.drop_in(&broken);
    let line = club.program.until_log("providers/club.toml:3:12: /protocol").await;
    assert!(line.contains("\"WARN\""), "{line}");
    let faulty = faults(&program).await;
    let place = json!({ "kind": "file", "path": club.file(), "line": 3, "column": 12 });
    let told = &faulty[0]["faults"][0];
    assert_eq!((&told["origin"], &told["pointer"]), (&place, &json!("/protocol")), "{faulty}");
    assert_eq!(offered(&browser).await, ["Pocket ID", "Pocket ID", "Their club"], "the last good one stays");
    club.assert_signs_in("club").await;
    assert_eq!(browser.get_json("/healthz").await.json()["status"], "degraded");

    // It is mended.
    club.drop_in(&definition("One club"));
    club.program.until_log("definition errors resolved").await;
    club.until_offered(&["One club", "Pocket ID", "Pocket ID"]).await;
    club.assert_signs_in("club").await;
    assert_eq!(
        (faults(&program).await, &browser.get_json("/healthz").await.json()["status"]),
        (json!([]), &json!("ok"))
    );

    // It goes.
    fs::remove_file(club.file()).unwrap();
    club.until_offered(&["Pocket ID", "Pocket ID"]).await;
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

/// AD-07: a picture beside a definition is on its button, and harmless when somebody opens it by itself.
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
    // As a picture a drawing runs nothing; by itself it is opened in a sandbox.
    let page = browser.get("/login").await.body;
    assert!(page.contains("<img") && !page.contains("alert(1)"), "{page}");
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
