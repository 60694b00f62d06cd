//! The OpenAPI document: complete, correct and self-contained.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use vestibule_server::{openapi, paths};

use crate::api::{Api, PROVIDERS};

type Routes = BTreeSet<(String, String)>;

/// Every operation of the document, as (METHOD, path).
fn documented() -> Routes {
    let mut routes = Routes::new();
    for (path, methods) in openapi()["paths"].as_object().unwrap() {
        routes.extend(methods.as_object().unwrap().keys().map(|method| (method.to_ascii_uppercase(), path.clone())));
    }
    routes
}

/// The methods that a path allows.
async fn allowed(api: &Api, path: &str) -> Vec<String> {
    let answer = api.program.send(Method::TRACE, path.replace("{id}", "op"), &[], None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    let methods = answer.header("allow").unwrap().split(',').map(|method| method.trim().to_owned());
    methods.filter(|method| method != "HEAD").collect()
}

/// Only pages that other programs link to are documented.
fn is_of_a_page(path: &str) -> bool {
    !path.starts_with("/api/") && !["/healthz", "/readyz", "/metrics"].contains(&path)
}

#[tokio::test]
async fn routes_and_document_agree() {
    let api = Api::new().await;
    let (mut mounted, documented) = (Routes::new(), documented());
    // Envoy's takes any method, which no document can say.
    for path in paths().into_iter().filter(|path| !path.starts_with("/api/auth/ext-authz/")) {
        for method in allowed(&api, &path.replace("{*path}", "x")).await {
            mounted.insert((method, path.to_owned()));
        }
    }
    let of_providers: BTreeSet<&String> =
        documented.iter().map(|(_, path)| path).filter(|path| path.starts_with("/api/auth/providers/{id}/")).collect();
    assert_eq!(of_providers.len(), api.fixture.application.registry.load().routes.len(), "the routes of one provider");
    for path in of_providers {
        mounted.extend(allowed(&api, path).await.into_iter().map(|method| (method, path.clone())));
    }
    let missing: Vec<_> = mounted.difference(&documented).filter(|(_, path)| !is_of_a_page(path)).collect();
    assert!(missing.is_empty(), "not documented: {missing:?}");
    let gone: Vec<_> = documented.difference(&mounted).collect();
    assert!(gone.is_empty(), "documented, but not mounted: {gone:?}");
}

#[tokio::test]
async fn the_document_is_public_and_self_contained() {
    let api = Api::new().await;
    let answer = api.fixture.browser().get_json("/api/openapi.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, Some("application/json")));
    let document = answer.json();
    assert_eq!(document, openapi());
    let mut ids = BTreeSet::new();
    for (method, path) in documented() {
        let operation = &document["paths"][&path][method.to_ascii_lowercase()];
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path}");
        assert!(!operation["summary"].as_str().unwrap().is_empty() && operation["tags"].is_array(), "{path}");
        assert!(
            operation["responses"].as_object().unwrap().keys().any(|status| status.starts_with(['2', '3'])),
            "{path}"
        );
    }
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference} leads nowhere");
    }
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect_references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

/// The schema of a response, with everything that it refers to.
fn schema_of(document: &Value, operation: &Value, status: StatusCode) -> (String, Value) {
    let content = operation["responses"][status.as_str()]["content"].as_object().cloned().unwrap_or_default();
    let Some((media_type, content)) = content.into_iter().next() else { return (String::new(), json!(true)) };
    let mut schema: Map<String, Value> = content["schema"].as_object().unwrap().clone();
    schema.insert("components".to_owned(), document["components"].clone());
    (media_type, Value::Object(schema))
}

/// Responses have a documented status, media type and schema.
#[tokio::test]
async fn responses_match_their_schemas() {
    let api = Api::new().await;
    api.create_work(false).await;
    let administrator = api.administrator().await;
    let document = openapi();
    for (method, path) in documented().iter().filter(|(method, _)| method == "GET") {
        let operation = &document["paths"][path][method.to_ascii_lowercase()];
        for (id, with_token) in [("op", true), ("work", true), ("pocketid", true), ("none", true), ("op", false)] {
            let target = path.replace("{id}", id);
            let answer = if with_token {
                api.get(&target).await
            } else {
                let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
                administrator.send(Method::GET, &target, &headers, None).await
            };
            let (media_type, schema) = schema_of(&document, operation, answer.status);
            assert!(operation["responses"].get(answer.status.as_str()).is_some(), "{target}: {}", answer.status);
            let sent =
                answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
            assert!(media_type.is_empty() || sent == media_type, "{target}: {sent}, not {media_type}");
            if media_type.ends_with("json") {
                let validator = jsonschema::validator_for(&schema).unwrap();
                let errors: Vec<String> = validator
                    .iter_errors(&answer.json())
                    .map(|error| format!("{}: {error}", error.instance_path()))
                    .collect();
                assert!(errors.is_empty(), "{target} {}: {errors:#?}", answer.status);
            }
        }
    }
    let refused = api.ask(Method::POST, PROVIDERS, Some(&json!({ "id": "x", "nonsense": 1 }))).await;
    let (_, schema) = schema_of(&document, &document["paths"][PROVIDERS]["post"], refused.status);
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&refused.json()), "{}", refused.body);
}
