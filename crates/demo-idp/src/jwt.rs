//! Signed tokens in their compact form: writing them, honestly or with a fault, and reading our own back.

use std::sync::Arc;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Map, Value, json};
use vestibule_core::{
    random::{Random, token_128},
    secret::Secret,
};
use vestibule_jose::{KeyError, KeySet, RawJws, SigningKey, hmac_sha256};

use crate::{
    endpoint_fault::apply,
    key_ring::KeyRing,
    token_fault::{Signing, TokenFault},
};

/// What a token is signed with.
pub(crate) struct Signer<'a> {
    pub(crate) key: Arc<SigningKey>,
    pub(crate) random: &'a dyn Random,
    /// The client's secret, for the fault that signs with it.
    pub(crate) client_secret: Option<&'a Secret>,
}

impl Signer<'_> {
    /// Signs `claims` as a token of that `typ`, spoiled by `fault`.
    pub(crate) async fn sign(
        &self,
        typ: &str,
        claims: Map<String, Value>,
        fault: TokenFault,
    ) -> Result<String, KeyError> {
        let head = self.head(typ, &fault);
        let message = format!("{}.{}", b64(head.to_string()), b64(body(claims, fault.claims, &fault.raw)));
        let signature = match fault.signing {
            Signing::Honest | Signing::UnknownKid => self.key.sign(message.as_bytes())?,
            Signing::Unsigned => Vec::new(),
            Signing::HmacWithClientSecret => {
                hmac_sha256(self.client_secret.map(Secret::expose).unwrap_or_default().as_bytes(), message.as_bytes())
            }
            Signing::HmacWith(key) => hmac_sha256(&key, message.as_bytes()),
            Signing::ForeignKey => generate(&self.key).await?.sign(message.as_bytes())?,
            Signing::Broken => {
                let mut signature = self.key.sign(message.as_bytes())?;
                if let Some(byte) = signature.last_mut() {
                    *byte ^= 1;
                }
                signature
            }
        };
        Ok(format!("{message}.{}", b64(signature)))
    }

    fn head(&self, typ: &str, fault: &TokenFault) -> Value {
        let alg = match fault.signing {
            Signing::Unsigned => "none",
            Signing::HmacWithClientSecret | Signing::HmacWith(_) => "HS256",
            _ => self.key.algorithm().as_str(),
        };
        let kid = match fault.signing {
            Signing::UnknownKid => token_128(self.random),
            _ => self.key.kid().to_owned(),
        };
        let mut head = json!({ "alg": alg, "kid": kid, "typ": typ });
        if let Value::Object(parameters) = &mut head {
            apply(parameters, fault.header.clone());
        }
        head
    }
}

/// A key of the same kind that is not published.
async fn generate(like: &SigningKey) -> Result<SigningKey, KeyError> {
    let algorithm = like.algorithm();
    tokio::task::spawn_blocking(move || SigningKey::generate(algorithm)).await.map_err(|_| KeyError)?
}

