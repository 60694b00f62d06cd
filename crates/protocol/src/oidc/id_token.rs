//! The rules of an ID token (OpenID Connect Core §3.1.3.7). Pure: claims, clock and expectations in, proof out.
//!
//! The signature is checked before ([`RawJws`](vestibule_jose::RawJws)). A member of the wrong type is a broken rule, never
//! an absent member: what one reader skips, another one believes.

use serde_json::{Map, Value};
use vestibule_core::{
    definition::SigningAlgorithm,
    ids::{Issuer, Subject},
    secret::{Secret, constant_time_eq},
};

use vestibule_jose::{VerifiedJws, token_hashes};

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
    pub(crate) nonce: &'a Secret,
    /// The access token that came with it.
    pub(crate) access_token: &'a Secret,
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
    pub(crate) claims: Map<String, Value>,
}

/// The rule that is broken: the claim and what is wrong with it. Contains no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("its {claim} {reason}")]
pub(crate) struct BrokenRule {
    pub(crate) claim: &'static str,
    pub(crate) reason: &'static str,
}

pub(super) fn broken<T>(claim: &'static str, reason: &'static str) -> Result<T, BrokenRule> {
    Err(BrokenRule { claim, reason })
}

impl IdToken {
    /// Checks every rule.
    pub(crate) fn check(token: VerifiedJws, expected: &Expected<'_>) -> Result<Self, BrokenRule> {
        let claims = token.claims;
        let issuer = check_issuer(&claims, expected)?;
        check_audience(&claims, expected.client_id, expected.trusted_audiences)?;
        check_times(&claims, expected.now, expected.max_token_age)?;
        match claims.get("nonce") {
            Some(Value::String(nonce)) if constant_time_eq(nonce.as_bytes(), expected.nonce.expose().as_bytes()) => {}
            Some(_) => return broken("nonce", "is not the one of this sign-in"),
            None => return broken("nonce", "is missing"),
        }
        check_access_token(&claims, token.algorithm, expected)?;
        check_authentication(&claims, expected)?;
        let subject = claims.get("sub").and_then(Value::as_str).and_then(Subject::parse);
        let Some(subject) = subject else { return broken("sub", "is missing or not 1 to 255 bytes of text") };
        Ok(Self { issuer, subject, claims })
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

/// Stands for every audience in a definition's `trusted_audiences`: the token is still for us, and `azp` says so.
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
        return broken("aud", "does not name our client");
    }
    let ours = |audience: &&str| *audience == client_id;
    let trusted =
        |audience: &&str| trusted_audiences.iter().any(|trusted| trusted == ANY_AUDIENCE || trusted == audience);
    if !audiences.iter().all(|audience| ours(audience) || trusted(audience)) {
        return broken("aud", "names a client that is not trusted");
    }
    match claims.get("azp") {
        Some(azp) if azp != client_id => broken("azp", "is another client"),
        None if !audiences.iter().all(ours) => broken("azp", "is missing although there are several audiences"),
        _ => Ok(()),
    }
}

/// The token is not over, not from the future and not older than `max_token_age` seconds.
pub(super) fn check_times(claims: &Map<String, Value>, now: i64, max_token_age: u32) -> Result<(), BrokenRule> {
    let Some(exp) = time(claims, "exp")? else { return broken("exp", "is missing") };
    if exp + LEEWAY <= now {
        return broken("exp", "is over");
    }
    let Some(iat) = time(claims, "iat")? else { return broken("iat", "is missing") };
    if iat > now + LEEWAY {
        return broken("iat", "is in the future. Check the clocks of both machines");
    }
    if iat + i64::from(max_token_age) + LEEWAY < now {
        return broken("iat", "is too long ago. Check the clocks of both machines");
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
            #[allow(clippy::cast_possible_truncation, reason = "the range was just checked")]
            Some(seconds) => Ok(Some(seconds as i64)),
            None => broken(claim, "is not a time"),
        },
    }
}

