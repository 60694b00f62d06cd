//! Keys of an upstream for tests: one of each kind, generated once per process.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken expectation ends a test")]

use std::sync::LazyLock;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
        EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use vestibule_core::definition::SigningAlgorithm;

use crate::KeySet;

struct Pairs {
    rsa: RsaKeyPair,
    foreign: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    p521: EcdsaKeyPair,
    ed25519: Ed25519KeyPair,
}

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs {
    rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
    foreign: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
    p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
    p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap(),
    p521: EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING).unwrap(),
    ed25519: Ed25519KeyPair::generate().unwrap(),
});

/// One key of the test upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestKey {
    Rsa,
    Ec256,
    Ec384,
    Ec521,
    Ed25519,
}

impl TestKey {
    pub const ALL: &[Self] = &[Self::Rsa, Self::Ec256, Self::Ec384, Self::Ec521, Self::Ed25519];

    pub fn kid(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ec256 => "p256",
            Self::Ec384 => "p384",
            Self::Ec521 => "p521",
            Self::Ed25519 => "ed",
        }
    }

    pub fn algorithms(self) -> &'static [SigningAlgorithm] {
        use SigningAlgorithm as A;
        match self {
            Self::Rsa => &[A::RS256, A::RS384, A::RS512, A::PS256, A::PS384, A::PS512],
            Self::Ec256 => &[A::ES256],
            Self::Ec384 => &[A::ES384],
            Self::Ec521 => &[A::ES512],
            Self::Ed25519 => &[A::EdDSA],
        }
    }

    pub fn jwk(self) -> Value {
        let ec = |curve: &str, pair: &EcdsaKeyPair| {
            let point = &pair.public_key().as_ref()[1..];
            let (x, y) = point.split_at(point.len() / 2);
            json!({ "kty": "EC", "crv": curve, "x": base64(x), "y": base64(y), "kid": self.kid() })
        };
        match self {
            Self::Rsa => rsa_jwk(&PAIRS.rsa, self.kid()),
            Self::Ec256 => ec("P-256", &PAIRS.p256),
            Self::Ec384 => ec("P-384", &PAIRS.p384),
            Self::Ec521 => ec("P-521", &PAIRS.p521),
            Self::Ed25519 => {
                let x = base64(PAIRS.ed25519.public_key().as_ref());
                json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid() })
            }
        }
    }

    /// The private key, PKCS #8 in PEM.
    pub fn pem(self) -> String {
        use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
        let der = match self {
            Self::Rsa => AsDer::<Pkcs8V1Der<'_>>::as_der(&PAIRS.rsa).unwrap().as_ref().to_vec(),
            Self::Ec256 => PAIRS.p256.to_pkcs8v1().unwrap().as_ref().to_vec(),
            Self::Ec384 => PAIRS.p384.to_pkcs8v1().unwrap().as_ref().to_vec(),
            Self::Ec521 => PAIRS.p521.to_pkcs8v1().unwrap().as_ref().to_vec(),
            Self::Ed25519 => PAIRS.ed25519.to_pkcs8v1().unwrap().as_ref().to_vec(),
        };
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der))
    }

    /// The private key as a JWK, for the curves.
    pub fn private_jwk(self) -> Value {
        use aws_lc_rs::encoding::{AsBigEndian as _, Curve25519SeedBin, EcPrivateKeyBin};
        let mut jwk = self.jwk();
        jwk["d"] = match self {
            Self::Ec256 => {
                let d: EcPrivateKeyBin<'_> = PAIRS.p256.private_key().as_be_bytes().unwrap();
                base64(d.as_ref())
            }
            Self::Ed25519 => {
                let seed: Curve25519SeedBin<'_> = PAIRS.ed25519.seed().unwrap().as_be_bytes().unwrap();
                base64(seed.as_ref())
            }
            other => panic!("{other:?} has no JWK here"),
        }
        .into();
        jwk
    }

    pub fn sign(self, algorithm: SigningAlgorithm, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa => rsa_sign(&PAIRS.rsa, algorithm, message),
            Self::Ec256 => PAIRS.p256.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ec384 => PAIRS.p384.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ec521 => PAIRS.p521.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed25519 => PAIRS.ed25519.sign(message).as_ref().to_vec(),
        }
    }

    /// Signs header and claims as they are written.
    pub fn sign_text(self, algorithm: SigningAlgorithm, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", base64(header.as_bytes()), base64(claims.as_bytes()));
        let signature = self.sign(algorithm, signed.as_bytes());
        format!("{signed}.{}", base64(&signature))
    }

    /// A token of somebody else's RSA key.
    pub fn foreign_rsa(header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = rsa_sign(&PAIRS.foreign, SigningAlgorithm::RS256, signed.as_bytes());
        format!("{signed}.{}", base64(&signature))
    }

    /// The public key of that somebody else.
    pub fn foreign_jwk(kid: &str) -> Value {
        rsa_jwk(&PAIRS.foreign, kid)
    }
}

