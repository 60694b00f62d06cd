//! `POST /api/admin/providers`.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::{Api, CANARY, PROVIDERS, pointers, refusal};

#[tokio::test]
async fn a_provider_with_credentials_works_immediately() {
    let api = Api::with_upstream().await;
    let body = json!({ "id": "work", "definition": "pocketid", "enabled": true, "display_name": "Work",
        "credentials": api.credentials("work", CANARY) });
    let answer = api.ask(Method::POST, PROVIDERS, Some(&body)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(answer.header("location"), Some("/api/admin/providers/work"));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let created = answer.json();
    assert_eq!((&created["state"], &created["faults"]), (&json!("ready"), &json!([])));
    assert_eq!(
        (&created["owner"], &created["revision"], &created["name"]),
        (&json!("admin"), &json!(1), &json!("Work"))
    );
    assert_eq!(created["credentials"]["client_secret"], json!({ "set": true }));
    assert_eq!(created["origins"]["credentials"]["client_id"], json!({ "kind": "admin" }));
    assert_eq!(created["origins"]["settings"]["display_name"], json!({ "kind": "admin" }));
    assert_eq!(created["origins"]["settings"]["linking"], json!({ "kind": "built_in" }));
    let browser = api.fixture.browser();
    assert!(browser.get("/login").await.body.contains("Sign in with Work"));
    assert_eq!(browser.sign_in("work").await.location().unwrap().path(), "/");
    assert_eq!(browser.get_json("/api/auth/session").await.json()["provider"], json!("work"));
    let event = api.fixture.audit().await.into_iter().find(|event| event.event.kind.as_str() == "provider_created");
    let event = event.unwrap().event;
    assert_eq!(event.provider, Some("work".parse().unwrap()));
    assert!(matches!(event.actor, vestibule_store::Actor::Token(_)), "{event:?}");
}

#[tokio::test]
async fn id_and_definition_are_each_others_default() {
    let api = Api::new().await;
    for (body, wanted) in [
        (json!({ "definition": "google" }), ("google", "google")),
        (json!({ "id": "github" }), ("github", "github")),
        (json!({ "id": "other", "definition": "google" }), ("other", "google")),
    ] {
        let created = api.ask(Method::POST, PROVIDERS, Some(&body)).await.json();
        let found = (created["id"].as_str().unwrap(), created["definition"].as_str().unwrap());
        assert_eq!(found, wanted);
        assert_eq!((&created["state"], &created["settings"]["enabled"]), (&json!("disabled"), &json!(false)));
    }
    // Values from the definition apply, and their origin is shown.
    let google = api.get(&format!("{PROVIDERS}/google")).await.json();
    assert_eq!(google["credentials"]["issuer_url"], json!("https://accounts.google.com"));
    assert_eq!(google["origins"]["credentials"]["issuer_url"], json!({ "kind": "built_in" }));
}

/// AD-07 where it says `icon`.
#[tokio::test]
async fn invalid_providers_are_rejected_with_pointers() {
    let api = Api::new().await;
    let before = api.rows().await;
    let long = "a".repeat(64);
    for (body, code, wanted) in [
        (json!({}), (422, "invalid_id"), &["/id"][..]),
        (json!({ "id": "No Id" }), (422, "invalid_id"), &["/id"]),
        (json!({ "id": 1, "definition": null }), (422, "invalid_id"), &["/definition", "/id"]),
        (json!({ "id": long }), (422, "invalid_id"), &["/id"]),
        (json!({ "id": "none" }), (422, "invalid_parameter"), &["/definition"]),
        (json!({ "id": "work", "definition": "poketid" }), (422, "invalid_parameter"), &["/definition"]),
        (json!({ "id": "op", "definition": "pocketid" }), (409, "id_taken"), &[]),
        (json!({ "id": "google", "enabld": true }), (422, "unknown_field"), &["/enabld"]),
        (json!({ "id": "google", "settings": { "x": 1 } }), (422, "unknown_field"), &["/settings/x"]),
        (json!({ "id": "google", "state": "ready" }), (422, "unknown_field"), &["/state"]),
        (
            json!({ "id": "google", "enabled": 1, "settings": { "enabled": true } }),
            (422, "unknown_field"),
            &["/enabled", "/settings/enabled"],
        ),
        (
            json!({ "id": "google", "sort_order": "x", "linking": "?" }),
            (422, "invalid_parameter"),
            &["/linking", "/sort_order"],
        ),
        // A setting of the wrong type hides nothing that the protocol finds in the others.
        (
            json!({ "id": "google", "sort_order": "x", "authorize_params": { "state": "x" }, "callback_path": "/login" }),
            (422, "invalid_parameter"),
            &["/authorize_params/state", "/callback_path", "/sort_order"],
        ),
        (json!({ "id": "google", "settings": { "linking": "?" } }), (422, "invalid_parameter"), &["/settings/linking"]),
        (json!({ "id": "google", "icon": "https://evil.example/x.svg" }), (422, "invalid_parameter"), &["/icon"]),
        (json!({ "id": "google", "icon": "javascript:alert(1)" }), (422, "invalid_parameter"), &["/icon"]),
        (json!({ "id": "google", "icon": "<svg onload=alert(1)>" }), (422, "invalid_parameter"), &["/icon"]),
        (json!({ "id": "google", "callback_path": "/login" }), (422, "invalid_parameter"), &["/callback_path"]),
        (
            json!({ "id": "google", "authorize_params": { "state": "x" } }),
            (422, "invalid_parameter"),
            &["/authorize_params/state"],
        ),
        (json!({ "id": "google", "credentials": [] }), (422, "invalid_credentials"), &["/credentials"]),
    ] {
        let answer = api.ask(Method::POST, PROVIDERS, Some(&body)).await;
        assert_eq!(refusal(&answer), (code.0, code.1.to_owned()), "{body}: {}", answer.body);
        assert_eq!(pointers(&answer), wanted, "{body}");
    }
    assert_eq!(api.rows().await, before, "a rejected request writes nothing");
    let near = api.ask(Method::POST, PROVIDERS, Some(&json!({ "id": "google", "enabld": true }))).await;
    assert!(near.body.contains("did you mean `enabled`?"), "{}", near.body);
    let near = api.ask(Method::POST, PROVIDERS, Some(&json!({ "id": "work", "definition": "poketid" }))).await;
    assert!(near.body.contains("did you mean `pocketid`?"), "{}", near.body);
    let one = json!({ "id": "google" });
    assert_eq!(api.ask(Method::POST, PROVIDERS, Some(&one)).await.status, StatusCode::CREATED);
    assert_eq!(refusal(&api.ask(Method::POST, PROVIDERS, Some(&one)).await), (409, "id_taken".to_owned()));
}

/// Pasted values are normalized, and the response shows the result.
#[tokio::test]
async fn normalized_credentials_are_shown() {
    let api = Api::new().await;
    let issuer = api.fixture.op.issuer().to_owned();
    for (index, pasted) in [
        format!(" {issuer}\n"),
        format!("{issuer}/.well-known/openid-configuration"),
        format!("{issuer}/.well-known/oauth-authorization-server/"),
    ]
    .iter()
    .enumerate()
    {
        let credentials = json!({ "issuer_url": pasted, "client_id": " work ", "client_secret": CANARY });
        let body = json!({ "id": format!("p{index}"), "definition": "pocketid", "credentials": credentials });
        let created = api.ask(Method::POST, PROVIDERS, Some(&body)).await.json();
        assert_eq!(created["credentials"]["issuer_url"], json!(issuer), "{pasted:?}");
        assert_eq!(created["credentials"]["client_id"], json!("work"));
    }
}

/// AD-07: what an administrator types is text, on every page.
#[tokio::test]
async fn a_display_name_is_text_and_nothing_else() {
    let api = Api::new().await;
    let name = "<script>alert(1)</script> & \"friends\"";
    let body = json!({ "id": "work", "definition": "pocketid", "enabled": true, "display_name": name,
        "credentials": api.credentials("work", CANARY) });
    assert_eq!(api.ask(Method::POST, PROVIDERS, Some(&body)).await.status, StatusCode::CREATED);
    let page = api.fixture.browser().get("/login").await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.body.contains("alert(1)"), "{}", page.body);
    let hidden = json!({ "id": "google", "display_name": "a\u{202e}b" });
    assert_eq!(pointers(&api.ask(Method::POST, PROVIDERS, Some(&hidden)).await), ["/display_name"]);
}

