//! `/api/admin/apps`: apps of administrators, live, with secrets that are shown once.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_tests::Answer;

use crate::{
    api::{Api, pointers, refusal},
    guard::SAME_ORIGIN,
};

const APPS: &str = "/api/admin/apps";

fn grafana() -> Value {
    json!({ "definition": "grafana", "settings": { "base_url": "https://grafana.example.com/" } })
}

/// Whether the token endpoint takes the secret: with a code that is none, the client comes first.
async fn takes(api: &Api, client: &str, secret: &str) -> bool {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{client}:{secret}")));
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", basic.as_str())];
    let body = "grant_type=authorization_code&code=none&redirect_uri=https://x.example".to_owned();
    let answer = api.fixture.browser().send(Method::POST, "/api/oidc/token", &headers, Some(body)).await;
    let error = answer.json()["error"].as_str().unwrap().to_owned();
    assert!(["invalid_grant", "invalid_client"].contains(&error.as_str()), "{error}");
    error == "invalid_grant"
}

fn secret_of(answer: &Answer) -> String {
    answer.json()["client_secret"].as_str().unwrap().to_owned()
}

/// AP-04, AP-05: an app is there at once, its secret is in one response, and two secrets overlap.
#[tokio::test]
async fn an_app_comes_with_a_secret_that_is_shown_once() {
    let api = Api::new().await;
    let created = api.ask(Method::POST, APPS, Some(&grafana())).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert_eq!((created.header("location"), created.header("etag")), (Some("/api/admin/apps/grafana"), Some("\"1\"")));
    let (app, first) = (created.json(), secret_of(&created));
    assert_eq!(
        (&app["owner"], &app["state"], &app["client_id"]),
        (&json!("admin"), &json!("ready"), &json!("grafana"))
    );
    assert_eq!(app["redirect_uris"], json!(["https://grafana.example.com/login/generic_oauth"]));
    assert!(app["guide"].as_str().unwrap().contains(&first), "the guide has it, ready to paste");
    assert!(takes(&api, "grafana", &first).await && !takes(&api, "grafana", "wrong-secret-0123456789").await);
    for path in [format!("{APPS}/grafana"), APPS.to_owned()] {
        let body = api.get(&path).await.body;
        assert!(body.contains("grafana") && !body.contains(&first), "{body}");
    }
    let secrets = format!("{APPS}/grafana/secrets");
    let added = api.ask(Method::POST, &secrets, Some(&json!({}))).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let second = secret_of(&added);
    assert!(takes(&api, "grafana", &first).await && takes(&api, "grafana", &second).await);
    let refused = api.ask(Method::POST, &secrets, Some(&json!({}))).await;
    assert_eq!(refusal(&refused), (409, "too_many_app_secrets".to_owned()));
    let id = app["secrets"][0]["id"].as_str().unwrap().to_owned();
    let past = json!({ "ends_at": "2001-01-01T00:00:00Z" });
    let refused = api.ask(Method::PATCH, &format!("{secrets}/{id}"), Some(&past)).await;
    assert_eq!(refusal(&refused), (422, "invalid_app_settings".to_owned()));
    assert_eq!(api.ask(Method::DELETE, &format!("{secrets}/{id}"), None).await.status, StatusCode::OK);
    assert!(!takes(&api, "grafana", &first).await && takes(&api, "grafana", &second).await);
    assert_eq!(api.ask(Method::DELETE, &format!("{APPS}/grafana"), None).await.status, StatusCode::NO_CONTENT);
    assert!(!takes(&api, "grafana", &second).await);
    let kinds: Vec<_> = api.fixture.audit().await.into_iter().map(|event| event.event.kind.as_str()).collect();
    for kind in ["app_created", "app_changed", "app_deleted"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
}

/// AP-06: whatever is wrong has its code and its place.
#[tokio::test]
async fn what_does_not_fit_is_refused_at_its_place() {
    let api = Api::new().await;
    assert_eq!(api.ask(Method::POST, APPS, Some(&grafana())).await.status, StatusCode::CREATED);
    let url = "https://wiki.example.com/cb";
    for (body, code, wanted) in [
        (json!({}), (422, "invalid_id"), &["/id"][..]),
        (json!({ "id": "No Id", "definition": "openid" }), (422, "invalid_id"), &["/id"]),
        (grafana(), (409, "id_taken"), &[]),
        (json!({ "id": "x", "definition": "grafna" }), (422, "invalid_app_settings"), &["/definition"]),
        (json!({ "definition": "gitea" }), (422, "invalid_app_settings"), &["/settings/base_url"]),
        (
            json!({ "definition": "gitea", "settings": { "base_url": "http://git.example.com" } }),
            (422, "invalid_app_settings"),
            &["/settings/base_url"],
        ),
        (
            json!({ "definition": "gitea", "settings": { "base_ulr": "https://git.example.com" } }),
            (422, "invalid_app_settings"),
            &["/settings/base_ulr", "/settings/base_url"],
        ),
        (
            json!({ "id": "x", "definition": "openid", "client_id": "grafana", "settings": { "redirect_uris": [url] } }),
            (422, "invalid_app_settings"),
            &["/client_id"],
        ),
        (
            json!({ "definition": "openid", "settings": { "redirect_uris": [url] }, "consent": "maybe", "max_age": -1,
                "allow": { "emails": ["nobody"] }, "access_token_lifetime": 0 }),
            (422, "invalid_app_settings"),
            &["/access_token_lifetime", "/allow", "/consent", "/max_age"],
        ),
        (
            json!({ "definition": "openid", "settings": [] }),
            (422, "invalid_app_settings"),
            &["/settings", "/settings/redirect_uris"],
        ),
        (json!({ "definition": "openid", "consnt": "never" }), (422, "unknown_field"), &["/consnt"]),
        (json!({ "definition": "openid", "state": "ready" }), (422, "unknown_field"), &["/state"]),
        (
            json!({ "definition": "openid", "settings": { "redirect_uris": [url], "client_secret": "0123456789abcdef" } }),
            (422, "invalid_app_settings"),
            &["/settings/client_secret"],
        ),
    ] {
        let answer = api.ask(Method::POST, APPS, Some(&body)).await;
        assert_eq!(refusal(&answer), (code.0, code.1.to_owned()), "{body}: {}", answer.body);
        assert_eq!(pointers(&answer), wanted, "{body}: {}", answer.body);
    }
    assert_eq!(refusal(&api.get(&format!("{APPS}/unknown")).await), (404, "not_found".to_owned()));
    assert_eq!(api.get(APPS).await.json()["items"].as_array().unwrap().len(), 1, "nothing of it was stored");
}

#[tokio::test]
async fn an_app_is_replaced_patched_and_guarded_by_its_revision() {
    let api = Api::new().await;
    let secret = secret_of(&api.ask(Method::POST, APPS, Some(&grafana())).await);
    let path = format!("{APPS}/grafana");
    let off = api.ask(Method::PATCH, &path, Some(&json!({ "enabled": false, "display_name": "Charts" }))).await.json();
    assert_eq!((&off["state"], &off["name"], &off["revision"]), (&json!("disabled"), &json!("Charts"), &json!(2)));
    assert!(!takes(&api, "grafana", &secret).await, "a disabled app is unknown");
    let stale = api.ask_with(Method::PATCH, &path, &[("if-match", "\"1\"")], Some(json!({}).to_string())).await;
    assert_eq!(refusal(&stale), (412, "revision_mismatch".to_owned()));
    let whole = json!({ "settings": { "base_url": "https://charts.example.com" } });
    let replaced = api.ask_with(Method::PUT, &path, &[("if-match", "\"2\"")], Some(whole.to_string())).await;
    let app = replaced.json();
    assert_eq!((replaced.status, &app["state"], &app["name"]), (StatusCode::OK, &json!("ready"), &json!("Grafana")));
    assert_eq!(app["redirect_uris"], json!(["https://charts.example.com/login/generic_oauth"]));
    assert!(takes(&api, "grafana", &secret).await, "its secret stays");
    let renamed = api.ask(Method::PATCH, &path, Some(&json!({ "id": "other" }))).await;
    assert_eq!(refusal(&renamed), (422, "invalid_id".to_owned()));
}

/// AP-07: what an ID token would say, by the function that makes it, about somebody and about oneself.
#[tokio::test]
async fn claims_are_shown_before_anybody_signs_in() {
    let api = Api::new().await;
    let body = json!({ "definition": "minio", "settings": { "base_url": "https://s3.example.com" },
        "allow": { "groups": ["nobody-has-it"] } });
    assert_eq!(api.ask(Method::POST, APPS, Some(&body)).await.status, StatusCode::CREATED);
    let path = format!("{APPS}/minio/claims");
    assert_eq!(refusal(&api.get(&path).await), (422, "invalid_parameter".to_owned()), "a program is nobody");
    let administrator = api.administrator().await;
    let shown = administrator.send(Method::GET, &path, SAME_ORIGIN, None).await.json();
    let session = administrator.get_json("/api/auth/session").await.json();
    let is_admin = session["user"]["groups"].as_array().unwrap().contains(&json!("admins"));
    let policy = if is_admin { "consoleAdmin" } else { "readonly" };
    assert_eq!((&shown["allowed"], &shown["claims"]["policy"]), (&json!(false), &json!(policy)), "{shown}");
    assert_eq!(shown["claims"]["sub"], session["user"]["id"]);
    let user = session["user"]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("{path}?user={user}")).await.json(), shown);
    assert_eq!(api.get(&format!("{APPS}/minio/grants")).await.json()["items"], json!([]));
    let absent = api.ask(Method::DELETE, &format!("{APPS}/minio/grants/{user}"), None).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn definitions_of_apps_say_what_they_ask_for() {
    let api = Api::new().await;
    let list = api.get("/api/admin/app-definitions?limit=200").await.json();
    let grafana = list["items"].as_array().unwrap().iter().find(|one| one["id"] == "grafana").unwrap();
    assert_eq!((&grafana["status"], &grafana["official"]), (&json!("unconfirmed"), &json!(true)));
    let one = api.get("/api/admin/app-definitions/grafana").await.json();
    assert_eq!(one["settings_schema"]["required"], json!(["base_url"]));
    assert!(one["guide"].as_str().unwrap().contains("{{client_secret}}"));
    assert_eq!(api.get("/api/admin/app-definitions/none").await.status, StatusCode::NOT_FOUND);
}
