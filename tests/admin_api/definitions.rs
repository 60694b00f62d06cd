//! Definitions, their guides and their credentials schemas.

use http::{Method, StatusCode};
use serde_json::json;

use crate::api::{Api, refusal};

#[tokio::test]
async fn all_official_definitions_are_listed_page_by_page() {
    let api = Api::new().await;
    let all = api.get("/api/admin/definitions?limit=200").await.json();
    assert_eq!((&all["next"], &all["faults"]), (&json!(null), &json!([])));
    let ids: Vec<&str> = all["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"pocketid") && ids.is_sorted(), "{ids:?}");
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("/api/admin/definitions?limit=4{cursor}")).await.json();
        paged.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, ids);
    let pocketid = all["items"].as_array().unwrap().iter().find(|item| item["id"] == "pocketid").unwrap();
    assert_eq!(pocketid["official"], json!(true));
    assert_eq!(pocketid["origin"], json!({ "kind": "built_in" }));
    assert_eq!(pocketid["providers"], json!(["op"]));
    assert_eq!((&pocketid["name"], &pocketid["protocol"]), (&json!("Pocket ID"), &json!("oidc")));
    assert!(pocketid["icon_url"].as_str().unwrap().contains("/assets/icons/pocketid."), "{pocketid}");
}

#[tokio::test]
async fn a_guide_contains_the_urls_to_register() {
    let api = Api::new().await;
    let base = api.fixture.environment.base.origin().ascii_serialization();
    for (query, id) in [("", "pocketid"), ("?provider=work", "work")] {
        let one = api.get(&format!("/api/admin/definitions/pocketid{query}")).await.json();
        let callback = format!("{base}/api/auth/providers/{id}/callback");
        let guide = one["guide"].as_str().unwrap();
        assert!(guide.contains(&callback) && guide.contains(&base) && !guide.contains("{{"), "{guide}");
        assert_eq!((&one["callback_url"], &one["post_logout_url"]), (&json!(callback), &json!(base)));
        assert_eq!(one["document"]["scopes"], json!(["openid", "profile", "email", "groups"]));
    }
    let bad = api.get("/api/admin/definitions/pocketid?provider=No%20Id").await;
    assert_eq!(refusal(&bad), (422, "invalid_parameter".to_owned()));
}

#[tokio::test]
async fn the_credentials_schema_is_a_json_schema() {
    let api = Api::new().await;
    let answer = api.get("/api/admin/definitions/pocketid/credentials-schema").await;
    assert_eq!(answer.header("content-type"), Some("application/schema+json"));
    let schema = answer.json();
    assert_eq!(schema["$schema"], json!("https://json-schema.org/draft/2020-12/schema"));
    assert_eq!(schema["properties"]["client_secret"]["writeOnly"], json!(true));
    assert_eq!(schema["additionalProperties"], json!(false));
}

#[tokio::test]
async fn unknown_ids_and_parameters_are_rejected() {
    let api = Api::new().await;
    for path in [
        "/api/admin/definitions/none",
        "/api/admin/definitions/No%20Id",
        "/api/admin/definitions/none/credentials-schema",
    ] {
        assert_eq!(refusal(&api.get(path).await), (404, "not_found".to_owned()), "{path}");
    }
    for query in ["limit=0", "limit=201", "limit=x", "cursor=none", "limt=1", "limit=1&limit=1"] {
        for list in ["definitions", "providers"] {
            let answer = api.get(&format!("/api/admin/{list}?{query}")).await;
            assert_eq!(refusal(&answer), (422, "invalid_parameter".to_owned()), "{list} {query}");
        }
    }
    let answer = api.ask(Method::POST, "/api/admin/definitions", Some(&json!({}))).await;
    assert_eq!(refusal(&answer), (405, "method_not_allowed".to_owned()));
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}
