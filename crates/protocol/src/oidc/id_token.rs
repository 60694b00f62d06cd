//! The rules of an ID token (OpenID Connect Core §3.1.3.7). Pure: claims, clock and expectations in, proof out.
//!
//! The signature is checked before ([`RawJws`](vestibule_jose::RawJws)). A member of the wrong type is a broken rule, never
//! an absent member: what one reader skips, another one believes.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::{Map, Value};
use vestibule_core::{
    definition::{NonceRule, SigningAlgorithm},
    ids::{Issuer, Subject},
    redact::escape_for_log,
    secret::{Secret, constant_time_eq},
};

use vestibule_jose::token_hashes;

use super::issuer::IssuerRule;

/// How far two clocks may be apart, in seconds.
pub(super) const LEEWAY: i64 = 60;
/// 31 December 9999: what is beyond is not a time but an attempt to overflow one.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// What an ID token must fit.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a IssuerRule,
    /// What the authorization answer said about its issuer (RFC 9207).
    pub(crate) answered_by: Option<&'a str>,
    pub(crate) client_id: &'a str,
    pub(crate) trusted_audiences: &'a [String],
    /// The flow's; `None` for a token that answers no flow (OpenID Connect Core §12.2).
    pub(crate) nonce: Option<&'a Secret>,
    /// Whether the flow's nonce may be missing.
    pub(crate) nonce_rule: NonceRule,
    /// The access token that came with it, if one did.
    pub(crate) access_token: Option<&'a Secret>,
    /// Seconds since 1970.
    pub(crate) now: i64,
    /// How old the token may be, in seconds.
    pub(crate) max_token_age: u32,
    /// How long ago the person may have signed in, in seconds.
    pub(crate) max_age: Option<u32>,
    /// One of these, unless empty.
    pub(crate) required_acr: &'a [String],
}

/// A verified ID token that fits what was expected.
#[derive(Debug)]
pub(crate) struct IdToken {
    pub(crate) issuer: Issuer,
    pub(crate) subject: Subject,
    /// The algorithm of its signature; `None` for HS256.
    pub(crate) algorithm: Option<SigningAlgorithm>,
    pub(crate) claims: Map<String, Value>,
}

/// The rule that is broken: the claim and what is wrong with it. Of values it contains audiences alone, which say whom a
/// token is for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("its {claim} {reason}")]
pub(crate) struct BrokenRule {
    pub(crate) claim: &'static str,
    pub(crate) reason: Cow<'static, str>,
}

pub(super) fn broken<T>(claim: &'static str, reason: impl Into<Cow<'static, str>>) -> Result<T, BrokenRule> {
    Err(BrokenRule { claim, reason: reason.into() })
}

impl IdToken {
    /// Checks every rule. The claims are those of a verified token; `algorithm` is `None` for HS256.
    pub(crate) fn check(
        claims: Map<String, Value>,
        algorithm: Option<SigningAlgorithm>,
        expected: &Expected<'_>,
    ) -> Result<Self, BrokenRule> {
        let issuer = check_issuer(&claims, expected)?;
        check_audience(&claims, expected.client_id, expected.trusted_audiences)?;
        if !claims.contains_key("exp") {
            return broken("exp", "is missing");
        }
        check_times(&claims, expected.now, expected.max_token_age)?;
        match (claims.get("nonce"), expected.nonce) {
            (_, None) => {}
            (Some(Value::String(nonce)), Some(own)) if constant_time_eq(nonce.as_bytes(), own.expose().as_bytes()) => {}
            (Some(_), Some(_)) => return broken("nonce", "is not the one of this sign-in"),
            (None, Some(_)) if expected.nonce_rule == NonceRule::NotReturned => {}
            (None, Some(_)) => return broken("nonce", "is missing"),
        }
        check_access_token(&claims, algorithm, expected)?;
        check_authentication(&claims, expected)?;
        let subject = claims.get("sub").and_then(Value::as_str).and_then(Subject::parse);
        let Some(subject) = subject else { return broken("sub", "is missing or not 1 to 255 bytes of text") };
        Ok(Self { issuer, subject, algorithm, claims })
    }
}

