//! JW-01, JW-02: the provider changes its keys, at the worst moment too.

use crate::world::World;

#[tokio::test]
async fn keys_change_between_code_and_token() {
    let world = World::new().await;
    let browser = world.browser();
    world.signs_in(&browser, "op-basic").await;
    for mode in ["add", "replace", "replace", "remove-old"] {
        let callback = browser.callback_of("op-basic").await;
        world.op.rotate(mode).await;
        world.op.forget().await;
        world.landed(&browser.get(callback).await).await;
        let fetched = world.op.events().await.requests("/jwks");
        // `remove-old` takes away keys that sign nothing any more.
        assert_eq!(fetched, usize::from(mode != "remove-old"), "{mode}");
    }
}

/// A second provider at the same issuer has its own keys, and learns the new ones by itself.
#[tokio::test]
async fn every_provider_learns_new_keys() {
    let world = World::new().await;
    world.op.rotate("replace").await;
    for provider in ["op-basic", "op-post", "op-public"] {
        world.op.forget().await;
        world.signs_in(&world.browser(), provider).await;
        assert_eq!(world.op.events().await.requests("/jwks"), 1, "{provider}");
    }
}
