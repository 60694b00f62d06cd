//! The provider check, for saved and unsaved providers.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::settings::ProviderSettings;
use vestibule_demo_idp::{Endpoint, faults::Fault};
use vestibule_tests::json_object;

use crate::api::{Api, CANARY, PROVIDERS, RemoteServer, pointers, refusal};

fn outcome<'a>(report: &'a Value, step: &str) -> &'a str {
    let steps = report["steps"].as_array().unwrap();
    steps.iter().find(|checked| checked["step"] == step).unwrap()["outcome"].as_str().unwrap()
}

#[tokio::test]
async fn checking_an_unsaved_provider_saves_nothing() {
    let api = Api::with_upstream().await;
    let before = api.rows().await;
    let generation = api.fixture.application.registry.load().generation;
    for (secret, ok, client) in [(CANARY, true, "ok"), ("other-s3cret", false, "failed")] {
        let request = json!({ "id": "work", "definition": "pocketid", "credentials": api.credentials("work", secret) });
        let answer = api.ask(Method::POST, "/api/admin/check", Some(&request)).await;
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
async fn a_stored_provider_is_checked_with_its_own_secret() {
    let api = Api::with_upstream().await;
    api.create_work(false).await;
    for path in ["/api/admin/providers/work/check", "/api/admin/providers/op/check"] {
        let report = api.ask(Method::POST, path, None).await.json();
        assert_eq!((&report["ok"], outcome(&report, "client_authentication")), (&json!(true), "ok"), "{report}");
    }
    let request = json!({ "id": "work", "definition": "pocketid", "credentials": {
        "issuer_url": api.fixture.op.issuer(), "client_id": "work", "client_secret": { "set": true } } });
    let report = api.ask(Method::POST, "/api/admin/check", Some(&request)).await.json();
    assert_eq!((&report["ok"], outcome(&report, "client_authentication")), (&json!(true), "ok"), "{report}");
    let mut unknown = request.clone();
    unknown["id"] = json!("unknown");
    let answer = api.ask(Method::POST, "/api/admin/check", Some(&unknown)).await;
    assert_eq!(pointers(&answer), ["/credentials/client_secret"], "nothing is stored under that id");
    assert_eq!(
        refusal(&api.ask(Method::POST, &format!("{PROVIDERS}/none/check"), None).await),
        (404, "not_found".into())
    );
}

/// What the configuration says now is checked and shown, also while the version before it serves in its place: a restart
/// would serve nothing else.
#[tokio::test]
async fn a_configured_provider_is_checked_as_it_is_written_now() {
    let api = Api::new().await;
    let registry = &api.fixture.application.registry;
    let path = format!("{PROVIDERS}/op");
    let checked = async || api.ask(Method::POST, &format!("{path}/check"), None).await.json();
    let no_par = json_object(json!({ "pushed_authorization_request_endpoint": null }));
    api.fixture.op.faults().set(Endpoint::Discovery, Fault::new().patch(no_par));
    let before = registry.load().find("op").unwrap().record.clone();
    for (setting, value, failed, says) in [
        ("par", "required", "discovery", "pushed_authorization_request_endpoint"),
        ("id_token_signed_response_alg", "PS256", "algorithms", "PS256"),
        // Found without asking the upstream.
        ("client_authentication", "private_key_jwt", "settings", "private_key"),
    ] {
        assert_eq!(checked().await["ok"], true);
        let mut settings = json!(*before.settings);
        settings[setting] = value.into();
        let settings: ProviderSettings = serde_json::from_value(settings).unwrap();
        api.fixture.reconfigure(|all| all[0].settings = settings.into()).await;
        registry.wait_until(|registry| !registry.find("op").unwrap().faults.is_empty()).await.unwrap();
        let (shown, report) = (api.get(&path).await.json(), checked().await);
        assert_eq!((&report["ok"], outcome(&report, failed)), (&json!(false), "failed"), "{report}");
        assert_eq!((&shown["state"], &shown["settings"][setting]), (&json!("ready"), &json!(value)), "{shown}");
        let fault = shown["faults"][0]["detail"].as_str().unwrap();
        assert!(fault.contains(says) && report.to_string().contains(says), "{fault} {report}");
        let signed_in = api.fixture.browser().sign_in("op").await;
        assert_eq!(signed_in.header("location"), Some("/"), "{}", signed_in.body);
        api.fixture.reconfigure(|all| all[0] = (*before).clone()).await;
        registry.wait_until(|registry| registry.find("op").unwrap().newer.is_none()).await.unwrap();
    }
}

/// The words of an upstream decide nothing: its URL holds `algorithm`, and its token endpoint, which is down, talks of
/// `invalid_grant`.
#[tokio::test]
async fn a_failure_belongs_to_its_cause_not_to_its_words() {
    let api = Api::with_upstream().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://127.0.0.1:{}/algorithm", listener.local_addr().unwrap().port());
    let at = |path: &str| format!("{issuer}{path}");
    let metadata = json!({ "issuer": issuer, "authorization_endpoint": at("/a"), "jwks_uri": at("/k") }).to_string();
    let path = "/algorithm/.well-known/openid-configuration";
    let upstream = axum::Router::new().route(path, axum::routing::get(move || async { metadata }));
    let server = tokio::spawn(async { axum::serve(listener, upstream).await });
    let credentials = json!({ "issuer_url": issuer, "client_id": "c", "client_secret": CANARY });
    let draft = json!({ "definition": "pocketid", "credentials": credentials });
    let report = api.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json();
    assert_eq!((outcome(&report, "discovery"), outcome(&report, "algorithms")), ("failed", "skipped"), "{report}");
    server.abort();

    let down = Fault::new().status(StatusCode::SERVICE_UNAVAILABLE).body("maintenance: invalid_grant");
    api.fixture.op.faults().set(Endpoint::Token, down);
    let draft = json!({ "id": "work", "definition": "pocketid", "credentials": api.credentials("work", CANARY) });
    let report = api.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json();
    assert_eq!(outcome(&report, "client_authentication"), "skipped", "{report}");
    // A pushed request shows a callback URL that is not registered, whatever the token endpoint says.
    let draft = json!({ "id": "other", "definition": "pocketid", "credentials": api.credentials("work", CANARY) });
    let report = api.ask(Method::POST, "/api/admin/check", Some(&draft)).await.json();
    let steps = ["client_authentication", "authorization_request", "callback_urls"];
    assert_eq!(steps.map(|step| outcome(&report, step)), ["skipped", "skipped", "failed"], "{report}");
    assert_eq!(report["ok"], false);
}

#[tokio::test]
async fn wrong_values_fail_a_step_and_invalid_requests_are_rejected() {
    let api = Api::new().await;
    let issuer = api.fixture.op.issuer();
    for (credentials, failed, skipped) in [
        (json!({ "client_id": "c", "client_secret": "s" }), "credentials", "discovery"),
        // Without a client ID the client registers itself, which this upstream does not offer.
        (json!({ "issuer_url": issuer }), "registration", "authorization_request"),
    ] {
        let incomplete = json!({ "definition": "pocketid", "credentials": credentials });
        let report = api.ask(Method::POST, "/api/admin/check", Some(&incomplete)).await.json();
        assert_eq!((&report["ok"], outcome(&report, failed)), (&json!(false), "failed"), "{report}");
        assert_eq!(outcome(&report, skipped), "skipped", "{report}");
    }
    for (request, code) in [
        (json!({}), "invalid_id"),
        (json!({ "definition": "pocketid", "x": 1 }), "unknown_field"),
        (json!({ "definition": "pocketid", "linking": "?" }), "invalid_parameter"),
        (json!({ "definition": "pocketid", "credentials": { "client_secret": "***" } }), "invalid_credentials"),
    ] {
        let answer = api.ask(Method::POST, "/api/admin/check", Some(&request)).await;
        assert_eq!(refusal(&answer), (422, code.to_owned()), "{request}");
    }
}

/// DI-11: a check obeys the network rules and reports only the class of a failure.
#[tokio::test]
async fn a_check_reaches_nothing_that_a_sign_in_could_not() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = RemoteServer::new().await;
    for issuer in
        [format!("https://127.0.0.1:{port}"), format!("http://localhost:{port}"), "https://169.254.169.254".into()]
    {
        let credentials = json!({ "issuer_url": issuer, "client_id": "c", "client_secret": CANARY });
        let request = json!({ "definition": "pocketid", "credentials": credentials });
        let report = server.ask(Method::POST, "/api/admin/check", Some(&request)).await.json();
        assert_eq!((outcome(&report, "credentials"), outcome(&report, "discovery")), ("failed", "skipped"), "{report}");
    }
    let connection = tokio::time::timeout(std::time::Duration::from_millis(1), listener.accept()).await;
    assert!(connection.is_err(), "nothing was sent");
}