fn check_issuer(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<Issuer, BrokenRule> {
    let Some(issuer) = claims.get("iss").and_then(Value::as_str) else { return broken("iss", "is missing") };
    if !expected.issuer.may_sign(issuer, claims) {
        return broken("iss", "is another issuer");
    }
    if expected.answered_by.is_some_and(|answered| answered != issuer) {
        return broken("iss", "is not the issuer that the authorization answer named");
    }
    Ok(Issuer(issuer.to_owned()))
}

/// Matches every audience in a definition's `trusted_audiences`: the token is still for us, and `azp` says so.
const ANY_AUDIENCE: &str = "*";

/// The token is for us, and for no other audience that the definition does not trust.
pub(super) fn check_audience(
    claims: &Map<String, Value>,
    client_id: &str,
    trusted_audiences: &[String],
) -> Result<(), BrokenRule> {
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => match several.iter().map(Value::as_str).collect() {
            Some(texts) => texts,
            None => return broken("aud", "is not a list of texts"),
        },
        _ => return broken("aud", "is missing"),
    };
    if !audiences.contains(&client_id) {
        let named = escape_for_log(&audiences.join(", "));
        return broken("aud", format!("is {named}, which is not our client {}", escape_for_log(client_id)));
    }
    let ours = |audience: &&str| *audience == client_id;
    let trusted =
        |audience: &&str| trusted_audiences.iter().any(|trusted| trusted == ANY_AUDIENCE || trusted == audience);
    if let Some(other) = audiences.iter().find(|audience| !ours(audience) && !trusted(audience)) {
        return broken("aud", format!("names {}, too, which is not trusted", escape_for_log(other)));
    }
    match claims.get("azp") {
        Some(azp) if azp != client_id => broken("azp", "is another client"),
        None if !audiences.iter().all(ours) => broken("azp", "is missing although there are several audiences"),
        _ => Ok(()),
    }
}

/// The token is not over, not from the future and not older than `max_token_age` seconds. Whether `exp` may be missing
/// is the caller's to decide.
pub(super) fn check_times(claims: &Map<String, Value>, now: i64, max_token_age: u32) -> Result<(), BrokenRule> {
    check_lifetime(claims, now)?;
    let Some(iat) = time(claims, "iat")? else { return broken("iat", "is missing") };
    if iat > now + LEEWAY {
        return broken("iat", "is in the future. Check the clocks of both machines");
    }
    if iat + i64::from(max_token_age) + LEEWAY < now {
        return broken("iat", "is too long ago. Check the clocks of both machines");
    }
    Ok(())
}

/// What has an end is not over, and what has a beginning has begun (RFC 7519 §4.1.4, §4.1.5).
pub(super) fn check_lifetime(claims: &Map<String, Value>, now: i64) -> Result<(), BrokenRule> {
    if time(claims, "exp")?.is_some_and(|exp| exp + LEEWAY <= now) {
        return broken("exp", "is over");
    }
    if time(claims, "nbf")?.is_some_and(|nbf| nbf > now + LEEWAY) {
        return broken("nbf", "is in the future. Check the clocks of both machines");
    }
    Ok(())
}

/// A NumericDate in whole seconds (RFC 7519 §2); `None` when the claim is absent.
fn time(claims: &Map<String, Value>, claim: &'static str) -> Result<Option<i64>, BrokenRule> {
    match claims.get(claim) {
        None => Ok(None),
        Some(value) => match value.as_f64().filter(|seconds| (0.0..=LAST_SECOND).contains(seconds)) {
            // In range, so nothing is lost but the fraction.
            #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
            Some(seconds) => Ok(Some(seconds as i64)),
            None => broken(claim, "is not a time"),
        },
    }
}

/// OpenID Connect Core §3.1.3.6: the left half of the hash that belongs to the signature's algorithm.
fn check_access_token(
    claims: &Map<String, Value>,
    algorithm: Option<SigningAlgorithm>,
    expected: &Expected<'_>,
) -> Result<(), BrokenRule> {
    let Some(stated) = claims.get("at_hash") else { return Ok(()) };
    let Some(access_token) = expected.access_token else { return Ok(()) };
    // HS256 hashes as RS256 does.
    let hashes = token_hashes(algorithm.unwrap_or(SigningAlgorithm::RS256), access_token.expose());
    if hashes.iter().any(|hash| stated == hash) { Ok(()) } else { broken("at_hash", "is of another access token") }
}

fn check_authentication(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), BrokenRule> {
    if let Some(max_age) = expected.max_age {
        let Some(at) = time(claims, "auth_time")? else { return broken("auth_time", "is missing") };
        if at > expected.now + LEEWAY {
            return broken("auth_time", "is in the future. Check the clocks of both machines");
        }
        if at + i64::from(max_age) + LEEWAY < expected.now {
            return broken("auth_time", "is longer ago than max_age allows");
        }
    }
    let acr = claims.get("acr").and_then(Value::as_str);
    let required = expected.required_acr;
    if required.is_empty() || acr.is_some_and(|acr| required.iter().any(|wanted| wanted == acr)) {
        Ok(())
    } else {
        broken("acr", "is none of the required ones")
    }
}