/// A provider whose upstream does not respond is stored, and the response reports the fault.
#[tokio::test]
async fn an_unreachable_upstream_is_reported_as_a_fault() {
    let api = Api::new().await;
    let mut credentials = api.credentials("work", CANARY);
    credentials["issuer_url"] = json!("http://localhost:1");
    let body = json!({ "id": "work", "definition": "pocketid", "enabled": true, "credentials": credentials });
    let answer = api.ask(Method::POST, PROVIDERS, Some(&body)).await;
    let created: Value = answer.json();
    assert_eq!((answer.status, &created["state"]), (StatusCode::CREATED, &json!("faulted")));
    assert_eq!(
        (&created["faults"][0]["stage"], &created["faults"][0]["code"]),
        (&json!("resolve"), &json!("provider_unavailable"))
    );
    assert!(created["faults"][0]["next_retry_at"].is_string(), "{created}");
}

/// The last valid configuration stays in force, and the reload reports the error.
#[tokio::test]
async fn a_broken_configuration_does_not_block_changes() {
    let api = Api::with_upstream().await;
    api.fixture.environment.providers.refuse(Some("config.toml:3:1: nonsense"));
    let body = json!({ "id": "work", "definition": "pocketid", "enabled": true,
        "credentials": api.credentials("work", CANARY) });
    let created = api.ask(Method::POST, PROVIDERS, Some(&body)).await.json();
    assert_eq!(created["state"], json!("ready"), "{created}");
    for provider in ["work", "op"] {
        let browser = api.fixture.browser();
        assert_eq!(browser.sign_in(provider).await.location().unwrap().path(), "/", "{provider}");
    }
    let off = api.ask(Method::PATCH, &format!("{PROVIDERS}/work"), Some(&json!({ "enabled": false }))).await.json();
    assert_eq!(off["state"], json!("disabled"));
    assert_eq!(api.fixture.browser().get_json("/api/auth/providers/work/authorize").await.code(), "unknown_provider");
    let reload = async || api.ask(Method::POST, "/api/admin/reload", None).await.json();
    let error = reload().await["error"].as_str().unwrap().to_owned();
    assert!(error.contains("config.toml:3:1: nonsense"), "{error}");
    api.fixture.environment.providers.refuse(None);
    assert_eq!(reload().await["error"], json!(null));
}
