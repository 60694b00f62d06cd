//! A definition is dropped into a running server, changed, broken, fixed and taken away.

use std::fs;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_tests::{
    Answer, Browser,
    installation::{SECRET, provider},
};

use crate::reload_fixture::{ApiClient, ReloadFixture, definition, eventually, offered};

/// People sign in by the other providers until a hundred have, one after the other.
async fn sign_in_meanwhile(browser: impl Fn() -> Browser) {
    for number in 0..100 {
        let provider = if number % 2 == 0 { "op" } else { "work" };
        let answer = browser().sign_in(provider).await;
        assert_eq!(answer.header("location"), Some("/"), "sign-in {number}: {}", answer.body);
    }
}

/// The faults of definitions, as the admin API tells them.
async fn faults(program: &ApiClient) -> Value {
    program.get("/api/admin/registry").await["definition_faults"].clone()
}

/// HR-01: from an empty folder to a signed-in person and back, without a restart, and nobody else notices.
#[tokio::test]
async fn a_definition_comes_changes_breaks_heals_and_goes() {
    let mut fixture = ReloadFixture::serve().await;
    fixture.configure(&(provider("op", fixture.op.issuer()) + &provider("work", fixture.op.issuer())));
    fixture.until_offered(&["Pocket ID", "Pocket ID"]).await;
    let (base, program) = (fixture.installation.base.clone(), fixture.program().await);
    let meanwhile = tokio::spawn(sign_in_meanwhile(move || Browser::new(&base)));

    // It comes, and an administrator gives it what it needs.
    fixture.drop_in(&definition("Our club"));
    fixture.program.until_log(r#""definition":"club""#).await;
    let created = program.ask(Method::POST, "/api/admin/providers", Some(json!({ "id": "club" }))).await;
    assert_eq!((created.status, &created.json()["state"]), (StatusCode::CREATED, &json!("disabled")));
    let browser = fixture.browser();
    assert_eq!(offered(&browser).await, ["Pocket ID", "Pocket ID"], "without credentials it is not offered");
    let path = "/api/admin/providers/club";
    let credentials = json!({ "issuer_url": fixture.op.issuer(), "client_id": "club", "client_secret": SECRET });
    let on = json!({ "enabled": true, "credentials": credentials });
    let answer = program.ask(Method::PATCH, path, Some(on)).await;
    assert_eq!((answer.status, &answer.json()["state"]), (StatusCode::OK, &json!("ready")), "{}", answer.body);
    assert!(browser.get("/login").await.body.contains("Our club"), "it has a button at once");
    fixture.assert_signs_in("club").await;

    // Its name changes.
    fixture.drop_in(&definition("Their club"));
    fixture.until_offered(&["Pocket ID", "Pocket ID", "Their club"]).await;

    // It breaks: the old one works on, and the fault has a place.
    let broken = definition("No club").replace("protocol = \"oidc\"", "protocol = \"odic\"");
    fixture.drop_in(&broken);
    let line = fixture.program.until_log("providers/club.toml:3:12: /protocol").await;
    assert!(line.contains("\"WARN\""), "{line}");
    let faulty = faults(&program).await;
    let place = json!({ "kind": "file", "path": fixture.file(), "line": 3, "column": 12 });
    let reported = &faulty[0]["faults"][0];
    assert_eq!((&reported["origin"], &reported["pointer"]), (&place, &json!("/protocol")), "{faulty}");
    assert_eq!(offered(&browser).await, ["Pocket ID", "Pocket ID", "Their club"], "the last good one stays");
    fixture.assert_signs_in("club").await;
    assert_eq!(browser.get_json("/healthz").await.json()["status"], "degraded");

    // It is fixed.
    fixture.drop_in(&definition("One club"));
    fixture.program.until_log("the errors of ").await;
    fixture.until_offered(&["One club", "Pocket ID", "Pocket ID"]).await;
    fixture.assert_signs_in("club").await;
    assert_eq!(
        (faults(&program).await, &browser.get_json("/healthz").await.json()["status"]),
        (json!([]), &json!("ok"))
    );

    // It goes.
    fs::remove_file(fixture.file()).unwrap();
    fixture.until_offered(&["Pocket ID", "Pocket ID"]).await;
    let answer = browser.get_json("/api/auth/providers/club/authorize").await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "provider_misconfigured"));
    meanwhile.await.unwrap();
    assert_eq!(fixture.program.terminate().await.code, Some(0));
}