fn body(mut claims: Map<String, Value>, patch: Map<String, Value>, raw: &[(String, String)]) -> String {
    apply(&mut claims, patch);
    let mut text = Value::Object(claims).to_string();
    for (name, json) in raw {
        text.pop();
        let comma = if text.ends_with('{') { "" } else { "," };
        text.push_str(&format!("{comma}{}:{json}}}", Value::from(name.as_str())));
    }
    text
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The claims of a token that one of our keys has signed, expired or not: a logout hint is remembered for as long as
/// the relying party cares to.
pub(crate) fn parse_own(token: &str, keys: &KeyRing) -> Option<Map<String, Value>> {
    let token = RawJws::parse(token).ok()?;
    let key = keys.find(token.kid()?)?;
    let published = KeySet::parse(&json!({ "keys": [key.jwk()] }))?;
    token.verify(&published, &[key.algorithm()]).ok().map(|verified| verified.claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_core::definition::SigningAlgorithm;
    use vestibule_core::random::CountingRandom;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    async fn signed(fault: TokenFault) -> (KeyRing, Vec<String>) {
        let keys = KeyRing::new(SigningKey::generate(SigningAlgorithm::ES256).unwrap());
        let (random, secret) = (CountingRandom::default(), Secret::new("secret"));
        let signer = Signer { key: keys.signing(), random: &random, client_secret: Some(&secret) };
        let token = signer.sign("JWT", object(json!({ "sub": "s" })), fault).await.unwrap();
        assert!(parse_own(&token, &keys).is_none_or(|claims| !claims.is_empty()));
        (keys, token.split('.').map(str::to_owned).collect())
    }

    fn decoded(part: &str) -> String {
        String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[tokio::test]
    async fn only_honest_signatures_verify() {
        let key = || Signing::HmacWith(b"key".to_vec());
        for (signing, alg, ours) in [
            (Signing::Honest, "ES256", true),
            (Signing::Unsigned, "none", false),
            (Signing::HmacWithClientSecret, "HS256", false),
            (key(), "HS256", false),
            (Signing::ForeignKey, "ES256", false),
            (Signing::Broken, "ES256", false),
            (Signing::UnknownKid, "ES256", false),
        ] {
            let (keys, parts) = signed(TokenFault::new().signing(signing.clone())).await;
            let head: Value = serde_json::from_str(&decoded(&parts[0])).unwrap();
            assert_eq!(head["alg"], alg, "{signing:?}");
            assert_eq!(head["kid"] == keys.signing().kid(), signing != Signing::UnknownKid, "{signing:?}");
            assert_eq!(parse_own(&parts.join("."), &keys).is_some(), ours, "{signing:?}");
            assert_eq!(decoded(&parts[1]), r#"{"sub":"s"}"#, "{signing:?}");
            assert_eq!(parts[2].is_empty(), signing == Signing::Unsigned, "{signing:?}");
        }
    }

    #[tokio::test]
    async fn hmac_faults_use_the_key_that_they_name() {
        for (signing, key) in [(Signing::HmacWithClientSecret, "secret"), (Signing::HmacWith(b"key".to_vec()), "key")] {
            let (_, parts) = signed(TokenFault::new().signing(signing)).await;
            let message = format!("{}.{}", parts[0], parts[1]);
            assert_eq!(parts[2], b64(hmac_sha256(key.as_bytes(), message.as_bytes())));
        }
    }

    #[tokio::test]
    async fn claims_and_header_are_changed_before_signing() {
        let fault = TokenFault::new()
            .claims(object(json!({ "sub": null, "aud": "x" })))
            .raw_claim("exp", "1e400")
            .raw_claim("aud", "\"y\"")
            .header(object(json!({ "typ": null, "jku": "http://127.0.0.1/" })));
        let (keys, parts) = signed(fault).await;
        assert_eq!(decoded(&parts[1]), r#"{"aud":"x","exp":1e400,"aud":"y"}"#);
        let head: Value = serde_json::from_str(&decoded(&parts[0])).unwrap();
        assert_eq!(head["jku"], "http://127.0.0.1/");
        assert!(head.get("typ").is_none());
        let signature = BASE64_URL_SAFE_NO_PAD.decode(&parts[2]).unwrap();
        let (key, message) = (keys.signing(), format!("{}.{}", parts[0], parts[1]));
        let published = KeySet::parse(&json!({ "keys": [key.jwk()] })).unwrap();
        let mut candidates = published.candidates(None, key.algorithm());
        assert!(candidates.any(|public| public.verifies(key.algorithm(), message.as_bytes(), &signature)));
    }

    #[tokio::test]
    async fn raw_claims_are_added_to_an_empty_token_too() {
        assert_eq!(body(Map::new(), Map::new(), &[("a".into(), "null".into())]), r#"{"a":null}"#);
    }
}
