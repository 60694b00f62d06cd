//! Signing keys: the algorithms, and one key with its public part.
//!
//! Refuses to know what is signed, which is [`crate::jwt`], and which key signs, which is [`crate::key_ring`].

use aws_lc_rs::{
    digest,
    error::Unspecified,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self as sig, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair},
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use vestibule_core::secret::sha256;

/// How a key signs: the algorithms that Pocket ID's `key-rotate` offers, and PS256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the names are RFC 7518's")]
pub enum SigningAlgorithm {
    #[default]
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Es256,
    Es384,
    Es512,
    EdDsa,
}

/// A key could not be made, or refused to sign.
#[derive(Debug, thiserror::Error)]
#[error("The cryptographic library refused to make or use a signing key.")]
pub struct KeyError;

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

enum Family {
    Rsa(&'static sig::RsaSignatureEncoding, &'static sig::RsaParameters),
    Ec(&'static sig::EcdsaSigningAlgorithm, &'static sig::EcdsaVerificationAlgorithm, &'static str),
    Ed25519,
}

impl SigningAlgorithm {
    /// The name in `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    fn family(self) -> Family {
        match self {
            Self::Rs256 => Family::Rsa(&sig::RSA_PKCS1_SHA256, &sig::RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Family::Rsa(&sig::RSA_PKCS1_SHA384, &sig::RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Family::Rsa(&sig::RSA_PKCS1_SHA512, &sig::RSA_PKCS1_2048_8192_SHA512),
            Self::Ps256 => Family::Rsa(&sig::RSA_PSS_SHA256, &sig::RSA_PSS_2048_8192_SHA256),
            Self::Es256 => Family::Ec(&sig::ECDSA_P256_SHA256_FIXED_SIGNING, &sig::ECDSA_P256_SHA256_FIXED, "P-256"),
            Self::Es384 => Family::Ec(&sig::ECDSA_P384_SHA384_FIXED_SIGNING, &sig::ECDSA_P384_SHA384_FIXED, "P-384"),
            Self::Es512 => Family::Ec(&sig::ECDSA_P521_SHA512_FIXED_SIGNING, &sig::ECDSA_P521_SHA512_FIXED, "P-521"),
            Self::EdDsa => Family::Ed25519,
        }
    }

    /// `at_hash`: the left half of the token's digest by the hash of the algorithm, base64url (OpenID Connect Core
    /// §3.1.3.6). Ed25519 hashes with SHA-512.
    pub(crate) fn half_hash(self, token: &str) -> String {
        let algorithm = match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 => &digest::SHA256,
            Self::Rs384 | Self::Es384 => &digest::SHA384,
            Self::Rs512 | Self::Es512 | Self::EdDsa => &digest::SHA512,
        };
        let whole = digest::digest(algorithm, token.as_bytes());
        let (left, _) = whole.as_ref().split_at(whole.as_ref().len() / 2);
        BASE64_URL_SAFE_NO_PAD.encode(left)
    }
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// One signing key with the id under which the world finds it.
pub(crate) struct SigningKey {
    pub(crate) algorithm: SigningAlgorithm,
    /// RFC 7638 thumbprint.
    pub(crate) kid: String,
    /// The public part, as published in the key set.
    pub(crate) jwk: Value,
    pair: Pair,
}

impl SigningKey {
    /// Makes a key. RSA takes about a tenth of a second of computing: call it where blocking is allowed.
    pub(crate) fn generate(algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        let b64 = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let (pair, mut jwk) = match algorithm.family() {
            Family::Rsa(..) => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
                let public = pair.public_key();
                let n = b64(public.modulus().big_endian_without_leading_zero());
                let e = b64(public.exponent().big_endian_without_leading_zero());
                (Pair::Rsa(pair), json!({ "e": e, "kty": "RSA", "n": n }))
            }
            Family::Ec(signing, _, curve) => {
                let pair = EcdsaKeyPair::generate(signing)?;
                // Uncompressed point: 0x04, then both coordinates at full length (SEC 1 §2.3.3).
                let (x, y) = pair.public_key().as_ref().split_at(1).1.split_at(pair.public_key().as_ref().len() / 2);
                let jwk = json!({ "crv": curve, "kty": "EC", "x": b64(x), "y": b64(y) });
                (Pair::Ec(pair), jwk)
            }
            Family::Ed25519 => {
                let pair = Ed25519KeyPair::generate()?;
                let jwk = json!({ "crv": "Ed25519", "kty": "OKP", "x": b64(pair.public_key().as_ref()) });
                (Pair::Ed25519(pair), jwk)
            }
        };
        // RFC 7638 §3: the required members alone, in lexical order, which is how they were written above.
        let kid = b64(&sha256(jwk.to_string()));
        jwk["kid"] = kid.as_str().into();
        jwk["use"] = "sig".into();
        jwk["alg"] = algorithm.name().into();
        Ok(Self { algorithm, kid, jwk, pair })
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match (&self.pair, self.algorithm.family()) {
            (Pair::Rsa(pair), Family::Rsa(encoding, _)) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut signature)?;
                Ok(signature)
            }
            (Pair::Ec(pair), _) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            (Pair::Ed25519(pair), _) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
            (Pair::Rsa(_), _) => Err(KeyError),
        }
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match (&self.pair, self.algorithm.family()) {
            (Pair::Rsa(pair), Family::Rsa(_, parameters)) => {
                sig::UnparsedPublicKey::new(parameters, pair.public_key()).verify(message, signature)
            }
            (Pair::Ec(pair), Family::Ec(_, verifying, _)) => {
                sig::UnparsedPublicKey::new(verifying, pair.public_key()).verify(message, signature)
            }
            (Pair::Ed25519(pair), _) => {
                sig::UnparsedPublicKey::new(&sig::ED25519, pair.public_key()).verify(message, signature)
            }
            _ => Err(Unspecified),
        };
        checked.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_signs_what_it_verifies() {
        use SigningAlgorithm::{EdDsa, Es256, Es384, Es512, Ps256, Rs256, Rs384, Rs512};
        for algorithm in [Rs256, Rs384, Rs512, Ps256, Es256, Es384, Es512, EdDsa] {
            let key = SigningKey::generate(algorithm).unwrap();
            let mut signature = key.sign(b"message").unwrap();
            assert!(key.verifies(b"message", &signature), "{algorithm:?}");
            assert!(!key.verifies(b"massage", &signature), "{algorithm:?}");
            signature[7] ^= 1;
            assert!(!key.verifies(b"message", &signature), "{algorithm:?}");
            assert_eq!(key.jwk["alg"], algorithm.name());
        }
    }

    #[test]
    fn coordinates_keep_their_full_length() {
        for (algorithm, length) in [(SigningAlgorithm::Es256, 32), (SigningAlgorithm::Es512, 66)] {
            let jwk = SigningKey::generate(algorithm).unwrap().jwk;
            for coordinate in ["x", "y"] {
                assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(jwk[coordinate].as_str().unwrap()).unwrap().len(), length);
            }
        }
    }

    #[test]
    fn half_hash_is_the_standards_example() {
        // OpenID Connect Core, appendix A.3: `at_hash` of an RS256 token.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(SigningAlgorithm::Rs256.half_hash(token), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
