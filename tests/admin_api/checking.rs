//! The dry run, of what is saved and of what is not.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::{Api, CANARY, PROVIDERS, RemoteServer, pointers, refusal};

fn outcome<'a>(report: &'a Value, step: &str) -> &'a str {
    let steps = report["steps"].as_array().unwrap();
    steps.iter().find(|checked| checked["step"] == step).unwrap()["outcome"].as_str().unwrap()
}

#[tokio::test]
async fn a_draft_is_tried_and_nothing_is_saved() {
    let api = Api::with_upstream().await;
    let before = api.rows().await;
    let generation = api.fixture.application.registry.load().generation;
    for (secret, ok, client) in [(CANARY, true, "ok"), ("other-s3cret", false, "failed")] {
        let draft = json!({ "id": "work", "definition": "pocketid", "credentials": api.credentials("work", secret) });
        let answer = api.ask(Method::POST, "/api/admin/check", Some(&draft)).await;
        let report = answer.json();
        assert_eq!((answer.status, &report["ok"]), (StatusCode::OK, &json!(ok)), "{report}");
        assert_eq!((outcome(&report, "discovery"), outcome(&report, "keys")), ("ok", "ok"));
        assert_eq!(outcome(&report, "client_authentication"), client);
        assert!(report["callback_urls"][0].as_str().unwrap().ends_with("/api/auth/providers/work/callback"));
        assert!(!answer.body.contains(secret), "{}", answer.body);
    }
    assert_eq!((api.rows().await, api.fixture.application.registry.load().generation), (before, generation));
}

#[tokio::test]
async fn what_is_saved_is_tried_with_its_own_secret() {
    let api = Api::with_upstream().await;
    api.create_work(false).await;
    for path in ["/api/admin/providers/work/check", "/api/admin/providers/op/check"] {
        let report = api.ask(Method::POST, path, None).await.json();
        assert_eq!((&report["ok"], outcome(&report, "client_authentication")), (&json!(true), "ok"), "{report}");
    }
    let draft = json!({ "id": "work", "definition": "pocketid", "credentials": {
        "issuer_url": api.fixture.op.issuer(), "client_id": "work", "client_secret": { "set": true } } });
    let report = api.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json();
    assert_eq!((&report["ok"], outcome(&report, "client_authentication")), (&json!(true), "ok"), "{report}");
    let mut nobody = draft.clone();
    nobody["id"] = json!("nobody");
    let answer = api.ask(Method::POST, "/api/admin/check", Some(&nobody)).await;
    assert_eq!(pointers(&answer), ["/credentials/client_secret"], "nothing is stored under that id");
    assert_eq!(
        refusal(&api.ask(Method::POST, &format!("{PROVIDERS}/none/check"), None).await),
        (404, "not_found".into())
    );
}

#[tokio::test]
async fn what_does_not_fit_is_a_red_step_and_what_is_no_draft_is_refused() {
    let api = Api::new().await;
    let incomplete = json!({ "definition": "pocketid", "credentials": { "issuer_url": api.fixture.op.issuer() } });
    let report = api.ask(Method::POST, "/api/admin/check", Some(&incomplete)).await.json();
    assert_eq!((&report["ok"], outcome(&report, "credentials")), (&json!(false), "failed"), "{report}");
    assert_eq!(outcome(&report, "discovery"), "skipped");
    for (draft, code) in [
        (json!({}), "invalid_id"),
        (json!({ "definition": "pocketid", "x": 1 }), "unknown_field"),
        (json!({ "definition": "pocketid", "linking": "?" }), "invalid_parameter"),
        (json!({ "definition": "pocketid", "credentials": { "client_secret": "***" } }), "invalid_credentials"),
    ] {
        let answer = api.ask(Method::POST, "/api/admin/check", Some(&draft)).await;
        assert_eq!(refusal(&answer), (422, code.to_owned()), "{draft}");
    }
}

/// DI-11: the network rules hold for a dry run, which says no more than which class of failure it was.
#[tokio::test]
async fn a_dry_run_reaches_nothing_that_a_sign_in_could_not() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = RemoteServer::new().await;
    for issuer in
        [format!("https://127.0.0.1:{port}"), format!("http://localhost:{port}"), "https://169.254.169.254".into()]
    {
        let credentials = json!({ "issuer_url": issuer, "client_id": "c", "client_secret": CANARY });
        let draft = json!({ "definition": "pocketid", "credentials": credentials });
        let report = server.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json();
        assert_eq!((outcome(&report, "credentials"), outcome(&report, "discovery")), ("failed", "skipped"), "{report}");
    }
    let nobody_came = tokio::time::timeout(std::time::Duration::from_millis(1), listener.accept()).await;
    assert!(nobody_came.is_err(), "nothing was sent");
}
