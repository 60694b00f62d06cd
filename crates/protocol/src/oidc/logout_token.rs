//! The rules of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6): claims, clock and expectations in,
//! proof out.
//!
//! What a logout token has in common with an ID token is checked by the same rules; what distinguishes them (`events`, no
//! `nonce`) is checked here, because without it every ID token that leaks would end sessions.

use async_trait::async_trait;
use serde_json::{Map, Value};
use vestibule_core::{
    cause::Cause,
    claims::{Acceptance, ClaimSources},
    clock::from_millis,
    code::ErrorCode,
    definition::{Definition, SigningAlgorithm},
    driver::{BackChannelLogout, Context, SignInError, UpstreamLogout},
    ids::{Issuer, Subject},
};

use super::{
    id_token::{BrokenRule, LEEWAY, broken, check_audience, check_times},
    issuer::IssuerRule,
    keys::Unverified,
    resolved::{OidcDriver, Signed},
};
use vestibule_jose::{JwsError, RawJws, VerifiedJws};

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a logout token must fit.
struct Expected<'a> {
    issuer: &'a IssuerRule,
    client_id: &'a str,
    definition: &'a Definition,
    /// Algorithms that the upstream signs with now.
    algorithms: &'a [SigningAlgorithm],
    /// Seconds since 1970.
    now: i64,
}

#[async_trait]
impl BackChannelLogout for OidcDriver {
    async fn check(&self, context: &Context<'_>, token: &str) -> Result<UpstreamLogout, SignInError> {
        let invalid = |reason: &dyn std::fmt::Display| {
            SignInError::new(ErrorCode::InvalidRequest, Cause::LogoutToken, format!("the logout token: {reason}"))
        };
        let token = RawJws::parse(token).map_err(|error| invalid(&error))?;
        check_type(&token, self.plan.definition.logout.typ.as_deref()).map_err(|error| invalid(&error))?;
        let verified = self.verify(context, &token, Signed::Token).await;
        let verified = verified.map_err(|error| match error {
            Unverified::Token(error) => invalid(&error),
            Unverified::Keys(failed) => failed,
        })?;
        let upstream = self.upstream();
        let expected = Expected {
            issuer: &upstream.metadata.issuer,
            client_id: &self.plan.client_id,
            definition: &self.plan.definition,
            algorithms: &upstream.metadata.algorithms,
            now: context.clock.now().timestamp(),
        };
        check(verified, &expected).map_err(|rule| invalid(&rule))
    }
}

/// RFC 8725 §3.11. Upstreams older than the final standard send no type, or that of any token, so the claims must
/// identify the kind of token, too.
fn check_type(token: &RawJws<'_>, promised: Option<&str>) -> Result<(), JwsError> {
    match promised {
        Some(wanted) => token.require_type(wanted),
        None => token.check_type(&["logout+jwt", "jwt"]),
    }
}

fn check(token: VerifiedJws, expected: &Expected<'_>) -> Result<UpstreamLogout, BrokenRule> {
    let VerifiedJws { algorithm, claims } = token;
    // §2.6 (3): as for the ID token. After the upstream has changed its algorithm, sessions from before end by the new one.
    let other_algorithms = expected.algorithms.iter().copied().filter(|other| *other != algorithm).collect();
    let issuer = match claims.get("iss").and_then(Value::as_str) {
        Some(issuer) if expected.issuer.may_sign(issuer, &claims) => Issuer(issuer.to_owned()),
        Some(_) => return broken("iss", "is another issuer"),
        None => return broken("iss", "is missing"),
    };
    check_audience(&claims, expected.client_id, &expected.definition.id_token.trusted_audiences)?;
    let max_age = expected.definition.id_token.max_age;
    // Drafts before the final standard had no `exp`, and Hydra and Casdoor send none. Age and single use bound such a
    // token all the same.
    check_times(&claims, expected.now, max_age)?;
    match claims.get("events").map(|events| events.get(EVENT)) {
        Some(Some(Value::Object(_))) => {}
        Some(_) => return broken("events", "does not hold the event of a logout token as an object"),
        None => return broken("events", "is missing"),
    }
    if claims.contains_key("nonce") {
        return broken("nonce", "must not be there: it makes a token an ID token");
    }
    let Some(token_id) = text(&claims, "jti")? else { return broken("jti", "is missing") };
    let (sub, session) = (text(&claims, "sub")?, text(&claims, "sid")?);
    if sub.is_none() && session.is_none() {
        return broken("sub", "is missing, and so is sid");
    }
    let subject = sub.and_then(|_| subject(&claims, expected.definition));
    if subject.is_none() && session.is_none() {
        return broken("sub", "is not what the definition takes for the subject, and there is no sid");
    }
    // No token is accepted later than this: `iat` would be too long ago.
    let usable_until = from_millis((expected.now + i64::from(max_age) + 2 * LEEWAY + 1).saturating_mul(1_000));
    Ok(UpstreamLogout { issuer, subject, session, algorithm, other_algorithms, token_id, usable_until })
}

/// A text of 1 to 255 bytes; `None` when the claim is absent.
fn text(claims: &Map<String, Value>, claim: &'static str) -> Result<Option<String>, BrokenRule> {
    match claims.get(claim) {
        None => Ok(None),
        Some(Value::String(text)) if (1..=255).contains(&text.len()) => Ok(Some(text.clone())),
        Some(_) => broken(claim, "is not 1 to 255 bytes of text"),
    }
}

