//! A key pair of ours, and what a vendor makes of the token that is signed with it.

use std::sync::Arc;

use aws_lc_rs::{
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
        RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
    },
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::Value;

use crate::vendor::{CLIENT_ID, ClientCheck, Parameters};

/// A certificate of the administrator, and what its issuer would call it.
pub(crate) struct TestCertificate {
    pub(crate) pem: &'static str,
    pub(crate) thumbprint: &'static str,
}

pub(crate) const CERTIFICATE: TestCertificate = TestCertificate {
    pem: include_str!("../../crates/jose/src/test_certificate.pem"),
    thumbprint: "9hpQ2zkCWSo_MmwuXKWgxvFLQtQ8UQE_Dm_gSeJvDJc",
};
pub(crate) const CERTIFICATE_KEY: &str = include_str!("../../crates/jose/src/test_certificate.key.pem");

/// A private key of the administrator, as they paste it.
pub(crate) struct ClientKey {
    pub(crate) pem: String,
    public: Vec<u8>,
}

impl ClientKey {
    /// A P-256 key.
    pub(crate) fn p256() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { pem: pem(pair.to_pkcs8v1().unwrap().as_ref()), public: pair.public_key().as_ref().to_vec() }
    }

    /// An RSA key.
    pub(crate) fn rsa() -> Self {
        use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        Self { pem: pem(der.as_ref()), public: pair.public_key().as_ref().to_vec() }
    }

    /// The RSA key of this PEM.
    pub(crate) fn of(text: &str) -> Self {
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        let pair = RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(body).unwrap()).unwrap();
        Self { pem: text.to_owned(), public: pair.public_key().as_ref().to_vec() }
    }

    /// A vendor that knows the public part and looks for the token in the parameter `name`: the signature has to be right,
    /// and header and claims have to pass `fits`.
    pub(crate) fn vendor_expects(
        &self,
        name: &'static str,
        fits: impl Fn(&Value, &Value) -> bool + Send + Sync + 'static,
    ) -> ClientCheck {
        let public = self.public.clone();
        Arc::new(move |form: &Parameters| {
            let read = || {
                let token = form.get(name)?;
                let (signed, signature) = token.rsplit_once('.')?;
                let (header, claims) = signed.split_once('.')?;
                let part =
                    |text: &str| serde_json::from_slice::<Value>(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok();
                let (header, claims) = (part(header)?, part(claims)?);
                let algorithm: &'static dyn VerificationAlgorithm = match header["alg"].as_str()? {
                    "ES256" => &ECDSA_P256_SHA256_FIXED,
                    "PS256" => &RSA_PSS_2048_8192_SHA256,
                    "RS256" => &RSA_PKCS1_2048_8192_SHA256,
                    _ => return None,
                };
                let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
                let key = UnparsedPublicKey::new(algorithm, &public);
                key.verify(signed.as_bytes(), &signature).ok()?;
                Some(fits(&header, &claims))
            };
            form.get("client_id").is_some_and(|id| id == CLIENT_ID) && read() == Some(true)
        })
    }
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der))
}
