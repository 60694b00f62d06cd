//! The private keys of the cryptographic library, one type for all kinds.

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    encoding::{AsDer as _, Pkcs8V1Der},
    error::Unspecified,
    rand::SystemRandom,
    rsa::{self, KeySize},
    signature::{self as sig, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair},
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Map, Value, json};
use vestibule_core::definition::SigningAlgorithm;

pub(crate) enum KeyPair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl KeyPair {
    /// Makes one that signs with this algorithm.
    pub(crate) fn generate(algorithm: SigningAlgorithm) -> Result<Self, Unspecified> {
        Ok(match (ec(algorithm), algorithm) {
            (Some((signing, _)), _) => Self::Ec(EcdsaKeyPair::generate(signing)?),
            (None, SigningAlgorithm::EdDSA) => Self::Ed25519(Ed25519KeyPair::generate()?),
            (None, _) => Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?),
        })
    }

    /// The P-256 key whose private number these bytes are. Of random bytes, one in 2^32 is no such number.
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Option<Self> {
        let public = PrivateKey::from_private_key(&ECDH_P256, seed).ok()?.compute_public_key().ok()?;
        let alg = &sig::ECDSA_P256_SHA256_FIXED_SIGNING;
        EcdsaKeyPair::from_private_key_and_public_key(alg, seed, public.as_ref()).ok().map(Self::Ec)
    }

    /// How it can sign; the first is how a key that names no algorithm does.
    pub(crate) fn algorithms(&self) -> &'static [SigningAlgorithm] {
        use SigningAlgorithm as A;
        match self {
            Self::Rsa(_) => &[A::RS256, A::PS256, A::RS384, A::PS384, A::RS512, A::PS512],
            Self::Ec(pair) => match pair.public_key().as_ref().len() {
                65 => &[A::ES256],
                97 => &[A::ES384],
                _ => &[A::ES512],
            },
            Self::Ed25519(_) => &[A::EdDSA],
        }
    }

    pub(crate) fn sign(&self, algorithm: SigningAlgorithm, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(rsa_encoding(algorithm), &random, message, &mut signature)?;
                Ok(signature)
            }
            Self::Ec(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Self::Ed25519(pair) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
        }
    }

    /// PKCS #8, without encryption.
    pub(crate) fn to_pkcs8(&self) -> Result<Vec<u8>, Unspecified> {
        Ok(match self {
            Self::Rsa(pair) => {
                let der: Pkcs8V1Der<'_> = pair.as_der()?;
                der.as_ref().to_vec()
            }
            Self::Ec(pair) => pair.to_pkcs8v1()?.as_ref().to_vec(),
            Self::Ed25519(pair) => pair.to_pkcs8v1()?.as_ref().to_vec(),
        })
    }

    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        RsaKeyPair::from_pkcs8(der)
            .or_else(|_| RsaKeyPair::from_der(der))
            .map(Self::Rsa)
            .or_else(|_| EcdsaKeyPair::from_private_key_der(&sig::ECDSA_P256_SHA256_FIXED_SIGNING, der).map(Self::Ec))
            .or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Self::Ed25519))
            .ok()
    }

    pub(crate) fn from_jwk(jwk: &Map<String, Value>) -> Option<Self> {
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

    /// The members that make the key, in the order of their names.
    pub(crate) fn public_members(&self, algorithm: SigningAlgorithm) -> Value {
        match self {
            Self::Rsa(pair) => {
                let key = pair.public_key();
                let n = encode(key.modulus().big_endian_without_leading_zero());
                let e = encode(key.exponent().big_endian_without_leading_zero());
                json!({ "e": e, "kty": "RSA", "n": n })
            }
            Self::Ec(pair) => {
                // An uncompressed point: a 4, then x and y at full length (SEC 1 §2.3.3).
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = ec(algorithm).map_or("", |(_, curve)| curve);
                json!({ "crv": curve, "kty": "EC", "x": encode(x), "y": encode(y) })
            }
            Self::Ed25519(pair) => {
                let x = encode(pair.public_key().as_ref());
                json!({ "crv": "Ed25519", "kty": "OKP", "x": x })
            }
        }
    }
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
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
