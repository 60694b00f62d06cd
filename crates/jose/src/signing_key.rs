//! Keys that sign: our own at an upstream (`private_key_jwt`, RFC 7523), those of a provider, and the symmetric
//! `client_secret_jwt`.

use aws_lc_rs::{
    error::Unspecified,
    hmac,
    rand::SystemRandom,
    rsa::{self, KeySize},
    signature::{self as sig, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair},
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::{Map, Value, json};
use vestibule_core::{
    definition::SigningAlgorithm,
    json::parse_object,
    secret::{Secret, sha256},
};

/// A private key with its algorithm and its name.
pub struct SigningKey {
    pair: Pair,
    algorithm: SigningAlgorithm,
    kid: String,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A text that is no private key which can be used. Says nothing about the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a private key that can be used: paste an RSA key of at least 2048 bits, a P-256 key or an Ed25519 key, as PEM without a password or as a JWK"
)]
pub struct UnusableKey;

/// A key could not be made or used. Does not happen with a key that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cryptographic library could not make or use a signing key")]
pub struct KeyError;

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

impl SigningKey {
    /// Reads PEM (PKCS #8, PKCS #1, SEC 1) or a JWK, and signs once to see that it works. RSA signs RS256, P-256 signs
    /// ES256, Ed25519 signs EdDSA. `kid` names the key; without it a JWK's own name does, else the thumbprint.
    pub fn parse(text: &Secret, kid: Option<&str>) -> Result<Self, UnusableKey> {
        let text = text.expose().trim();
        let (pair, own_kid) = if text.starts_with('{') {
            let jwk = parse_object(text.as_bytes()).map_err(|_| UnusableKey)?;
            (Pair::from_jwk(&jwk).ok_or(UnusableKey)?, jwk.get("kid").and_then(Value::as_str).map(str::to_owned))
        } else {
            let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| UnusableKey)?;
            (Pair::from_der(der.secret_der()).ok_or(UnusableKey)?, None)
        };
        let algorithm = match pair {
            Pair::Rsa(_) => SigningAlgorithm::RS256,
            Pair::Ec(_) => SigningAlgorithm::ES256,
            Pair::Ed25519(_) => SigningAlgorithm::EdDSA,
        };
        let mut key = Self::of(pair, algorithm);
        // A key may parse and still be inconsistent. Report that when it is entered, not at the first sign-in.
        key.sign(b"").map_err(|_| UnusableKey)?;
        if let Some(kid) = kid.map(str::to_owned).or(own_kid) {
            key.kid = kid;
        }
        Ok(key)
    }

    /// Makes a key, named by its thumbprint. RSA takes about a tenth of a second of computing: call it where blocking is
    /// allowed.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        let pair = match (ec(algorithm), algorithm) {
            (Some((signing, _)), _) => Pair::Ec(EcdsaKeyPair::generate(signing)?),
            (None, SigningAlgorithm::EdDSA) => Pair::Ed25519(Ed25519KeyPair::generate()?),
            (None, _) => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?),
        };
        Ok(Self::of(pair, algorithm))
    }

    /// RFC 7638 §3: the thumbprint is the hash of the required members alone, in the order of their names.
    fn of(pair: Pair, algorithm: SigningAlgorithm) -> Self {
        let kid = encode(sha256(pair.public_members(algorithm)));
        Self { pair, algorithm, kid }
    }

    /// How it signs.
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Its name in a key set.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public part, as an entry of a key set.
    pub fn jwk(&self) -> Value {
        let mut jwk: Value = serde_json::from_str(&self.pair.public_members(self.algorithm)).unwrap_or_default();
        jwk["kid"] = self.kid.as_str().into();
        jwk["use"] = "sig".into();
        jwk["alg"] = self.algorithm.as_str().into();
        jwk
    }

    /// The signature of any message.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(rsa_encoding(self.algorithm), &random, message, &mut signature)?;
                Ok(signature)
            }
            Pair::Ec(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Pair::Ed25519(pair) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
        }
    }

    /// Claims as a signed JWT.
    pub fn sign_jwt(&self, claims: &Value) -> Result<Secret, KeyError> {
        let header = json!({ "alg": self.algorithm.as_str(), "kid": self.kid, "typ": "JWT" });
        let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.sign(message.as_bytes())?;
        Ok(Secret::new(format!("{message}.{}", encode(signature))))
    }
}

