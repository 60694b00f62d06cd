//! Signed tokens and their keys (RFC 7515, RFC 7517, RFC 7638, RFC 8725), on aws-lc-rs.
//!
//! Owns JWS and JWK as far as signing in needs them: making and reading keys and certificates, signing, and verifying. Refuses encryption,
//! `none`, and any key that travels inside of a token. A symmetric signature is verified by a method of its own, which
//! knows no key set: no token chooses between the two. What claims mean is not known
//! here: an ID token, a signed userinfo answer and a logout token all come through [`RawJws`].
//!
//! Start with [`RawJws`], which becomes a [`VerifiedJws`] under a [`KeySet`], and with [`SigningKey`]. It depends on
//! `core` for the names of the algorithms, which definitions list, for the strict JSON reader and for `Secret`.
#![forbid(unsafe_code)]

mod certificate;
mod jws;
mod key_pair;
mod public_key;
mod signing_key;
#[cfg(any(test, feature = "testing"))]
pub mod test_keys;
mod token_hash;

pub use certificate::{Certificate, UnusableCertificate};
pub use jws::{JwsError, RawJws, VerifiedJws};
pub use public_key::{KeySet, PublicKey};
pub use signing_key::{KeyError, SigningKey, UnusableKey, hmac_sha256, sign_with_secret};
pub use token_hash::token_hashes;

use vestibule_core::definition::SigningAlgorithm;

/// Reads an algorithm name, exactly. `Ed25519` is the newer name of what `EdDSA` means with such a key (RFC 9864).
pub fn parse_algorithm(name: &str) -> Option<SigningAlgorithm> {
    if name == "Ed25519" { Some(SigningAlgorithm::EdDSA) } else { SigningAlgorithm::parse(name) }
}
