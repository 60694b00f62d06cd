//! Key rotation as a relying party sees it.

use serde_json::{Value, json};
use vestibule_demo_idp::{Endpoint, Rotation, SigningAlgorithm};

use crate::support::{Party, head, verified};

fn ids(jwks: &Value) -> Vec<Value> {
    jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}

#[tokio::test]
async fn rotations_publish_and_sign_as_they_say() {
    let party = Party::start().await;
    let jwks = async || party.get_json(Endpoint::Jwks).await;
    let first_set = jwks().await;
    let old_token = party.sign_in().await["id_token"].clone();
    let old_token = old_token.as_str().unwrap();

    party.idp.rotate_keys(Rotation::Add).await.unwrap();
    let new_token = party.sign_in().await["id_token"].clone();
    let new_token = new_token.as_str().unwrap();
    assert_ne!(head(new_token)["kid"], head(old_token)["kid"]);
    assert!(verified(new_token, &first_set).is_none(), "a cached set does not know the new key");
    assert!(verified(new_token, &jwks().await).is_some() && verified(old_token, &jwks().await).is_some());

    party.idp.rotate_keys(Rotation::RemoveOld).await.unwrap();
    assert!(verified(new_token, &jwks().await).is_some() && verified(old_token, &jwks().await).is_none());

    party.idp.rotate_keys(Rotation::Replace).await.unwrap();
    assert!(verified(new_token, &jwks().await).is_none());
    assert_eq!(ids(&jwks().await).len(), 1);
}

#[tokio::test]
async fn keys_may_change_between_code_and_token() {
    let party = Party::start().await;
    let code = party.answer(&[]).await["code"].clone();
    party.idp.rotate_keys(Rotation::Replace).await.unwrap();
    let tokens = party.redeem(&code, &[]).await.body;
    assert!(party.verified(tokens["id_token"].as_str().unwrap()).await.is_some());
    let earlier = tokens["access_token"].as_str().unwrap();
    party.idp.rotate_keys(Rotation::Replace).await.unwrap();
    assert_eq!(party.userinfo(earlier).await.status, 200, "tokens outlive the key that signed them");
}

#[tokio::test]
async fn a_rotation_may_change_the_algorithm() {
    let party = Party::start().await;
    party.idp.rotate_keys_to(Rotation::Add, SigningAlgorithm::EdDSA).await.unwrap();
    let document = party.get_json(Endpoint::Discovery).await;
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["EdDSA"]));
    let tokens = party.sign_in().await;
    assert!(party.verified(tokens["id_token"].as_str().unwrap()).await.is_some());
    party.idp.rotate_keys(Rotation::Add).await.unwrap();
    let jwks = party.get_json(Endpoint::Jwks).await;
    let algorithms: Vec<_> = jwks["keys"].as_array().unwrap().iter().map(|key| key["alg"].clone()).collect();
    assert_eq!(algorithms, ["EdDSA", "EdDSA", "ES256"], "a plain rotation keeps the algorithm");
}
