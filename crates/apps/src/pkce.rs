//! Proof Key for Code Exchange (RFC 7636), the provider's half.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::{Deserialize, Serialize};
use vestibule_core::secret::{constant_time_eq, sha256};

use crate::oauth_error::OAuthError;

/// What a client committed itself to at the authorization endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Challenge {
    /// The verifier itself. Only a provider that imitates another one accepts it.
    #[serde(rename = "plain")]
    Plain(String),
    /// The verifier's SHA-256, base64url.
    #[serde(rename = "S256")]
    S256(String),
}

impl Challenge {
    /// Reads `code_challenge` and `code_challenge_method`, which defaults to `plain` (RFC 7636 §4.3).
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, OAuthError> {
        let Some(challenge) = challenge else {
            return match method {
                Some(_) => Err(OAuthError::invalid_request("The 'code_challenge' parameter is missing.")),
                None => Ok(None),
            };
        };
        if !is_verifier(challenge) {
            return Err(OAuthError::invalid_request("The 'code_challenge' must be 43 to 128 unreserved characters."));
        }
        match method.unwrap_or("plain") {
            "plain" => Ok(Some(Self::Plain(challenge.to_owned()))),
            "S256" => Ok(Some(Self::S256(challenge.to_owned()))),
            _ => Err(OAuthError::invalid_request("The 'code_challenge_method' must be 'S256' or 'plain'.")),
        }
    }

    /// The same where only S256 is accepted.
    pub fn parse_s256(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, OAuthError> {
        match Self::parse(challenge, method)? {
            Some(Self::Plain(_)) => Err(OAuthError::invalid_request("The 'code_challenge_method' must be 'S256'.")),
            challenge => Ok(challenge),
        }
    }

    fn matches(&self, verifier: &str) -> bool {
        match self {
            Self::Plain(challenge) => constant_time_eq(challenge.as_bytes(), verifier.as_bytes()),
            Self::S256(challenge) => {
                let digest = BASE64_URL_SAFE_NO_PAD.encode(sha256(verifier));
                constant_time_eq(challenge.as_bytes(), digest.as_bytes())
            }
        }
    }
}

/// Whether the verifier of a token request fits the challenge of its authorization request. A verifier for a request
/// without a challenge does not fit (RFC 9700 §2.1.1, downgrade).
pub fn fits(challenge: Option<&Challenge>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => is_verifier(verifier) && challenge.matches(verifier),
        _ => false,
    }
}

/// RFC 7636 §4.1: 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn a_verifier_fits_its_own_challenge_only() {
        let s256 = Challenge::parse(Some(CHALLENGE), Some("S256")).unwrap();
        let plain = Challenge::parse(Some(VERIFIER), None).unwrap();
        let long = "a".repeat(129);
        for (name, challenge, verifier, fit) in [
            ("S256, right", &s256, Some(VERIFIER), true),
            ("S256, the challenge itself", &s256, Some(CHALLENGE), false),
            ("S256, none", &s256, None, false),
            ("plain, right", &plain, Some(VERIFIER), true),
            ("plain, other", &plain, Some(CHALLENGE), false),
            ("no challenge, no verifier", &None, None, true),
            ("no challenge, a verifier", &None, Some(VERIFIER), false),
            ("too long", &Some(Challenge::Plain(long.clone())), Some(long.as_str()), false),
        ] {
            assert_eq!(fits(challenge.as_ref(), verifier), fit, "{name}");
        }
    }

    #[test]
    fn malformed_challenges_are_refused() {
        for (challenge, method) in [
            (Some("short"), Some("S256")),
            (Some(CHALLENGE), Some("S512")),
            (Some(CHALLENGE), Some("s256")),
            (None, Some("S256")),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM="), Some("S256")),
        ] {
            let error = Challenge::parse(challenge, method).unwrap_err();
            assert_eq!(error.code, "invalid_request", "{challenge:?} {method:?}");
        }
        assert_eq!(Challenge::parse(None, None), Ok(None));
    }
}
