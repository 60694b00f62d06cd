//! Whatever is sent, the response is documented and never an internal error.
//!
//! Generated from the OpenAPI document with proptest; docs/decisions/0010 says why not with schemathesis.

use http::Method;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use vestibule_server::openapi;

use crate::api::Api;

const CASES: u32 = 400;

/// One request: an operation, an id for its path, a query, a body.
#[derive(Debug, Clone)]
struct Request {
    method: Method,
    path: String,
    id: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

/// The operations below `/api`, as (method, path).
fn operations() -> Vec<(Method, String)> {
    let mut all = Vec::new();
    for (path, methods) in openapi()["paths"].as_object().unwrap() {
        if path.starts_with("/api/") {
            all.extend(methods.as_object().unwrap().keys().map(|m| (m.to_uppercase().parse().unwrap(), path.clone())));
        }
    }
    all
}

/// The names of all members of a provider request, and some unknown ones.
fn names() -> Vec<String> {
    let document = openapi();
    let members = document["components"]["schemas"]["ProviderRequest"]["properties"].as_object().unwrap();
    let more = ["settings", "ids", "client_id", "client_secret", "issuer_url", "state", "", "a/b~c", "é"];
    members.keys().cloned().chain(more.map(str::to_owned)).collect()
}

fn text() -> impl Strategy<Value = String> {
    // Loopback hosts only: nothing leaves the machine.
    let known = ["", " ", "op", "pocketid", "true", "null", "0", "****", "http://localhost:1", "\u{0}", "../x", "%2f"];
    prop_oneof![proptest::sample::select(known.map(str::to_owned).to_vec()), "\\PC{0,12}", "[a-z0-9-]{1,64}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        text().prop_map(Value::from),
        Just(json!({ "set": true })),
    ];
    // The closure is called for each value.
    let names = names();
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(proptest::sample::select(names.clone()), inner, 0..6).prop_map(|members| json!(members)),
        ]
    })
}

fn request() -> impl Strategy<Value = Request> {
    let query = vec((proptest::sample::select(vec!["limit", "cursor", "force", "provider", "x"]), text()), 0..3);
    let object = btree_map(proptest::sample::select(names()), value(), 0..8).prop_map(|members| json!(members));
    let body = prop_oneof![3 => object.prop_map(Some), 1 => value().prop_map(Some), 1 => Just(None)];
    (proptest::sample::select(operations()), text(), query, body).prop_map(|((method, path), id, query, body)| {
        let query = query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Request { method, path, id, query, body }
    })
}

#[test]
fn no_request_causes_an_internal_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let api = runtime.block_on(Api::new());
    let document = openapi();
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    // A fixed seed, so that a failure can be reproduced.
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let answered = TestRunner::new_with_rng(config, rng).run(&request(), |request| {
        let mut target = api.fixture.environment.base.join("/").unwrap();
        target.path_segments_mut().unwrap().clear().extend(
            request.path.split('/').skip(1).map(|part| if part == "{id}" { request.id.as_str() } else { part }),
        );
        target.query_pairs_mut().extend_pairs(&request.query);
        let body = request.body.as_ref().map(Value::to_string);
        let answer = runtime.block_on(api.ask_with(request.method.clone(), target.as_str(), &[], body));
        let status = answer.status.as_u16();
        prop_assert!(status < 500 || status == 503, "{status} {}", answer.body);
        // With an id that is empty or dots, it is another path.
        let is_this = answer.url.path().split('/').count() == request.path.split('/').count() && !request.id.is_empty();
        let method = request.method.as_str().to_ascii_lowercase();
        let known = document["paths"][&request.path][method]["responses"].get(answer.status.as_str()).is_some();
        prop_assert!(known || !is_this || matches!(status, 404 | 405), "{status} is not documented: {}", answer.body);
        Ok(())
    });
    answered.unwrap_or_else(|failure| panic!("{failure}"));
}