/// Claims as a JWT signed with HS256: `client_secret_jwt` (OpenID Connect Core §9).
pub fn sign_with_secret(secret: &Secret, claims: &Value) -> Secret {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    let signature = hmac_sha256(secret.expose().as_bytes(), message.as_bytes());
    Secret::new(format!("{message}.{}", encode(signature)))
}

/// The signature of HS256.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn ec(algorithm: SigningAlgorithm) -> Option<(&'static EcdsaSigningAlgorithm, &'static str)> {
    Some(match algorithm {
        SigningAlgorithm::ES256 => (&sig::ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
        SigningAlgorithm::ES384 => (&sig::ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
        SigningAlgorithm::ES512 => (&sig::ECDSA_P521_SHA512_FIXED_SIGNING, "P-521"),
        _ => return None,
    })
}

fn rsa_encoding(algorithm: SigningAlgorithm) -> &'static dyn sig::RsaEncoding {
    match algorithm {
        SigningAlgorithm::RS384 => &sig::RSA_PKCS1_SHA384,
        SigningAlgorithm::RS512 => &sig::RSA_PKCS1_SHA512,
        SigningAlgorithm::PS256 => &sig::RSA_PSS_SHA256,
        SigningAlgorithm::PS384 => &sig::RSA_PSS_SHA384,
        SigningAlgorithm::PS512 => &sig::RSA_PSS_SHA512,
        _ => &sig::RSA_PKCS1_SHA256,
    }
}

impl Pair {
    fn from_der(der: &[u8]) -> Option<Self> {
        RsaKeyPair::from_pkcs8(der)
            .or_else(|_| RsaKeyPair::from_der(der))
            .map(Self::Rsa)
            .or_else(|_| EcdsaKeyPair::from_private_key_der(&sig::ECDSA_P256_SHA256_FIXED_SIGNING, der).map(Self::Ec))
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
                let alg = &sig::ECDSA_P256_SHA256_FIXED_SIGNING;
                EcdsaKeyPair::from_private_key_and_public_key(alg, &bytes("d")?, &point).ok().map(Self::Ec)
            }
            ("OKP", Some("Ed25519")) => {
                Ed25519KeyPair::from_seed_and_public_key(&bytes("d")?, &bytes("x")?).ok().map(Self::Ed25519)
            }
            _ => None,
        }
    }

    /// The members that make the key, in the order of their names and without white space.
    fn public_members(&self, algorithm: SigningAlgorithm) -> String {
        match self {
            Self::Rsa(pair) => {
                let key = pair.public_key();
                let n = encode(key.modulus().big_endian_without_leading_zero());
                let e = encode(key.exponent().big_endian_without_leading_zero());
                format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)
            }
            Self::Ec(pair) => {
                // An uncompressed point: a 4, then x and y at full length (SEC 1 §2.3.3).
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = ec(algorithm).map_or("", |(_, curve)| curve);
                format!(r#"{{"crv":"{curve}","kty":"EC","x":"{}","y":"{}"}}"#, encode(x), encode(y))
            }
            Self::Ed25519(pair) => {
                let x = encode(pair.public_key().as_ref());
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
        let jwk = include_str!("test_rsa.jwk.json");
        let token = parse(jwk, Some("k")).unwrap().sign_jwt(&json!({})).unwrap();
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
    fn coordinates_keep_their_full_length() {
        for (algorithm, length) in [(SigningAlgorithm::ES256, 32), (SigningAlgorithm::ES512, 66)] {
            let jwk = SigningKey::generate(algorithm).unwrap().jwk();
            for coordinate in ["x", "y"] {
                assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(jwk[coordinate].as_str().unwrap()).unwrap().len(), length);
            }
        }
    }
}
