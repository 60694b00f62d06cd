//! Signed tokens: the upstream's keys, the check of a signature, and our own key for client authentication.
//!
//! Owns JWS and JWK as far as sign-in needs them (RFC 7515, RFC 7517, RFC 8725), on aws-lc-rs. Refuses encryption,
//! symmetric signatures of an upstream, `none`, and any key that travels inside of a token. What claims mean is not
//! known here: an ID token, a signed userinfo answer and a logout token all come through [`RawJws`].

mod jws;
mod public_key;
mod signing_key;
#[cfg(test)]
pub(crate) mod test_keys;

pub(crate) use jws::{JwsError, RawJws, VerifiedJws};
pub(crate) use public_key::KeySet;
pub(crate) use signing_key::{SigningFailed, SigningKey, sign_with_secret};

use vestibule_core::definition::SigningAlgorithm;

/// Reads an algorithm name, exactly. `Ed25519` is the newer name of what `EdDSA` means with such a key (RFC 9864).
pub(crate) fn parse_algorithm(name: &str) -> Option<SigningAlgorithm> {
    if name == "Ed25519" { Some(SigningAlgorithm::EdDSA) } else { SigningAlgorithm::parse(name) }
}
