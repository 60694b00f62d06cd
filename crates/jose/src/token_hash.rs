//! `at_hash`: binds an access token to the ID token that came with it (OpenID Connect Core §3.1.3.6).

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use vestibule_core::definition::SigningAlgorithm;

/// The left half of the token's hash, base64url. The first is what the algorithm's own hash gives; others are accepted
/// from upstreams.
pub fn token_hashes(algorithm: SigningAlgorithm, token: &str) -> Vec<String> {
    use SigningAlgorithm as A;
    let hashes: &[&'static digest::Algorithm] = match algorithm {
        A::RS256 | A::PS256 | A::ES256 => &[&SHA256],
        A::RS384 | A::PS384 | A::ES384 => &[&SHA384],
        A::RS512 | A::PS512 | A::ES512 => &[&SHA512],
        // No standard names the hash. Ed25519 is made of SHA-512, but ory/fosite, and so Pocket ID, takes SHA-256.
        A::EdDSA => &[&SHA512, &SHA256],
    };
    let half = |hash: &&'static digest::Algorithm| {
        let full = digest::digest(hash, token.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(&full.as_ref()[..full.as_ref().len() / 2])
    };
    hashes.iter().map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_standards_example() {
        // OpenID Connect Core, appendix A.3: `at_hash` of an RS256 token.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(token_hashes(SigningAlgorithm::RS256, token), ["77QmUPtjPfzWtF2AnpK9RQ"]);
    }
}
