//! Our own key at an upstream, for `private_key_jwt` (RFC 7523), and its symmetric counterpart `client_secret_jwt`.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::{Map, Value, json};
use vestibule_core::secret::{Secret, sha256};

use crate::json;

/// A private key that signs client assertions. The algorithm follows from the key: RSA signs RS256, P-256 signs ES256,
/// Ed25519 signs EdDSA.
pub(crate) struct SigningKey {
    pair: Pair,
    kid: String,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A text that is no private key which can be used. Says nothing about the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a private key that can be used: paste an RSA key of at least 2048 bits, a P-256 key or an Ed25519 key, as PEM without a password or as a JWK"
)]
pub(crate) struct UnusableKey;

/// A token could not be signed. Does not happen with a key that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client assertion could not be signed")]
pub(crate) struct SigningFailed;

impl SigningKey {
    /// Reads PEM (PKCS #8, PKCS #1, SEC 1) or a JWK, and signs once to see that it works. `kid` names the key; without it a JWK's own name does, else the
    /// thumbprint (RFC 7638).
    pub(crate) fn parse(text: &Secret, kid: Option<&str>) -> Result<Self, UnusableKey> {
        let text = text.expose().trim();
        let (pair, own_kid) = if text.starts_with('{') {
            let jwk = json::parse_object(text.as_bytes()).map_err(|_| UnusableKey)?;
            (Pair::from_jwk(&jwk).ok_or(UnusableKey)?, jwk.get("kid").and_then(Value::as_str).map(str::to_owned))
        } else {
            let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| UnusableKey)?;
            (Pair::from_der(der.secret_der()).ok_or(UnusableKey)?, None)
        };
        // A key may parse and still be inconsistent. Report that when it is entered, not at the first sign-in.
        pair.sign(b"").ok_or(UnusableKey)?;
        let kid = kid.map(str::to_owned).or(own_kid).unwrap_or_else(|| pair.thumbprint());
        Ok(Self { pair, kid })
    }

    /// Signs claims as a JWT.
    pub(crate) fn sign(&self, claims: &Value) -> Result<Secret, SigningFailed> {
        let header = json!({ "alg": self.pair.algorithm(), "kid": self.kid, "typ": "JWT" });
        let message = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(message.as_bytes()).ok_or(SigningFailed)?;
        Ok(Secret::new(format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// Signs claims with HS256: `client_secret_jwt` (OpenID Connect Core §9).
pub(crate) fn sign_with_secret(secret: &Secret, claims: &Value) -> Secret {
    let message = format!("{}.{}", encode(&json!({ "alg": "HS256", "typ": "JWT" })), encode(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let signature = hmac::sign(&key, message.as_bytes());
    Secret::new(format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
}

fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Pair {
    fn from_der(der: &[u8]) -> Option<Self> {
        RsaKeyPair::from_pkcs8(der)
            .or_else(|_| RsaKeyPair::from_der(der))
            .map(Self::Rsa)
            .or_else(|_| EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map(Self::P256))
            .or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Self::Ed25519))
            .ok()
    }

    fn from_jwk(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(text(name)?).ok();
        match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                let public_key = rsa::PublicKeyComponents { n: bytes("n")?, e: bytes("e")? };
                let components = rsa::KeyPairComponents {
                    public_key,
                    d: bytes("d")?,
                    p: bytes("p")?,
                    q: bytes("q")?,
                    dP: bytes("dp")?,
                    dQ: bytes("dq")?,
                    qInv: bytes("qi")?,
                };
                RsaKeyPair::from_components(&components).ok().map(Self::Rsa)
            }
            ("EC", Some("P-256")) => {
                let point = [vec![4], bytes("x")?, bytes("y")?].concat();
                let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
                EcdsaKeyPair::from_private_key_and_public_key(alg, &bytes("d")?, &point).ok().map(Self::P256)
            }
            ("OKP", Some("Ed25519")) => {
                Ed25519KeyPair::from_seed_and_public_key(&bytes("d")?, &bytes("x")?).ok().map(Self::Ed25519)
            }
            _ => None,
        }
    }

    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
            Self::Ed25519(_) => "EdDSA",
        }
    }

    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
                Some(signature)
            }
            Self::P256(pair) => Some(pair.sign(&random, message).ok()?.as_ref().to_vec()),
            Self::Ed25519(pair) => Some(pair.try_sign(message).ok()?.as_ref().to_vec()),
        }
    }

    /// RFC 7638 §3.2: the required members in the order of their names, without white space.
    fn thumbprint(&self) -> String {
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let members = match self {
            Self::Rsa(pair) => {
                let key = pair.public_key();
                let n = encode(key.modulus().big_endian_without_leading_zero());
                let e = encode(key.exponent().big_endian_without_leading_zero());
                format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)
            }
            Self::P256(pair) => {
                // An uncompressed point: a 4, then x and y of 32 bytes each (SEC 1 §2.3.3).
                let point = pair.public_key().as_ref();
                let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Self::Ed25519(pair) => {
                let x = encode(pair.public_key().as_ref());
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)
            }
        };
        encode(&sha256(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{KeySet, RawJws, test_keys::TestKey};
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
            let token = parse(text, Some(key.kid())).unwrap().sign(&json!({ "iss": "c" })).unwrap();
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
        let jwk = include_str!("test_rsa.jwk.json");
        let token = parse(jwk, Some("k")).unwrap().sign(&json!({})).unwrap();
        let mut public: Value = serde_json::from_str(jwk).unwrap();
        public["kid"] = "k".into();
        let keys = KeySet::parse(&json!({ "keys": [public] })).unwrap();
        assert!(RawJws::parse(token.expose()).unwrap().verify(&keys, &[SigningAlgorithm::RS256]).is_ok());
        assert_eq!(parse(jwk.replace("\"dp\": \"", "\"dp\": \"____"), None).err(), Some(UnusableKey));
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
}
