//! A client that registers itself, from the form to a session: one URL is entered.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_demo_idp::{Endpoint, FetchDocument, Options, Registration};
use vestibule_tests::{Browser, ServerFixture, Setup};

use super::{sign_in_as, token};

/// What a page of ours sends with its requests.
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

/// Fetches like a provider does that follows no rule about addresses.
#[expect(clippy::disallowed_methods, reason = "the provider fetches here, which is not ours")]
fn fetch() -> Registration {
    let fetch = |url: String| -> std::pin::Pin<Box<dyn Future<Output = Option<Value>> + Send>> {
        Box::pin(async move { reqwest::get(url).await.ok()?.json().await.ok() })
    };
    Registration::MetadataDocument(FetchDocument(std::sync::Arc::new(fetch)))
}

/// A server with a signed-in administrator, in front of a provider that takes clients in some way.
async fn fixture(upstream: fn(&mut Options)) -> (ServerFixture, Browser) {
    let settings = json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings, upstream, ..Setup::default() }).await;
    let amara = fixture.browser();
    sign_in_as(&amara, "op", "amara").await;
    (fixture, amara)
}

/// Enters the URL, and nothing else.
async fn enter(fixture: &ServerFixture, amara: &Browser, definition: &str, more: &[(&str, &str)]) {
    let page = format!("/admin/providers/new/{definition}");
    let csrf = token(&amara.get(&page).await);
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("action", "enable"),
        ("id", "fresh"),
        ("s.auto_register", "true"),
        ("c.issuer_url", fixture.op.issuer()),
    ];
    fields.extend(more);
    let saved = amara.post_form(&page, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

async fn api(amara: &Browser, method: Method, path: &str) -> Value {
    let answer = amara.send(method, path, &[("accept", "application/json"), OURS], None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn signs_in(fixture: &ServerFixture) {
    let browser = fixture.browser();
    let landed = sign_in_as(&browser, "fresh", "joonas").await;
    assert_eq!((landed.status, landed.header("location")), (StatusCode::SEE_OTHER, Some("/")), "{}", landed.body);
    assert_eq!(browser.get_json("/api/auth/session").await.json()["provider"], "fresh");
}

/// RG-02: Pocket ID in one field.
#[tokio::test]
async fn a_metadata_document() {
    let (fixture, amara) = fixture(|options| options.registration = fetch()).await;
    let before = fixture.browser().get_json("/api/auth/providers/fresh/client.json").await;
    assert_eq!((before.status, &*before.code()), (StatusCode::NOT_FOUND, "unknown_provider"));
    enter(&fixture, &amara, "pocketid", &[]).await;
    signs_in(&fixture).await;
    let provider = api(&amara, Method::GET, "/api/admin/providers/fresh").await;
    let url = fixture.environment.base.join("api/auth/providers/fresh/client.json").unwrap();
    assert_eq!(provider["registration"]["method"], "metadata_document");
    assert_eq!(provider["registration"]["client_id"], url.as_str());
    let page = amara.get("/admin/providers/fresh").await;
    assert!(page.body.contains("Client ID Metadata Documents"), "what remains to be done there: {}", page.body);
    let served = fixture.browser().get_json(url.as_str()).await;
    assert_eq!((served.status, &served.json()["client_id"]), (StatusCode::OK, &json!(url.as_str())));
    let by_hand = fixture.browser().get_json("/api/auth/providers/op/client.json").await;
    assert_eq!(by_hand.status, StatusCode::NOT_FOUND, "a client that somebody registered has no document");
    let report = api(&amara, Method::POST, "/api/admin/providers/fresh/check").await;
    assert_eq!(report["ok"], true, "{report}");
}

/// RG-04, RG-07: dynamic registration, and again after the client was deleted there.
#[tokio::test]
async fn dynamic_registration() {
    let dynamic = |options: &mut Options| options.registration = Registration::Dynamic { initial_access_token: None };
    let (fixture, amara) = fixture(dynamic).await;
    enter(&fixture, &amara, "pocketid", &[]).await;
    signs_in(&fixture).await;
    let first = api(&amara, Method::GET, "/api/admin/providers/fresh").await["registration"].clone();
    assert_eq!((&first["method"], &first["authentication"]), (&json!("dynamic"), &json!("client_secret_post")));
    let report = api(&amara, Method::POST, "/api/admin/providers/fresh/check").await;
    assert_eq!(report["ok"], true, "{report}");

    fixture.op.clients().remove(first["client_id"].as_str().unwrap());
    let refused = fixture.browser().get("/api/auth/providers/fresh/authorize").await;
    assert_eq!(refused.code(), "provider_misconfigured");
    let again = api(&amara, Method::POST, "/api/admin/providers/fresh/register").await;
    assert_ne!(again["registration"]["client_id"], first["client_id"], "{again}");
    signs_in(&fixture).await;
    assert_eq!(fixture.op.requests().count(Endpoint::Register), 2);
    let by_hand = amara.send(Method::POST, "/api/admin/providers/op/register", &[OURS], None).await;
    assert_eq!((by_hand.status, &*by_hand.code()), (StatusCode::CONFLICT, "registered_by_hand"));
}

/// RG-04: what the provider refuses is said where the administrator is, and the right token is all that it takes.
#[tokio::test]
async fn an_initial_access_token() {
    let with_token = |options: &mut Options| {
        options.registration = Registration::Dynamic { initial_access_token: Some("let-me-in".to_owned()) };
    };
    let (fixture, amara) = fixture(with_token).await;
    enter(&fixture, &amara, "oidc", &[]).await;
    let provider = api(&amara, Method::GET, "/api/admin/providers/fresh").await;
    assert_eq!((&provider["state"], &provider["faults"][0]["cause"]), (&json!("faulted"), &json!("registration")));
    let detail = provider["faults"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("initial access token"), "{detail}");
    let patch = json!({ "credentials": { "initial_access_token": "let-me-in" } }).to_string();
    let headers = [("content-type", "application/merge-patch+json"), OURS];
    let saved = amara.send(Method::PATCH, "/api/admin/providers/fresh", &headers, Some(patch)).await;
    assert_eq!((saved.status, &saved.json()["state"]), (StatusCode::OK, &json!("ready")), "{}", saved.body);
    signs_in(&fixture).await;
}

/// RG-08: neither a check nor a test sign-in of what is not saved registers anything.
#[tokio::test]
async fn a_check_registers_nothing() {
    let dynamic = |options: &mut Options| options.registration = Registration::Dynamic { initial_access_token: None };
    let (fixture, amara) = fixture(dynamic).await;
    let body = json!({
        "id": "fresh", "definition": "pocketid", "credentials": { "issuer_url": fixture.op.issuer() },
    });
    let headers = [("content-type", "application/json"), OURS];
    let checked = amara.send(Method::POST, "/api/admin/check", &headers, Some(body.to_string())).await;
    let report = checked.json();
    let step = |name: &str| {
        let steps = report["steps"].as_array().unwrap().iter();
        steps.clone().find(|step| step["step"] == name).unwrap_or_else(|| panic!("{report}")).clone()
    };
    assert_eq!(report["ok"], true, "{report}");
    assert_eq!(step("registration")["outcome"], "ok");
    assert_eq!(step("client_authentication")["outcome"], "skipped");
    assert_eq!(fixture.op.requests().count(Endpoint::Register), 0);
}
