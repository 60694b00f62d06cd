//! Keys that sign: our own at an upstream (`private_key_jwt`, RFC 7523), those of a provider, and the symmetric
//! `client_secret_jwt`.

use aws_lc_rs::{error::Unspecified, hmac};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::{Value, json};
use vestibule_core::{
    definition::SigningAlgorithm,
    json::parse_object,
    secret::{Secret, sha256},
};
use zeroize::Zeroizing;

use crate::key_pair::{KeyPair, encode};

/// A private key with its algorithm and its name.
pub struct SigningKey {
    pair: KeyPair,
    algorithm: SigningAlgorithm,
    kid: String,
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
            (KeyPair::from_jwk(&jwk).ok_or(UnusableKey)?, jwk.get("kid").and_then(Value::as_str).map(str::to_owned))
        } else {
            let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| UnusableKey)?;
            (KeyPair::from_der(der.secret_der()).ok_or(UnusableKey)?, None)
        };
        let algorithm = pair.algorithms()[0];
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
        let pair = KeyPair::generate(algorithm)?;
        Ok(Self::of(pair, algorithm))
    }

    /// Makes a key as a text that [`SigningKey::parse`] reads: RSA of 2048 bits, P-256 or Ed25519.
    pub fn generate_pem(algorithm: SigningAlgorithm) -> Result<Secret, KeyError> {
        let der = Zeroizing::new(KeyPair::generate(algorithm)?.to_pkcs8()?);
        let text = Zeroizing::new(BASE64_STANDARD.encode(&*der));
        let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
        for line in text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()) {
            pem.push_str(line);
            pem.push('\n');
        }
        pem.push_str("-----END PRIVATE KEY-----\n");
        Ok(Secret::new(pem))
    }

    /// The P-256 key whose private number these bytes are: the same bytes give the same key. They have to be random, or
    /// derived from something that is.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyError> {
        let pair = KeyPair::from_seed(seed).ok_or(KeyError)?;
        Ok(Self::of(pair, SigningAlgorithm::ES256))
    }

    fn of(pair: KeyPair, algorithm: SigningAlgorithm) -> Self {
        let mut key = Self { pair, algorithm, kid: String::new() };
        key.kid = key.thumbprint();
        key
    }

    /// RFC 7638 §3: the hash of the required members alone, in the order of their names.
    pub fn thumbprint(&self) -> String {
        encode(sha256(self.public_members().to_string()))
    }

    /// How it signs.
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// How it could sign as well.
    pub fn algorithms(&self) -> &'static [SigningAlgorithm] {
        self.pair.algorithms()
    }

    /// Its name in a key set.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public part, as an entry of a key set.
    pub fn jwk(&self) -> Value {
        let mut jwk = self.pair.public_members(self.algorithm);
        jwk["kid"] = self.kid.as_str().into();
        jwk["use"] = "sig".into();
        jwk["alg"] = self.algorithm.as_str().into();
        jwk
    }

    /// The members of the public key that make it, in the order of their names (RFC 7638 §3.2).
    pub fn public_members(&self) -> Value {
        self.pair.public_members(self.algorithm)
    }

    /// The signature of any message.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.pair.sign(self.algorithm, message)?)
    }

    /// Claims as a signed JWT.
    pub fn sign_jwt(&self, claims: &Value) -> Result<Secret, KeyError> {
        self.sign_jwt_as(self.algorithm, json!({ "kid": self.kid, "typ": "JWT" }), claims)
    }

    /// Claims as a JWT with this header, to which the algorithm is added: one of [`Self::algorithms`].
    pub fn sign_jwt_as(
        &self,
        algorithm: SigningAlgorithm,
        mut header: Value,
        claims: &Value,
    ) -> Result<Secret, KeyError> {
        if !self.algorithms().contains(&algorithm) {
            return Err(KeyError);
        }
        header["alg"] = algorithm.as_str().into();
        let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.pair.sign(algorithm, message.as_bytes())?;
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

#[cfg(test)]
mod tests;
