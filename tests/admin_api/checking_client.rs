//! What the provider check finds out about a client: how it sends its secret, whether the secret is looked at at all, and
//! whether its requests have to be pushed.

use http::Method;
use serde_json::{Value, json};
use vestibule_demo_idp::Client;

use crate::{
    api::{Api, CANARY},
    client_upstream::{Kind, Page, upstream, upstream_with},
};

async fn check(api: &Api, issuer: &str, secret: &str, settings: Value) -> Value {
    let mut draft = json!({ "id": "work", "definition": "pocketid",
        "credentials": { "issuer_url": issuer, "client_id": "work", "client_secret": secret } });
    draft.as_object_mut().unwrap().extend(settings.as_object().cloned().unwrap());
    api.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json()
}

fn step<'a>(report: &'a Value, name: &str) -> (&'a str, &'a str) {
    let steps = report["steps"].as_array().unwrap();
    let step = steps.iter().find(|checked| checked["step"] == name).unwrap();
    (step["outcome"].as_str().unwrap(), step["detail"].as_str().unwrap())
}

/// UP-12: the check finds the right way to send the secret, and with the setting it is green.
#[tokio::test]
async fn a_client_that_sends_its_secret_in_the_wrong_place() {
    let api = Api::with_upstream().await;
    for (kind, wrong, right, words) in [
        (Kind::Body, "client_secret_basic", "client_secret_post", "takes the secret in the body"),
        (Kind::Header, "client_secret_post", "client_secret_basic", "takes the secret in the Authorization header"),
        (Kind::OwnCodes, "client_secret_basic", "client_secret_post", "takes the secret in the body"),
        (Kind::SecretJwt, "client_secret_basic", "client_secret_jwt", "takes a token that is signed with the secret"),
    ] {
        let issuer = upstream(&api, kind).await;
        let report = check(&api, &issuer, CANARY, json!({ "client_authentication": wrong })).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert_eq!((outcome, &report["ok"]), ("failed", &json!(false)), "{report}");
        assert!(detail.contains(words) && detail.contains(&format!("client_authentication = \"{right}\"")), "{detail}");
        let report = check(&api, &issuer, CANARY, json!({ "client_authentication": right })).await;
        assert_eq!((step(&report, "client_authentication").0, &report["ok"]), ("ok", &json!(true)), "{report}");
        let report = check(&api, &issuer, "another-secret", json!({ "client_authentication": wrong })).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert!(outcome == "failed" && !detail.contains("This client"), "it is wrong in every place: {report}");
    }
}

/// UP-12: an upstream that does not say that it is the client which it refuses. Where everything is refused like this, the
/// check does not know.
#[tokio::test]
async fn a_client_that_proves_itself_in_a_way_that_is_an_invalid_request() {
    let api = Api::with_upstream().await;
    let method = |name: &str| json!({ "client_authentication": name });
    for pushed in [None, Some(None)] {
        let issuer = upstream_with(&api, Kind::NoJwt, Page::Shown, pushed).await;
        let report = check(&api, &issuer, CANARY, method("client_secret_jwt")).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert_eq!((outcome, &report["ok"]), ("failed", &json!(false)), "{report}");
        assert!(
            detail.contains("set client_authentication = \"client_secret_basic\"")
                && detail.contains("invalid_request")
        );
        let report = check(&api, &issuer, CANARY, method("client_secret_basic")).await;
        assert_eq!((step(&report, "client_authentication").0, &report["ok"]), ("ok", &json!(true)), "{report}");
        let report = check(&api, &issuer, "another-secret", method("client_secret_jwt")).await;
        assert_eq!(step(&report, "client_authentication").0, "skipped", "no way is the right one: {report}");
    }
    let issuer = upstream(&api, Kind::Invalid).await;
    for name in ["client_secret_jwt", "client_secret_basic", "client_secret_post"] {
        let report = check(&api, &issuer, CANARY, method(name)).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert!(outcome == "skipped" && detail.contains("invalid_request"), "{report}");
    }
}

/// UP-13: no green step about a secret that the upstream never looked at.
#[tokio::test]
async fn an_upstream_that_looks_at_the_code_first() {
    let api = Api::with_upstream().await;
    let issuer = upstream(&api, Kind::CodeFirst).await;
    for secret in [CANARY, "wrong"] {
        let report = check(&api, &issuer, secret, json!({})).await;
        let (outcome, detail) = step(&report, "client_authentication");
        assert!(outcome == "skipped" && detail.contains("made-up secret"), "{report}");
    }
}