#[tokio::test]
async fn one_definition_serves_two_providers() {
    let fixture = ReloadFixture::serve_with_club().await;
    let more = fixture.section("work", "club", "display_name = \"Work\"\n");
    fixture.configure(&(fixture.both() + &more));
    fixture.until_offered(&["Our club", "Pocket ID", "Work"]).await;
    fixture.assert_signs_in("club").await;
    fixture.assert_signs_in("work").await;
    fixture.drop_in(&definition("Their club"));
    fixture.until_offered(&["Pocket ID", "Their club", "Work"]).await;
    fs::remove_file(fixture.file()).unwrap();
    fixture.until_offered(&["Pocket ID"]).await;
}

/// AD-07: an icon next to a definition is on its button, and harmless when somebody opens it by itself.
#[tokio::test]
async fn an_icon_next_to_a_definition_is_served() {
    let fixture = ReloadFixture::serve().await;
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    fs::write(fixture.installation.path("providers/club.svg"), drawing).unwrap();
    fixture.drop_in(&format!("icon = \"club.svg\"\n{}", definition("Our club")));
    fixture.configure(&fixture.both());
    fixture.until_offered(&["Our club", "Pocket ID"]).await;
    let browser = fixture.browser();
    let url = async || browser.get_json("/api/auth/providers").await.json()["providers"][0]["icon_url"].clone();
    let first = url().await;
    let first = first.as_str().unwrap();
    let path = first.strip_prefix(fixture.installation.base.as_str()).unwrap();
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

    fs::write(fixture.installation.path("providers/club.svg"), drawing.replace("alert(1)", "")).unwrap();
    eventually("the icon has another name", async || url().await != first).await;
    assert_eq!(browser.get(first).await.status, StatusCode::NOT_FOUND);
}

/// AP-03: a definition of an app comes, breaks with its place, is right again and goes, like one of a provider.
#[tokio::test]
async fn a_definition_of_an_app_comes_breaks_and_goes() {
    let mut fixture = ReloadFixture::serve_where(|installation| {
        fs::create_dir(installation.path("apps")).unwrap();
        installation.configure(
            "[apps.own]\nsettings = { base_url = \"https://own.example.com\" }\nclient_secret = \"0123456789abcdef\"\n",
        );
    })
    .await;
    let program = fixture.program().await;
    let path = fixture.installation.path("apps/own.toml");
    let text = "id = \"own\"\nname = \"Our own\"\nhomepage = \"https://own.example\"\nguide = \"{{client_id}}\"\n\
                [client]\nredirect_uris = [\"{base_url}/cb\"]\n\
                [settings]\ntype = \"object\"\nrequired = [\"base_url\"]\n\
                [settings.properties.base_url]\ntype = \"string\"\nformat = \"uri\"\n";
    let authorize = "/api/oidc/authorize?client_id=own&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fown.example.com%2Fcb\
                     &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let unknown = |answer: &Answer| answer.status == StatusCode::BAD_REQUEST;
    let known = |answer: &Answer| answer.status == StatusCode::SEE_OTHER;
    fixture.until_answer(authorize, unknown).await;
    fs::write(&path, text).unwrap();
    fixture.until_answer(authorize, known).await;
    fs::write(&path, text.replace("{base_url}/cb", "{base_ulr}/cb")).unwrap();
    fixture.program.until_log("apps/own.toml:6:18: /client/redirect_uris/0").await;
    let faulty = faults(&program).await;
    assert_eq!(faulty[0]["faults"][0]["origin"]["line"], 6, "{faulty}");
    fixture.until_answer(authorize, known).await;
    fs::remove_file(&path).unwrap();
    fixture.until_answer(authorize, unknown).await;
    assert_eq!(faults(&program).await, json!([]));
}