/// OpenID Connect Core §3.1.3.6: the left half of the hash that belongs to the signature's algorithm.
fn check_access_token(
    claims: &Map<String, Value>,
    algorithm: SigningAlgorithm,
    expected: &Expected<'_>,
) -> Result<(), BrokenRule> {
    let Some(stated) = claims.get("at_hash") else { return Ok(()) };
    let hashes = token_hashes(algorithm, expected.access_token.expose());
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn good() -> Value {
        json!({ "iss": "https://op.example", "sub": "u1", "aud": "client", "exp": NOW + 300, "iat": NOW, "nonce": "n" })
    }

    fn patched(patch: &Value) -> Value {
        let mut claims = good();
        for (name, value) in patch.as_object().unwrap() {
            if value == "<absent>" {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims
    }

    struct Case {
        trusted: Vec<String>,
        max_age: Option<u32>,
        acr: Vec<String>,
        answered_by: Option<&'static str>,
        algorithm: SigningAlgorithm,
    }

    impl Default for Case {
        fn default() -> Self {
            let algorithm = SigningAlgorithm::RS256;
            Self { trusted: Vec::new(), max_age: None, acr: Vec::new(), answered_by: None, algorithm }
        }
    }

    impl Case {
        /// The claim that is refused, if any.
        fn refused(&self, patch: &Value) -> Option<&'static str> {
            let issuer = IssuerRule::Exact(Issuer("https://op.example".into()));
            let (nonce, access_token) = (Secret::new("n"), Secret::new("access"));
            let expected = Expected {
                issuer: &issuer,
                answered_by: self.answered_by,
                client_id: "client",
                trusted_audiences: &self.trusted,
                nonce: &nonce,
                access_token: &access_token,
                now: NOW,
                max_token_age: 600,
                max_age: self.max_age,
                required_acr: &self.acr,
            };
            let claims = patched(patch).as_object().cloned().unwrap();
            let token = VerifiedJws { algorithm: self.algorithm, claims };
            IdToken::check(token, &expected).err().map(|rule| rule.claim)
        }
    }

    /// IT-08, IT-09, IT-12, IT-13, IT-15, IT-16.
    #[test]
    fn each_rule_refuses_for_its_own_reason() {
        let case = Case::default();
        for (claim, values) in [
            (
                "iss",
                json!([
                    "<absent>",
                    "https://op.example1",
                    "https://op.example/",
                    "https://OP.example",
                    "",
                    ["https://op.example"],
                    7,
                    null
                ]),
            ),
            (
                "aud",
                json!(["<absent>", "other", [], ["other"], 7, "clien", "CLIENT", "client ", ["client", 7], null,
                           ["client", "other"], { "client": true }]),
            ),
            ("azp", json!(["other", "", 7, null, ["client"]])),
            (
                "exp",
                json!([
                    "<absent>",
                    null,
                    NOW - 60,
                    NOW - 86_400,
                    "9999999999",
                    -1,
                    1e300,
                    9_223_372_036_854_775_808_u64,
                    [NOW + 300],
                    true
                ]),
            ),
            ("iat", json!(["<absent>", null, NOW + 61, NOW - 604_800, NOW - 661, "1800000000", -1, 1e18])),
            ("nbf", json!([NOW + 61, "soon", null, -5])),
            ("nonce", json!(["<absent>", "other", ["n"], "n ", " n", "N", "", null, 7])),
            ("sub", json!(["<absent>", "", null, 7, ["u1"], "x".repeat(256), "a\nb", "\u{7f}"])),
            ("at_hash", json!(["AAAA", "", null, 7])),
        ] {
            for value in values.as_array().unwrap() {
                assert_eq!(case.refused(&json!({ claim: value })), Some(claim), "{claim} {value}");
            }
        }
    }

    #[test]
    fn what_the_standard_allows_passes() {
        let case = Case::default();
        for patch in [
            json!({}),
            json!({ "aud": ["client"] }),
            json!({ "aud": ["client", "client"] }),
            json!({ "azp": "client" }),
            json!({ "exp": NOW - 59 }),
            json!({ "exp": (NOW + 300) as f64 + 0.5 }),
            json!({ "iat": NOW + 60 }),
            json!({ "iat": NOW - 660 }),
            json!({ "nbf": NOW + 60 }),
            json!({ "sub": "x".repeat(255) }),
            json!({ "auth_time": "text", "acr": 7, "amr": "pwd", "email_verified": "true", "name": null }),
        ] {
            assert_eq!(case.refused(&patch), None, "{patch}");
        }
    }

    #[test]
    fn trusted_audiences_need_an_authorized_party() {
        let case = Case { trusted: vec!["api".into()], ..Case::default() };
        assert_eq!(case.refused(&json!({ "aud": ["client", "api"], "azp": "client" })), None);
        assert_eq!(case.refused(&json!({ "aud": ["client", "api"] })), Some("azp"));
        assert_eq!(case.refused(&json!({ "aud": ["client", "evil"], "azp": "client" })), Some("aud"));
        assert_eq!(case.refused(&json!({ "aud": ["api"], "azp": "client" })), Some("aud"));
        let any = Case { trusted: vec!["*".into()], ..Case::default() };
        for (claims, rule) in [
            (json!({ "aud": ["client", "project", "another"], "azp": "client" }), None),
            (json!({ "aud": ["client", "project"] }), Some("azp")),
            (json!({ "aud": ["client", "project"], "azp": "another" }), Some("azp")),
            (json!({ "aud": ["project"], "azp": "client" }), Some("aud")),
        ] {
            assert_eq!(any.refused(&claims), rule, "{claims}");
        }
    }

    #[test]
    fn the_access_token_is_bound_by_the_signatures_hash() {
        use SigningAlgorithm as A;
        let half = |hash: &'static digest::Algorithm| {
            let full = digest::digest(hash, b"access");
            BASE64_URL_SAFE_NO_PAD.encode(&full.as_ref()[..full.as_ref().len() / 2])
        };
        for (algorithm, hash, accepted) in [
            (A::RS256, &digest::SHA256, true),
            (A::RS256, &digest::SHA512, false),
            (A::ES384, &digest::SHA384, true),
            (A::PS512, &digest::SHA512, true),
            (A::ES512, &digest::SHA256, false),
            (A::EdDSA, &digest::SHA512, true),
            (A::EdDSA, &digest::SHA256, true),
            (A::EdDSA, &digest::SHA384, false),
        ] {
            let refused = Case { algorithm, ..Case::default() }.refused(&json!({ "at_hash": half(hash) }));
            assert_eq!(refused.is_none(), accepted, "{algorithm:?}");
        }
    }

    #[test]
    fn what_was_asked_for_about_the_sign_in_is_checked() {
        let case = Case { max_age: Some(100), ..Case::default() };
        for (patch, wanted) in [
            (json!({ "auth_time": NOW - 160 }), None),
            (json!({ "auth_time": NOW - 161 }), Some("auth_time")),
            (json!({ "auth_time": NOW + 61 }), Some("auth_time")),
            (json!({ "auth_time": NOW.to_string() }), Some("auth_time")),
            (json!({}), Some("auth_time")),
        ] {
            assert_eq!(case.refused(&patch), wanted, "{patch}");
        }
        let case = Case { acr: vec!["gold".into(), "silver".into()], ..Case::default() };
        for (patch, wanted) in [
            (json!({ "acr": "silver" }), None),
            (json!({ "acr": "bronze" }), Some("acr")),
            (json!({ "acr": ["gold"] }), Some("acr")),
            (json!({}), Some("acr")),
        ] {
            assert_eq!(case.refused(&patch), wanted, "{patch}");
        }
    }

    #[test]
    fn answer_and_token_come_from_one_issuer() {
        assert_eq!(Case { answered_by: Some("https://op.example"), ..Case::default() }.refused(&json!({})), None);
        assert_eq!(Case { answered_by: Some("https://b.example"), ..Case::default() }.refused(&json!({})), Some("iss"));
    }
}
