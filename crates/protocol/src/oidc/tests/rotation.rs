//! An upstream that changes while people sign in: its algorithm, its keys, where its keys are.

use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::{Driver, Hints, Refresh},
};
use vestibule_jose::test_keys::TestKey;

use super::{
    Setup, World, begin, finish, resolve,
    upstream::{Signer, Upstream},
    with_code,
};

/// From now on the upstream has this key alone, as `pocket-id key-rotate -a` leaves it.
fn rotate(upstream: &Upstream, key: TestKey, algorithm: SigningAlgorithm) {
    upstream.discovery(json!({ "id_token_signing_alg_values_supported": [algorithm.as_str()] }));
    upstream.change(|script| {
        let mut jwk = key.jwk();
        jwk["alg"] = algorithm.as_str().into();
        script.jwks = json!({ "keys": [jwk] });
        script.header = json!({ "alg": algorithm.as_str(), "kid": key.kid() });
        script.signer = Signer::Own(key, algorithm);
    });
}

async fn sign_in(world: &World, driver: &dyn Driver) -> Result<(), (ErrorCode, String)> {
    let begun = begin(world, driver, &Hints::default()).await.unwrap();
    let outcome = finish(world, driver, &begun, &with_code()).await;
    outcome.map(drop).map_err(|error| (error.code, error.detail))
}

/// UP-10: rotation after rotation to another algorithm and another key; the first sign-in after each one works.
#[tokio::test]
async fn another_algorithm_from_now_on() {
    use SigningAlgorithm as A;
    let upstream = Upstream::start().await;
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    for (key, algorithm) in [
        (TestKey::Ec256, A::ES256),
        (TestKey::Ed25519, A::EdDSA),
        (TestKey::Rsa, A::PS256),
        (TestKey::Rsa, A::RS512),
        (TestKey::Ec521, A::ES512),
    ] {
        rotate(&upstream, key, algorithm);
        assert_eq!(sign_in(&world, &*driver).await, Ok(()), "{algorithm:?}");
        let fetched = (upstream.count("/.well-known/openid-configuration"), upstream.count("/jwks"));
        assert_eq!(sign_in(&world, &*driver).await, Ok(()), "{algorithm:?}, again");
        let again = (upstream.count("/.well-known/openid-configuration"), upstream.count("/jwks"));
        assert_eq!(fetched, again, "{algorithm:?}: it is known now");
    }
}

/// UP-10: an algorithm that the definition does not allow is refused whatever the metadata says, and costs no request.
#[tokio::test]
async fn an_algorithm_that_the_definition_refuses_stays_refused() {
    let upstream = Upstream::start().await;
    let mut setup = Setup::new(&upstream.url);
    setup.definition["id_token"] = json!({ "algorithms": ["RS256"] });
    let (world, driver) = resolve(&setup).await.unwrap();
    rotate(&upstream, TestKey::Ec256, SigningAlgorithm::ES256);
    let (code, detail) = sign_in(&world, &*driver).await.unwrap_err();
    assert_eq!(code, ErrorCode::IdTokenInvalid);
    assert!(detail.contains("ES256"), "{detail}");
    assert_eq!(upstream.count("/.well-known/openid-configuration"), 1);
}

/// UP-10, JW-04: tokens that fit nothing cost the upstream as many requests as the buckets hold.
#[tokio::test]
async fn invented_tokens_empty_the_buckets() {
    let upstream = Upstream::start().await;
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    for header in [json!({ "alg": "ES256", "kid": "?" }), json!({ "alg": "RS256", "kid": "?" })] {
        upstream.change(|script| script.header = header.clone());
        for _ in 0..20 {
            assert_eq!(sign_in(&world, &*driver).await.unwrap_err().0, ErrorCode::IdTokenInvalid);
        }
    }
    assert_eq!(upstream.count("/.well-known/openid-configuration"), 1 + 5);
    assert_eq!(upstream.count("/jwks"), 1 + 5);
}

/// UP-05: the keys are somewhere else now, and where they were is nothing, or the old ones.
#[tokio::test]
async fn keys_that_moved() {
    for old in [404, 503, 200] {
        let upstream = Upstream::start().await;
        let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
        upstream.raw("/jwks", old, json!({ "keys": [TestKey::foreign_jwk("old")] }).to_string());
        upstream.raw("/moved", 200, json!({ "keys": [TestKey::Ec256.jwk()] }).to_string());
        upstream.discovery(json!({
            "jwks_uri": format!("{}/moved", upstream.url), "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        }));
        upstream.change(|script| {
            script.header = json!({ "alg": "ES256", "kid": "p256" });
            script.signer = Signer::Own(TestKey::Ec256, SigningAlgorithm::ES256);
        });
        world.clock.advance(chrono::Duration::minutes(11));
        upstream.change(|script| {
            let now = super::NOW + 660;
            script.claims = json!({ "iat": now, "exp": now + 300 });
        });
        assert_eq!(sign_in(&world, &*driver).await, Ok(()), "{old}");
    }
}

/// UP-05: a reload fetches, whatever the age of what is known, and what it fetched is used.
#[tokio::test]
async fn a_reload_adopts_what_it_fetches() {
    let upstream = Upstream::start().await;
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    rotate(&upstream, TestKey::Ec256, SigningAlgorithm::ES256);
    assert!(driver.refresh(&world.context(), Refresh::WhenDue).await.unwrap().is_none());
    assert_eq!(upstream.count("/.well-known/openid-configuration"), 1, "not due");
    assert!(driver.refresh(&world.context(), Refresh::Now).await.unwrap().is_none());
    let fetched = (upstream.count("/.well-known/openid-configuration"), upstream.count("/jwks"));
    assert_eq!(fetched, (2, 2));
    assert_eq!(sign_in(&world, &*driver).await, Ok(()));
    assert_eq!(fetched, (upstream.count("/.well-known/openid-configuration"), upstream.count("/jwks")));
}

/// Another issuer is another driver: what is signed by it belongs to other people.
#[tokio::test]
async fn another_issuer_is_another_driver() {
    let upstream = Upstream::start().await;
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let stated = format!("{}/", upstream.url);
    upstream.discovery(json!({ "issuer": stated, "id_token_signing_alg_values_supported": ["RS256", "ES256"] }));
    upstream.change(|script| {
        script.header = json!({ "alg": "ES256", "kid": "p256" });
        script.signer = Signer::Own(TestKey::Ec256, SigningAlgorithm::ES256);
        script.claims = json!({ "iss": stated });
    });
    assert_eq!(sign_in(&world, &*driver).await.unwrap_err().0, ErrorCode::IdTokenInvalid);
    assert_eq!(driver.issuer().as_str(), upstream.url);
    let newer = driver.refresh(&world.context(), Refresh::WhenDue).await.unwrap().expect("it is due at once");
    assert_eq!(newer.issuer().as_str(), stated);
    assert_eq!(sign_in(&world, &*newer).await, Ok(()));
}
