//! The provider tells the truth, and the truth is no.

use serde_json::json;
use vestibule_core::definition::Par;

use crate::fixture::ServerFixture;

#[tokio::test]
async fn the_person_says_no() {
    let fixture = ServerFixture::new().await;
    fixture.op.change(json!({ "decision": "deny" })).await;
    let browser = fixture.browser();
    let answer = browser.sign_in("op-basic").await;
    fixture.refused(&browser, &answer, "access_denied", "denied").await;
    assert_eq!(fixture.op.events().await.requests("/token"), 0);
    fixture.op.be_honest().await;
    fixture.op.forget().await;
    fixture.signs_in(&browser, "op-basic").await;
}

/// What an administrator typed wrong: reported to the person as a matter for the administrator, asked once.
#[tokio::test]
async fn wrong_credentials() {
    let differently = json!({
        "op-basic": { "client_secret": "guess" },
        "op-post": { "client_secret": "guess" },
        "op-pkjwt": { "private_key_id": "another" },
    });
    let fixture = ServerFixture::with_credentials(differently).await;
    for provider in ["op-basic", "op-post", "op-pkjwt"] {
        let browser = fixture.browser();
        fixture.op.forget().await;
        let answer = browser.sign_in(provider).await;
        fixture.refused(&browser, &answer, "provider_misconfigured", provider).await;
        let events = fixture.op.events().await;
        assert_eq!((events.requests("/token"), events.requests("/me")), (1, 0), "{provider}");
        assert_eq!(events.errors("grant.error"), ["invalid_client"], "{provider}");
    }
}

/// The provider insists on pushed requests of this client, and the settings forbid them.
#[tokio::test]
async fn a_plain_request_where_it_has_to_be_pushed() {
    let fixture = ServerFixture::new().await;
    fixture.environment.providers.change(|all| {
        let provider = all.iter_mut().find(|record| record.id.as_str() == "op-par").unwrap();
        provider.settings_mut().par = Some(Par::Never);
    });
    let fixture = fixture.restart().await;
    fixture.until_ready().await;
    let browser = fixture.browser();
    let answer = browser.sign_in("op-par").await;
    fixture.refused(&browser, &answer, "provider_misconfigured", "not pushed").await;
    assert_eq!(fixture.op.events().await.errors("authorization.error"), ["invalid_request"]);
}
