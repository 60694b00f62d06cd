//! The lock-out guard: at least one administrator can always sign in.

use http::{Method, StatusCode};
use serde_json::json;

use crate::api::{Api, CANARY, PROVIDERS, refusal};

/// An administrator who can sign in only with `work`, which is managed by administrators.
async fn administrator_by_work() -> Api {
    let api = Api::with_upstream().await;
    let body = json!({ "id": "work", "definition": "pocketid", "enabled": true,
        "admin_email_domains": ["example.com"], "credentials": api.credentials("work", CANARY) });
    assert_eq!(api.ask(Method::POST, PROVIDERS, Some(&body)).await.status, StatusCode::CREATED);
    assert_eq!(api.fixture.browser().sign_in("work").await.status, StatusCode::SEE_OTHER);
    api
}

/// AD-08.
#[tokio::test]
async fn the_last_administrators_provider_is_neither_disabled_nor_deleted() {
    let api = administrator_by_work().await;
    let path = format!("{PROVIDERS}/work");
    let off = json!({ "enabled": false });
    let before = api.rows().await;
    for (method, path, body) in [
        (Method::PATCH, path.clone(), Some(&off)),
        (Method::DELETE, path.clone(), None),
        (Method::DELETE, format!("{path}?force=true"), None),
    ] {
        let answer = api.ask(method.clone(), &path, body).await;
        assert_eq!(refusal(&answer), (409, "last_way_in".to_owned()), "{method} {path}");
    }
    assert_eq!(api.rows().await, before, "a rejected request writes nothing");
    assert_eq!(api.get(&path).await.json()["state"], json!("ready"));
    api.create_local_administrator("root@example.com").await;
    assert_eq!(api.ask(Method::PATCH, &path, Some(&off)).await.status, StatusCode::OK);
}

/// AD-08: links belong to an issuer, so they do not work with another upstream.
#[tokio::test]
async fn the_last_administrators_provider_changes_its_issuer_with_force_only() {
    let api = administrator_by_work().await;
    let path = format!("{PROVIDERS}/work");
    let elsewhere = json!({ "credentials": { "issuer_url": "http://127.0.0.1:9", "client_secret": CANARY } });
    let generic = json!({ "definition": "github", "credentials": { "client_secret": CANARY, "issuer_url": null } });
    let before = api.rows().await;
    for body in [&elsewhere, &generic] {
        let answer = api.ask(Method::PATCH, &path, Some(body)).await;
        assert_eq!(refusal(&answer), (409, "last_way_in".to_owned()), "{}", answer.body);
        assert!(answer.body.contains("?force=true") && !answer.body.contains(CANARY), "{}", answer.body);
    }
    assert_eq!(api.rows().await, before, "a rejected request writes nothing");
    // The same issuer in another spelling is accepted, and so are other changes.
    let issuer = format!("{}/", api.fixture.op.issuer());
    let respelled = json!({ "display_name": "Work", "credentials": { "issuer_url": issuer, "client_secret": CANARY } });
    let answer = api.ask(Method::PATCH, &path, Some(&respelled)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);

    let forced = format!("{path}?force=true");
    let off = api.ask(Method::PATCH, &forced, Some(&json!({ "enabled": false }))).await;
    assert_eq!(refusal(&off), (409, "last_way_in".to_owned()), "force does not apply to disabling");
    let answer = api.ask(Method::PATCH, &forced, Some(&elsewhere)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(api.get(&path).await.json()["credentials"]["issuer_url"], "http://127.0.0.1:9");
}

#[tokio::test]
async fn a_provider_in_use_is_deleted_with_force_only() {
    let api = administrator_by_work().await;
    api.create_local_administrator("root@example.com").await;
    let path = format!("{PROVIDERS}/work");
    let answer = api.ask(Method::DELETE, &path, None).await;
    assert_eq!(refusal(&answer), (409, "in_use".to_owned()));
    assert!(answer.body.contains("?force=true"), "{}", answer.body);
    for force in ["false", "1", ""] {
        let answer = api.ask(Method::DELETE, &format!("{path}?force={force}"), None).await;
        assert!(matches!(answer.status.as_u16(), 409 | 422), "{force}");
    }
    assert_eq!(api.ask(Method::DELETE, &format!("{path}?force=true"), None).await.status, StatusCode::NO_CONTENT);
}