/// UP-11: a client that must push its requests, which no metadata says.
#[tokio::test]
async fn a_client_that_has_to_push_its_requests() {
    let api = Api::with_upstream().await;
    let client = api.fixture.op.clients().find("work").unwrap();
    api.fixture.op.clients().put(Client { require_par: true, ..(*client).clone() });
    let issuer = api.fixture.op.issuer().to_owned();
    let report = check(&api, &issuer, CANARY, json!({ "par": "never" })).await;
    let (outcome, detail) = step(&report, "authorization_request");
    assert_eq!((outcome, &report["ok"]), ("failed", &json!(false)), "{report}");
    assert!(detail.contains("par = \"required\"") && detail.contains("The error is unrecognizable"), "{detail}");
    for par in ["auto", "required"] {
        let report = check(&api, &issuer, CANARY, json!({ "par": par })).await;
        assert_eq!((step(&report, "authorization_request").0, &report["ok"]), ("ok", &json!(true)), "{report}");
    }
    api.fixture.op.clients().put((*client).clone());
    let report = check(&api, &issuer, CANARY, json!({ "par": "never" })).await;
    assert_eq!(step(&report, "authorization_request"), ("ok", "Not refused, through the browser"));
}

/// UP-27: a pushed request that is refused fails the step that it is about, and the client's is another one.
#[tokio::test]
async fn a_pushed_request_that_is_refused() {
    let api = Api::with_upstream().await;
    let keycloak = r#"{"error":"invalid_request","error_description":"Invalid parameter: redirect_uri"}"#;
    let scopes = r#"{"error":"invalid_request","error_description":"Invalid scopes: openid"}"#;
    for (answer, failed, words) in [
        ((400, keycloak), "callback_urls", "Invalid parameter: redirect_uri"),
        ((400, r#"{"error":"invalid_redirect_uri"}"#), "callback_urls", "invalid_redirect_uri"),
        ((400, scopes), "authorization_request", "Invalid scopes: openid"),
        ((403, ""), "authorization_request", "HTTP 403, without a request_uri"),
        ((401, r#"{"error":"invalid_client"}"#), "client_authentication", "invalid_client"),
        ((503, ""), "", ""),
    ] {
        let issuer = upstream_with(&api, Kind::Header, Page::Forbidden, Some(Some(answer))).await;
        let report = check(&api, &issuer, CANARY, json!({})).await;
        for name in ["client_authentication", "authorization_request", "callback_urls"] {
            let (outcome, detail) = step(&report, name);
            let wanted = if name == failed { "failed" } else { "skipped" };
            assert!(outcome == wanted && (outcome == "skipped" || detail.contains(words)), "{answer:?} {report}");
        }
        assert_eq!(report["ok"], failed.is_empty(), "{answer:?} {report}");
    }
}

/// UP-28: a page of the upstream's that is an error is no green step, wherever it is shown.
#[tokio::test]
async fn an_error_page_at_the_upstream() {
    let api = Api::with_upstream().await;
    for (page, request, callback) in [
        (Page::Shown, "ok", "skipped"),
        (Page::LeadsElsewhere, "ok", "skipped"),
        (Page::LeadsToBadRequest, "skipped", "skipped"),
        (Page::Forbidden, "skipped", "skipped"),
        (Page::BadRequest, "skipped", "failed"),
    ] {
        let issuer = upstream_with(&api, Kind::Header, page, None).await;
        let report = check(&api, &issuer, CANARY, json!({ "client_authentication": "client_secret_basic" })).await;
        let steps = ["client_authentication", "authorization_request", "callback_urls"].map(|name| step(&report, name));
        assert_eq!(steps.map(|(outcome, _)| outcome), ["ok", request, callback], "{report}");
        assert_eq!(report["ok"], callback != "failed", "{report}");
    }
    // The client is not the only thing that may be wrong.
    let issuer = upstream_with(&api, Kind::Header, Page::BadRequest, None).await;
    let report = check(&api, &issuer, "another-secret", json!({})).await;
    let steps = ["client_authentication", "callback_urls"].map(|name| step(&report, name).0);
    assert_eq!(steps, ["failed", "failed"], "{report}");
}

/// UP-17: nothing has tested whether the callback URLs are registered.
#[tokio::test]
async fn callback_urls_are_not_tested() {
    let api = Api::with_upstream().await;
    let report = check(&api, api.fixture.op.issuer(), CANARY, json!({})).await;
    assert_eq!(step(&report, "callback_urls").0, "skipped", "{report}");
    assert_eq!(report["ok"], true);
}
