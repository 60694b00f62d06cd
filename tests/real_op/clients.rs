//! Every client authentication method and every response mode. The provider refuses whatever is not well-formed.

use std::collections::HashSet;

use http::StatusCode;
use serde_json::json;

use crate::fixture::ServerFixture;

/// The same person comes through every client: one user, linked by the address that the provider has verified.
#[tokio::test]
async fn every_client_authentication() {
    let fixture = ServerFixture::new().await;
    let mut users = HashSet::new();
    for (provider, scheme) in [
        ("op-basic", json!("basic")),
        ("op-post", json!(null)),
        ("op-public", json!(null)),
        ("op-pkjwt", json!(null)),
        ("op-par", json!("basic")),
    ] {
        let browser = fixture.browser();
        fixture.op.forget().await;
        fixture.signs_in(&browser, provider).await;
        let events = fixture.op.events().await;
        assert_eq!(events.authentication("/token"), [&scheme], "{provider}");
        assert_eq!(events.requests("/me"), 1, "{provider}: userinfo is asked once");
        users.insert(browser.get_json("/api/auth/session").await.json()["user"]["id"].to_string());
    }
    assert_eq!(users.len(), 1);
}

/// RFC 9126: the browser carries a reference and nothing else.
#[tokio::test]
async fn a_pushed_request() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/op-par/authorize").await;
    let location = begun.location().unwrap();
    let names: Vec<_> = location.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    assert!(begun.sent_on("request_uri").unwrap().starts_with("urn:ietf:params:oauth:request_uri:"));
    let callback = browser.through_the_provider(&begun).await;
    fixture.landed(&browser.get(callback).await).await;
    let events = fixture.op.events().await;
    assert_eq!((events.requests("/request"), events.authentication("/request")), (1, vec![&json!("basic")]));
}

/// The provider's page posts the answer across sites, where no cookie comes along; it is posted once more from here.
#[tokio::test]
async fn an_answer_in_a_form() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/op-formpost/authorize").await;
    assert_eq!(begun.sent_on("response_mode").as_deref(), Some("form_post"));
    let page = browser.abroad(&begun).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.form().action, fixture.environment.base.join("api/auth/providers/op-formpost/callback").unwrap());

    let ours = browser.submit(&page).await;
    assert_eq!(ours.status, StatusCode::OK);
    assert_eq!(fixture.op.events().await.requests("/token"), 0, "nothing is sent before the flow is there");
    let form = ours.form();
    assert_eq!((form.action.path(), form.value("code")), (page.form().action.path(), page.form().value("code")));
    fixture.landed(&browser.submit(&ours).await).await;

    let again = browser.submit(&ours).await;
    assert_eq!((again.status, &*again.code()), (StatusCode::BAD_REQUEST, "invalid_state"));
    assert_eq!(fixture.op.events().await.requests("/token"), 1);
}

/// A refusal comes back in a form as well.
#[tokio::test]
async fn a_refusal_in_a_form() {
    let fixture = ServerFixture::new().await;
    fixture.op.change(json!({ "decision": "deny" })).await;
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/op-formpost/authorize").await;
    let ours = browser.submit(&browser.abroad(&begun).await).await;
    let answer = browser.submit(&ours).await;
    fixture.refused(&browser, &answer, "access_denied", "denied by form_post").await;
}
