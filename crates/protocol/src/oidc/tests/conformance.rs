//! Modules of the OpenID Foundation's conformance suite for relying parties, rebuilt: all signing algorithms, and a logout
//! token with another one than the ID token. Client authentication is in `requests`.

use serde_json::{Value, json};
use vestibule_core::{
    definition::SigningAlgorithm,
    driver::{Driver, SignInError, UpstreamLogout},
};
use vestibule_jose::test_keys::{TestKey, token_with};

use super::{
    Setup, World, resolve, sign_in,
    upstream::{Signer, Upstream},
};

fn all() -> impl Iterator<Item = (TestKey, SigningAlgorithm)> {
    TestKey::ALL.iter().flat_map(|key| key.algorithms().iter().map(|algorithm| (*key, *algorithm)))
}

async fn logout(
    world: &World,
    driver: &dyn Driver,
    upstream: &Upstream,
    (key, algorithm): (TestKey, SigningAlgorithm),
) -> Result<UpstreamLogout, SignInError> {
    let header = json!({ "alg": algorithm.as_str(), "kid": key.kid(), "typ": "logout+jwt" });
    let claims = json!({
        "iss": upstream.url, "aud": "client", "iat": super::NOW, "exp": super::NOW + 60, "jti": "j", "sub": "u1",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    let token = token_with(key, algorithm, &header, &claims);
    driver.back_channel_logout().unwrap().check(&world.context(), &token).await
}

/// `rp-id_token-sig-*`, `rp-userinfo-sig-*`, and the same for logout tokens: everything asymmetric, nothing else.
#[tokio::test]
async fn every_signing_algorithm() {
    assert_eq!(all().count(), SigningAlgorithm::ALL.len());
    for (key, algorithm) in all() {
        let upstream = Upstream::start().await;
        let listed = json!([algorithm.as_str()]);
        upstream.discovery(json!({
            "id_token_signing_alg_values_supported": listed, "userinfo_signing_alg_values_supported": listed,
        }));
        let header = json!({ "alg": algorithm.as_str(), "kid": key.kid() });
        let userinfo = token_with(key, algorithm, &header, &json!({ "sub": "u1", "name": "Signed" }));
        upstream.change(|script| {
            script.raw.insert("/userinfo", (200, "application/jwt", userinfo));
            (script.header, script.signer) = (header, Signer::Own(key, algorithm));
        });
        let identity = sign_in(&Setup::new(&upstream.url)).await.unwrap();
        assert_eq!((identity.profile.name.as_deref(), identity.id_token_alg), (Some("Signed"), Some(algorithm)));
        let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
        let said = logout(&world, &*driver, &upstream, (key, algorithm)).await.unwrap();
        assert!(said.other_algorithms.is_empty(), "{algorithm:?}");
    }
    for symmetric in ["HS256", "HS384", "HS512", "none"] {
        let upstream = Upstream::start().await;
        upstream.discovery(json!({ "id_token_signing_alg_values_supported": [symmetric] }));
        assert!(resolve(&Setup::new(&upstream.url)).await.is_err(), "{symmetric}");
    }
}

/// UP-06, `rp-backchannel-rpinitlogout-wrong-alg`: whatever algorithm the logout token has, sessions of the other ones that
/// the upstream still signs with are not its to end; with one that is pinned, it is refused at once.
#[tokio::test]
async fn a_logout_token_names_the_algorithms_that_it_is_not_for() {
    let upstream = Upstream::start().await;
    let listed: Vec<Value> = SigningAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str().into()).collect();
    upstream.discovery(json!({ "id_token_signing_alg_values_supported": listed }));
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let mut setup = Setup::new(&upstream.url);
    setup.settings["id_token_signed_response_alg"] = "RS256".into();
    let (pinned_world, pinned) = resolve(&setup).await.unwrap();
    for (key, algorithm) in all() {
        let others = logout(&world, &*driver, &upstream, (key, algorithm)).await.unwrap().other_algorithms;
        assert!(!others.contains(&algorithm) && others.len() == SigningAlgorithm::ALL.len() - 1, "{algorithm:?}");
        let outcome = logout(&pinned_world, &*pinned, &upstream, (key, algorithm)).await;
        assert_eq!(outcome.is_ok(), algorithm == SigningAlgorithm::RS256, "{algorithm:?}");
    }
}