fn rsa_jwk(pair: &RsaKeyPair, kid: &str) -> Value {
    let key = pair.public_key();
    let n = base64(key.modulus().big_endian_without_leading_zero());
    let e = base64(key.exponent().big_endian_without_leading_zero());
    json!({ "kty": "RSA", "n": n, "e": e, "kid": kid })
}

fn rsa_sign(pair: &RsaKeyPair, algorithm: SigningAlgorithm, message: &[u8]) -> Vec<u8> {
    let encoding: &'static dyn RsaEncoding = match algorithm {
        SigningAlgorithm::RS384 => &RSA_PKCS1_SHA384,
        SigningAlgorithm::RS512 => &RSA_PKCS1_SHA512,
        SigningAlgorithm::PS256 => &RSA_PSS_SHA256,
        SigningAlgorithm::PS384 => &RSA_PSS_SHA384,
        SigningAlgorithm::PS512 => &RSA_PSS_SHA512,
        _ => &RSA_PKCS1_SHA256,
    };
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature).unwrap();
    signature
}

pub fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// JSON as a part of a token.
pub fn encode(value: &Value) -> String {
    base64(value.to_string().as_bytes())
}

/// A token signed by a key of the test upstream, whatever its header says.
pub fn token_with(key: TestKey, algorithm: SigningAlgorithm, header: &Value, claims: &Value) -> String {
    key.sign_text(algorithm, &header.to_string(), &claims.to_string())
}

/// The test upstream's key set.
pub fn jwks() -> Value {
    json!({ "keys": TestKey::ALL.iter().map(|key| key.jwk()).collect::<Vec<_>>() })
}

pub fn key_set() -> KeySet {
    KeySet::parse(&jwks()).unwrap()
}

/// An RSA key of 1024 bits with its RS256 signature of `message`: real, and too small for aws-lc-rs to generate.
pub fn small_rsa() -> (Value, Vec<u8>) {
    const N: &str = "05ND7ulGzg4W-T00Ob2gyR0rWGLp8tWYRF3DHt33lKmvXcAs3_fF6bJysN2VemY-glw3x0D1Lt3txWDo4_Mt3nRGw-2Js-fSK4Nu2j8y\
                     X17GfG6aiWUqDHqYmZHtDnBZXSwMvw2l_698FylUgrRfrkBcHT-aMLkji6voxfjXJHE";
    const SIGNATURE: &str = "q0qMHGaFqZmwTRlZVWghF2MzzwbSRGHjDU2wCZDCcBL5sndPcIUcqjcyZAruElCamb_3EZFc8kDm_ThuMgxxCcfYmcZkZ1bo\
                             IWyn3CXnWQIZ8zm1NybB5Ky-opOKLlm554gjUGkaawun0_INejrjWgKcNsHl_q9CKl8U_f2w7qs";
    let jwk = json!({ "kty": "RSA", "n": N, "e": "AQAB", "kid": "small" });
    (jwk, BASE64_URL_SAFE_NO_PAD.decode(SIGNATURE).unwrap())
}
