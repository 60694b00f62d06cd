//! The upstream's public keys (RFC 7517), as far as they can verify a signature.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::Value;
use vestibule_core::definition::SigningAlgorithm;

use crate::parse_algorithm;

/// How many keys are tried for a token that names none.
const CANDIDATES: usize = 8;

/// The usable keys of a JWKS document, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySet(Vec<PublicKey>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    kid: Option<String>,
    /// The one algorithm that the key says it is for.
    only: Option<SigningAlgorithm>,
    material: Material,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ec { curve: Curve, point: Vec<u8> },
    Ed25519(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    P256,
    P384,
    P521,
}

impl KeySet {
    /// Reads a JWKS document. Entries that cannot verify anything here (other key types and curves, symmetric keys,
    /// keys for encryption) are skipped; a document that is no key set is `None`.
    pub fn parse(document: &Value) -> Option<Self> {
        let keys = document.get("keys")?.as_array()?;
        Some(Self(keys.iter().filter_map(PublicKey::parse).collect()))
    }

    /// True when some key could verify one of the algorithms.
    pub fn serves(&self, algorithms: &[SigningAlgorithm]) -> bool {
        self.0.iter().any(|key| algorithms.iter().any(|algorithm| key.fits(*algorithm)))
    }

    /// The keys that may have signed a token with this header: those of its `kid`, or without one all that fit.
    pub fn candidates<'a>(
        &'a self,
        kid: Option<&'a str>,
        algorithm: SigningAlgorithm,
    ) -> impl Iterator<Item = &'a PublicKey> {
        let named = move |key: &&PublicKey| kid.is_none_or(|kid| key.kid.as_deref() == Some(kid));
        self.0.iter().filter(named).filter(move |key| key.fits(algorithm)).take(CANDIDATES)
    }
}

impl PublicKey {
    fn parse(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
        if jwk.get("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        if let Some(operations) = jwk.get("key_ops") {
            operations.as_array()?.iter().find(|operation| *operation == "verify")?;
        }
        let only = match jwk.get("alg") {
            None | Some(Value::Null) => None,
            Some(name) => Some(parse_algorithm(name.as_str()?)?),
        };
        let material = match text("kty")? {
            "RSA" => Material::Rsa { n: without_zeros(bytes("n")?), e: without_zeros(bytes("e")?) },
            "EC" => {
                let curve = Curve::parse(text("crv")?)?;
                Material::Ec { curve, point: curve.point(&bytes("x")?, &bytes("y")?)? }
            }
            "OKP" if text("crv") == Some("Ed25519") => Material::Ed25519(bytes("x").filter(|x| x.len() == 32)?),
            _ => return None,
        };
        Some(Self { kid: text("kid").map(str::to_owned), only, material })
    }

    fn fits(&self, algorithm: SigningAlgorithm) -> bool {
        use SigningAlgorithm as A;
        let kind = match (&self.material, algorithm) {
            (Material::Rsa { .. }, A::RS256 | A::RS384 | A::RS512 | A::PS256 | A::PS384 | A::PS512) => true,
            (Material::Ec { curve, .. }, A::ES256) => *curve == Curve::P256,
            (Material::Ec { curve, .. }, A::ES384) => *curve == Curve::P384,
            (Material::Ec { curve, .. }, A::ES512) => *curve == Curve::P521,
            (Material::Ed25519(_), A::EdDSA) => true,
            _ => false,
        };
        kind && self.only.is_none_or(|only| only == algorithm)
    }

