//! A certificate of ours: read from PEM, matched with its private key, named by its thumbprint.

use rustls::{
    Error, InconsistentKeys,
    crypto::aws_lc_rs::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::CertifiedKey,
};
use vestibule_core::secret::{Secret, hex, sha256};

use crate::key_pair::encode;

/// A certificate in front of the ones that vouch for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(Vec<CertificateDer<'static>>);

/// Why a certificate cannot be used. Says nothing about the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableCertificate {
    /// The text holds none.
    #[error(
        "this is not a certificate that can be used: paste it as PEM, from -----BEGIN CERTIFICATE----- to -----END \
         CERTIFICATE-----, with those that it was issued by after it, if any"
    )]
    Malformed,
    /// The key next to it is another one.
    #[error("this certificate is not that of the private key: enter the two that belong together")]
    OtherKey,
    /// The key next to it cannot be read.
    #[error("the private key of this certificate cannot be used: paste it as PEM without a password")]
    Key,
}

impl Certificate {
    /// Reads PEM.
    pub fn parse(text: &str) -> Result<Self, UnusableCertificate> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(text.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| UnusableCertificate::Malformed)?;
        // Whether it can be read is found out together with its key; a text without one is found out here.
        if chain.is_empty() { Err(UnusableCertificate::Malformed) } else { Ok(Self(chain)) }
    }

    /// Checks that this private key (PEM) is the certificate's.
    pub fn check_key(&self, key: &Secret) -> Result<(), UnusableCertificate> {
        let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes()).map_err(|_| UnusableCertificate::Key)?;
        let key = any_supported_type(&key).map_err(|_| UnusableCertificate::Key)?;
        match CertifiedKey::new(self.0.clone(), key).keys_match() {
            Ok(()) => Ok(()),
            Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => Err(UnusableCertificate::OtherKey),
            Err(_) => Err(UnusableCertificate::Malformed),
        }
    }

    /// `x5t#S256` (RFC 7515 §4.1.8).
    pub fn thumbprint(&self) -> String {
        encode(sha256(&self.0[0]))
    }

    /// The same digest as vendors' pages show it: hexadecimal.
    pub fn fingerprint(&self) -> String {
        hex(sha256(&self.0[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_keys::TestKey;

    /// Self-signed, made for these tests.
    const PEM: &str = include_str!("test_certificate.pem");

    #[test]
    fn a_certificate_is_that_of_its_key() {
        let certificate = Certificate::parse(PEM).unwrap();
        let own = Secret::new(include_str!("test_certificate.key.pem"));
        assert_eq!(certificate.check_key(&own), Ok(()));
        for other in [TestKey::Rsa, TestKey::Ec256, TestKey::Ed25519] {
            let outcome = certificate.check_key(&Secret::new(other.pem()));
            assert_eq!(outcome, Err(UnusableCertificate::OtherKey), "{other:?}");
        }
        assert_eq!(certificate.check_key(&Secret::new("secret")), Err(UnusableCertificate::Key));
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let key = TestKey::Ec256.pem();
        for text in ["", "secret", &key, "-----BEGIN CERTIFICATE-----\nA"] {
            assert!(Certificate::parse(text).is_err(), "{text}");
        }
        let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let outcome = Certificate::parse(garbage).and_then(|garbage| garbage.check_key(&Secret::new(&*key)));
        assert_eq!(outcome, Err(UnusableCertificate::Malformed));
    }

    /// The digest that `openssl x509 -fingerprint -sha256` prints.
    #[test]
    fn the_thumbprint_is_the_digest_of_the_certificate() {
        let certificate = Certificate::parse(PEM).unwrap();
        assert_eq!(certificate.fingerprint(), "f61a50db3902592a3f326c2e5ca5a0c6f14b42d43c51013f0e6fe049e26f0c97");
        assert_eq!(certificate.thumbprint(), "9hpQ2zkCWSo_MmwuXKWgxvFLQtQ8UQE_Dm_gSeJvDJc");
    }
}
