//! Which texts are keys, and what they sign.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};

use super::*;
use crate::{KeySet, RawJws, test_keys::TestKey};
use vestibule_core::definition::SigningAlgorithm;

fn parse(text: impl Into<String>, kid: Option<&str>) -> Result<SigningKey, UnusableKey> {
    SigningKey::parse(&Secret::new(text), kid)
}

#[test]
fn what_is_signed_verifies_under_the_public_key() {
    for (key, text) in [
        (TestKey::Rsa, TestKey::Rsa.pem()),
        (TestKey::Ec256, TestKey::Ec256.pem()),
        (TestKey::Ed25519, format!("\n  {}\n", TestKey::Ed25519.pem())),
        (TestKey::Ec256, TestKey::Ec256.private_jwk().to_string()),
        (TestKey::Ed25519, TestKey::Ed25519.private_jwk().to_string()),
    ] {
        let token = parse(text, Some(key.kid())).unwrap().sign_jwt(&json!({ "iss": "c" })).unwrap();
        let keys = KeySet::parse(&json!({ "keys": [key.jwk()] })).unwrap();
        let verified = RawJws::parse(token.expose()).unwrap().verify(&keys, SigningAlgorithm::ALL).unwrap();
        assert_eq!(Value::Object(verified.claims), json!({ "iss": "c" }));
        assert_eq!(verified.algorithm, key.algorithms()[0]);
    }
}

#[test]
fn the_name_is_given_or_the_keys_own_or_the_thumbprint() {
    let mut jwk = TestKey::Ec256.private_jwk();
    assert_eq!(parse(jwk.to_string(), Some("given")).unwrap().kid, "given");
    assert_eq!(parse(jwk.to_string(), None).unwrap().kid, TestKey::Ec256.kid());
    jwk.as_object_mut().unwrap().remove("kid");
    assert_eq!(parse(jwk.to_string(), None).unwrap().kid, parse(TestKey::Ec256.pem(), None).unwrap().kid);
}

/// The example of RFC 8037 §A.3.
#[test]
fn the_thumbprint_is_the_standards() {
    let key = parse(
        r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        None,
    );
    assert_eq!(key.unwrap().kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn an_rsa_jwk_signs() {
    let jwk = include_str!("../test_rsa.jwk.json");
    let token = parse(jwk, Some("k")).unwrap().sign_jwt(&json!({})).unwrap();
    let mut public: Value = serde_json::from_str(jwk).unwrap();
    public["kid"] = "k".into();
    let keys = KeySet::parse(&json!({ "keys": [public] })).unwrap();
    assert!(RawJws::parse(token.expose()).unwrap().verify(&keys, &[SigningAlgorithm::RS256]).is_ok());
    assert_eq!(parse(jwk.replace("\"dp\": \"", "\"dp\": \"____"), None).err(), Some(UnusableKey));
}

#[test]
fn a_generated_text_reads_back() {
    for algorithm in [SigningAlgorithm::ES256, SigningAlgorithm::RS256, SigningAlgorithm::EdDSA] {
        let key = SigningKey::parse(&SigningKey::generate_pem(algorithm).unwrap(), None).unwrap();
        assert_eq!(key.algorithm(), algorithm);
    }
}

#[test]
fn unusable_keys_are_refused() {
    let mut swapped = TestKey::Ec256.private_jwk();
    swapped["x"] = swapped["y"].clone();
    for text in [
        String::new(),
        "secret".into(),
        "{}".into(),
        TestKey::Ec384.pem(),
        swapped.to_string(),
        TestKey::Ec256.jwk().to_string(),
        r#"{"kty":"oct","k":"AAAA"}"#.into(),
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----".into(),
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----".into(),
    ] {
        assert_eq!(parse(text.clone(), None).err(), Some(UnusableKey), "{text}");
    }
}

/// The secret signs; another one does not give the same token.
#[test]
fn a_secret_signs_with_hs256() {
    let claims = json!({ "iss": "c" });
    let token = sign_with_secret(&Secret::new("s"), &claims);
    let (message, signature) = token.expose().rsplit_once('.').unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"s");
    hmac::verify(&key, message.as_bytes(), &BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    assert_ne!(token, sign_with_secret(&Secret::new("t"), &claims));
}

#[test]
fn every_algorithm_signs_what_it_verifies() {
    for algorithm in SigningAlgorithm::ALL {
        let key = SigningKey::generate(*algorithm).unwrap();
        let token = key.sign_jwt(&json!({ "sub": "s" })).unwrap();
        let keys = KeySet::parse(&json!({ "keys": [key.jwk()] })).unwrap();
        let verified = RawJws::parse(token.expose()).unwrap().verify(&keys, &[*algorithm]);
        assert!(verified.is_ok(), "{algorithm:?}: {verified:?}");
        assert_eq!(key.jwk()["alg"], algorithm.as_str());
    }
}

#[test]
fn a_key_signs_with_what_fits_it_and_nothing_else() {
    let rsa = parse(TestKey::Rsa.pem(), None).unwrap();
    let keys = KeySet::parse(&json!({ "keys": [TestKey::Rsa.jwk()] })).unwrap();
    for algorithm in SigningAlgorithm::ALL {
        let signed = rsa.sign_jwt_as(*algorithm, json!({}), &json!({ "sub": "s" }));
        assert_eq!(signed.is_ok(), TestKey::Rsa.algorithms().contains(algorithm), "{algorithm:?}");
        if let Ok(token) = signed {
            assert!(RawJws::parse(token.expose()).unwrap().verify(&keys, &[*algorithm]).is_ok(), "{algorithm:?}");
        }
    }
}

#[test]
fn a_seed_gives_one_key() {
    let of = |byte: u8| SigningKey::from_seed(&[byte; 32]).unwrap().jwk();
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
    // Zero, and what is beyond the order of the group, are no private numbers (SEC 1 §3.2.1).
    assert!(SigningKey::from_seed(&[0; 32]).is_err() && SigningKey::from_seed(&[255; 32]).is_err());
    let key = SigningKey::from_seed(&[7; 32]).unwrap();
    let token = key.sign_jwt(&json!({})).unwrap();
    let keys = KeySet::parse(&json!({ "keys": [key.jwk()] })).unwrap();
    assert!(RawJws::parse(token.expose()).unwrap().verify(&keys, &[SigningAlgorithm::ES256]).is_ok());
}

#[test]
fn coordinates_keep_their_full_length() {
    for (algorithm, length) in [(SigningAlgorithm::ES256, 32), (SigningAlgorithm::ES512, 66)] {
        let jwk = SigningKey::generate(algorithm).unwrap().jwk();
        for coordinate in ["x", "y"] {
            assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(jwk[coordinate].as_str().unwrap()).unwrap().len(), length);
        }
    }
}