/// The subject as sign-ins store it: by the definition's own expression, which is `sub` nearly everywhere.
fn subject(claims: &Map<String, Value>, definition: &Definition) -> Option<Subject> {
    let sources = ClaimSources { id_token: claims.clone(), ..ClaimSources::default() };
    definition.claims.apply(&sources, Acceptance::default()).subject
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn outcome_with(definition: &Value, patch: &Value) -> Result<UpstreamLogout, BrokenRule> {
        let mut claims = json!({
            "iss": "https://op.example", "aud": "client", "iat": NOW, "exp": NOW + 120, "jti": "j1", "sub": "u1",
            "sid": "s1", "events": { EVENT: {} },
        });
        for (name, value) in patch.as_object().unwrap() {
            if value == "<absent>" {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        let mut whole = json!({ "id": "op", "name": "OP", "protocol": "oidc", "credentials": {} });
        for (name, value) in definition.as_object().unwrap() {
            whole[name] = value.clone();
        }
        let definition = serde_json::from_value(whole).unwrap();
        let issuer = IssuerRule::Exact(Issuer("https://op.example".into()));
        let algorithms = [SigningAlgorithm::RS256, SigningAlgorithm::ES256];
        let expected = Expected {
            issuer: &issuer,
            client_id: "client",
            definition: &definition,
            algorithms: &algorithms,
            now: NOW,
        };
        let claims = claims.as_object().cloned().unwrap();
        check(VerifiedJws { algorithm: SigningAlgorithm::ES256, claims }, &expected)
    }

    fn outcome(patch: &Value) -> Result<UpstreamLogout, BrokenRule> {
        outcome_with(&json!({}), patch)
    }

    /// LO-05, LO-06, LO-07, LO-13, and the times of an ID token.
    #[test]
    fn each_rule_refuses_for_its_own_reason() {
        for (claim, values) in [
            ("iss", json!(["<absent>", "https://op.exampleINVALID", "https://op.example/", 7, null])),
            ("aud", json!(["<absent>", "clientINVALID", [], ["client", "other"], 7, null])),
            ("iat", json!(["<absent>", NOW + 61, NOW - 661, "now", null])),
            ("exp", json!([NOW - 60, "9999999999", null])),
            ("jti", json!(["<absent>", "", 7, null, "x".repeat(256)])),
            ("sub", json!(["", 7, null, ["u1"], "x".repeat(256)])),
            ("sid", json!(["", 7, null, ["s1"]])),
            ("nonce", json!(["n", "", null, 7])),
            (
                "events",
                json!([
                    "<absent>",
                    null,
                    EVENT,
                    [EVENT],
                    {},
                    { "http://schemas.openid.net/event/other": {} },
                    { EVENT: null },
                    { EVENT: true },
                    { EVENT: "" },
                    { EVENT: [] }
                ]),
            ),
        ] {
            for value in values.as_array().unwrap() {
                let refused = outcome(&json!({ claim: value })).err().map(|rule| rule.claim);
                assert_eq!(refused, Some(claim), "{claim} {value}");
            }
        }
        let neither = json!({ "sub": "<absent>", "sid": "<absent>" });
        assert_eq!(outcome(&neither).err().map(|rule| rule.claim), Some("sub"));
    }

    #[test]
    fn what_the_standard_allows_passes() {
        for (patch, subject, session) in [
            (json!({}), Some("u1"), Some("s1")),
            (json!({ "sid": "<absent>" }), Some("u1"), None),
            // UP-14: `iat` and single use bound it.
            (json!({ "exp": "<absent>" }), Some("u1"), Some("s1")),
            (json!({ "exp": "<absent>", "iat": NOW - 660 }), Some("u1"), Some("s1")),
            (json!({ "sub": "<absent>" }), None, Some("s1")),
            (
                json!({ "events": { EVENT: { "x": 1 }, "other": 7 }, "unknown": [], "aud": ["client"] }),
                Some("u1"),
                Some("s1"),
            ),
        ] {
            let logout = outcome(&patch).unwrap();
            assert_eq!((logout.subject.as_ref().map(Subject::as_str), logout.session.as_deref()), (subject, session));
            assert_eq!((logout.issuer.as_str(), &*logout.token_id), ("https://op.example", "j1"));
            assert_eq!(logout.usable_until.timestamp(), NOW + 600 + 121);
            assert_eq!(logout.other_algorithms, [SigningAlgorithm::RS256], "UP-06");
        }
    }

    /// Sessions are stored under the subject that the definition picks, so that is what a token must name.
    #[test]
    fn another_subject_expression() {
        let definition = json!({ "claims": { "subject": "oid" } });
        let subject = |patch: Value| {
            outcome_with(&definition, &patch).map(|logout| logout.subject.map(|s| s.as_str().to_owned()))
        };
        assert_eq!(subject(json!({ "oid": "o1" })), Ok(Some("o1".to_owned())));
        assert_eq!(subject(json!({})), Ok(None), "the session alone decides");
        assert_eq!(subject(json!({ "sid": "<absent>" })).err().map(|rule| rule.claim), Some("sub"));
    }
}
