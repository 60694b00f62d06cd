//! JW-01, JW-02: the provider changes its keys, at the worst moment too.

use crate::fixture::ServerFixture;

#[tokio::test]
async fn keys_change_between_code_and_token() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    for mode in ["add", "replace", "replace", "remove-old"] {
        let callback = browser.callback_of("op-basic").await;
        fixture.op.rotate(mode).await;
        fixture.op.forget().await;
        fixture.landed(&browser.get(callback).await).await;
        let fetched = fixture.op.events().await.requests("/jwks");
        // `remove-old` takes away keys that sign nothing any more.
        assert_eq!(fetched, usize::from(mode != "remove-old"), "{mode}");
    }
}

/// A second provider at the same issuer has its own keys, and learns the new ones by itself.
#[tokio::test]
async fn every_provider_learns_new_keys() {
    let fixture = ServerFixture::new().await;
    fixture.op.rotate("replace").await;
    for provider in ["op-basic", "op-post", "op-public"] {
        fixture.op.forget().await;
        fixture.signs_in(&fixture.browser(), provider).await;
        assert_eq!(fixture.op.events().await.requests("/jwks"), 1, "{provider}");
    }
}
