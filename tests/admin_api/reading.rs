//! Reading providers and the registry: every effective value with its origin, and never a secret.

use http::{Method, StatusCode};
use serde_json::json;

use crate::api::{Api, refusal};

#[tokio::test]
async fn a_configured_provider_is_shown_without_its_secret() {
    let api = Api::new().await;
    let answer = api.get("/api/admin/providers/op").await;
    assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, None));
    let op = answer.json();
    let base = api.fixture.environment.base.origin().ascii_serialization();
    for (name, wanted) in [
        ("id", json!("op")),
        ("definition", json!("pocketid")),
        ("official", json!(true)),
        ("owner", json!("config")),
        ("name", json!("Pocket ID")),
        ("protocol", json!("oidc")),
        ("issuer", json!(api.fixture.op.issuer())),
        ("revision", json!(null)),
        ("state", json!("ready")),
        ("faults", json!([])),
        ("callback_urls", json!([format!("{base}/api/auth/providers/op/callback")])),
        ("post_logout_url", json!(base)),
    ] {
        assert_eq!(op[name], wanted, "{name}");
    }
    assert_eq!(op["settings"]["enabled"], json!(true));
    assert_eq!(op["settings"]["admin_email_domains"], json!(["example.com"]));
    assert_eq!(op["settings"].get("definition"), None);
    assert_eq!(op["credentials"]["client_id"], json!("op"));
    assert_eq!(op["credentials"]["client_secret"], json!({ "set": true }));
    assert_eq!(op["origins"]["issuer"], json!({ "kind": "discovery" }));
    assert_eq!(op["origins"]["credentials"]["client_id"], json!({ "kind": "built_in" }));
    assert!(!answer.body.contains("s3cret"), "{}", answer.body);
    assert_eq!(api.get("/api/admin/providers").await.json(), json!({ "items": [op], "next": null }));
}

#[tokio::test]
async fn an_id_without_a_provider_is_not_found() {
    let api = Api::new().await;
    for id in ["none", "No%20Id", "%00", "..%2fop"] {
        for method in [Method::GET, Method::DELETE] {
            let answer = api.ask(method, &format!("/api/admin/providers/{id}"), None).await;
            assert_eq!(refusal(&answer), (404, "not_found".to_owned()), "{id}");
        }
    }
}

#[tokio::test]
async fn the_registry_status_and_the_reload_report() {
    let api = Api::new().await;
    let state = api.get("/api/admin/registry").await.json();
    assert_eq!(state["providers"], json!({ "ready": 1, "resolving": 0, "faulted": 0, "disabled": 0 }));
    assert_eq!(
        (&state["error"], &state["faults"], &state["definition_faults"]),
        (&json!(null), &json!([]), &json!([]))
    );
    assert!(state["definitions"]["official"].as_u64().unwrap() >= 11, "{state}");
    let report = api.ask(Method::POST, "/api/admin/reload", None).await.json();
    assert_eq!((&report["changed"], &report["error"]), (&json!([]), &json!(null)), "nothing has changed");
    assert_eq!(report["generation"], state["generation"]);

    api.fixture.environment.providers.change(|all| all[0].settings_mut().definition = Some("none".parse().unwrap()));
    let report = api.ask(Method::POST, "/api/admin/reload", None).await.json();
    assert_eq!(report["changed"], json!(["op"]));
    let fault = &report["faults"][0]["faults"][0];
    assert_eq!((&report["faults"][0]["provider"], &fault["stage"]), (&json!("op"), &json!("bind")));
    assert!(fault["detail"].as_str().unwrap().contains("there is no definition `none`"), "{fault}");
    let state = api.get("/api/admin/registry").await.json();
    assert_eq!((&state["providers"]["faulted"], &state["faults"]), (&json!(1), &report["faults"]));
    assert_eq!(api.get("/api/admin/providers/op").await.json()["state"], json!("faulted"));
}