    /// True when `signature` is this key's signature of `message`.
    pub fn verifies(&self, algorithm: SigningAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.fits(algorithm) {
            return false;
        }
        match &self.material {
            Material::Rsa { n, e } => rsa_parameters(algorithm).is_some_and(|parameters| {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            Material::Ec { curve, point } => {
                UnparsedPublicKey::new(curve.algorithm(), point).verify(message, signature).is_ok()
            }
            Material::Ed25519(x) => UnparsedPublicKey::new(&ED25519, x).verify(message, signature).is_ok(),
        }
    }
}

fn rsa_parameters(algorithm: SigningAlgorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        SigningAlgorithm::RS256 => &RSA_PKCS1_2048_8192_SHA256,
        SigningAlgorithm::RS384 => &RSA_PKCS1_2048_8192_SHA384,
        SigningAlgorithm::RS512 => &RSA_PKCS1_2048_8192_SHA512,
        SigningAlgorithm::PS256 => &RSA_PSS_2048_8192_SHA256,
        SigningAlgorithm::PS384 => &RSA_PSS_2048_8192_SHA384,
        SigningAlgorithm::PS512 => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

impl Curve {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "P-256" => Some(Self::P256),
            "P-384" => Some(Self::P384),
            "P-521" => Some(Self::P521),
            _ => None,
        }
    }

    fn algorithm(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED,
            Self::P384 => &ECDSA_P384_SHA384_FIXED,
            Self::P521 => &ECDSA_P521_SHA512_FIXED,
        }
    }

    /// The uncompressed point (SEC 1 §2.3.3). Coordinates have a fixed length (RFC 7518 §6.2.1.2).
    fn point(self, x: &[u8], y: &[u8]) -> Option<Vec<u8>> {
        let length = match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        };
        (x.len() == length && y.len() == length).then(|| [&[4], x, y].concat())
    }
}

fn without_zeros(mut bytes: Vec<u8>) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.split_off(zeros)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_keys::{self, TestKey};

    /// JW-08: what cannot verify is skipped, and is not fatal for the rest.
    #[test]
    fn unusable_entries_are_skipped() {
        let good = TestKey::Ec256.jwk();
        let with = |change: Value| {
            let mut jwk = good.clone();
            jwk.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            jwk
        };
        for bad in [
            json!({ "kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA" }),
            json!({ "kty": "OKP", "crv": "X25519", "x": "AA" }),
            json!({ "kty": "OKP", "crv": "Ed448", "x": "AA" }),
            json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AA" }),
            json!({ "kty": "XYZ" }),
            json!({ "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" }),
            json!({ "kty": 7 }),
            json!({}),
            json!("text"),
            with(json!({ "use": "enc" })),
            with(json!({ "alg": "RSA-OAEP" })),
            with(json!({ "alg": "ES384" })),
            with(json!({ "key_ops": ["encrypt"] })),
            with(json!({ "x": "AA" })),
            with(json!({ "y": "***" })),
        ] {
            let set = KeySet::parse(&json!({ "keys": [bad, good] })).unwrap();
            let usable: Vec<_> = set.0.iter().filter(|key| key.fits(SigningAlgorithm::ES256)).collect();
            assert_eq!(usable.len(), 1, "{bad}");
        }
        for change in [json!({ "d": "AAAA" }), json!({ "kid": null }), json!({ "use": "sig", "key_ops": ["verify"] })] {
            assert!(KeySet::parse(&json!({ "keys": [with(change)] })).unwrap().serves(&[SigningAlgorithm::ES256]));
        }
        for document in [json!([]), json!({}), json!({ "keys": {} }), json!(null)] {
            assert_eq!(KeySet::parse(&document), None);
        }
    }

    #[test]
    fn a_key_verifies_its_own_algorithms_only() {
        for key in TestKey::ALL {
            let set = KeySet::parse(&json!({ "keys": [key.jwk()] })).unwrap();
            for algorithm in SigningAlgorithm::ALL {
                let own = key.algorithms().contains(algorithm);
                let signature = if own { key.sign(*algorithm, b"message") } else { Vec::new() };
                let verified = set.0[0].verifies(*algorithm, b"message", &signature);
                assert_eq!(verified, own, "{key:?} {algorithm:?}");
                assert!(!set.0[0].verifies(*algorithm, b"massage", &signature), "{key:?} {algorithm:?}");
            }
        }
    }

    #[test]
    fn a_small_rsa_key_verifies_nothing() {
        let (jwk, signature) = test_keys::small_rsa();
        let set = KeySet::parse(&json!({ "keys": [jwk] })).unwrap();
        assert!(!set.0[0].verifies(SigningAlgorithm::RS256, b"message", &signature));
    }
}
