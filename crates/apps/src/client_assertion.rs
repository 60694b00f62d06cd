//! What a client's assertion must say (RFC 7523 §3, OpenID Connect Core §9). Its signature is checked elsewhere.

use chrono::Duration;
use serde_json::{Map, Value};
use vestibule_core::clock::Timestamp;

/// `client_assertion_type`.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// One that is good for longer could be collected.
const LONGEST: Duration = Duration::hours(1);
/// How far the clocks of a client and of ours may be apart.
const CLOCK_SKEW: Duration = Duration::seconds(60);
const LONGEST_ID: usize = 256;

/// What has to be remembered of an assertion, so that it counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionClaims {
    /// Its name.
    pub token_id: String,
    /// Until when it could be used once more.
    pub usable_until: Timestamp,
}

/// Checks the claims of an assertion. `audiences` are our own names: the issuer and the token endpoint. The error is for
/// the log.
pub fn check_assertion(
    claims: &Map<String, Value>,
    client_id: &str,
    audiences: &[&str],
    now: Timestamp,
) -> Result<AssertionClaims, &'static str> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id) || text("sub") != Some(client_id) {
        return Err("`iss` and `sub` of the assertion are not the client id");
    }
    let is_ours = |audience: &Value| audience.as_str().is_some_and(|audience| audiences.contains(&audience));
    let for_us = match claims.get("aud") {
        Some(Value::Array(several)) => several.iter().any(is_ours),
        Some(one) => is_ours(one),
        None => false,
    };
    if !for_us {
        return Err("`aud` of the assertion is neither the issuer nor the token endpoint");
    }
    let time = |name: &str| {
        let seconds = claims.get(name).and_then(Value::as_i64)?;
        Timestamp::from_timestamp(seconds, 0)
    };
    let expires_at = time("exp").ok_or("the assertion has no `exp`")?;
    if expires_at + CLOCK_SKEW <= now {
        return Err("the assertion has expired");
    }
    if expires_at > now + LONGEST {
        return Err("the assertion is good for more than an hour");
    }
    if ["nbf", "iat"].into_iter().filter_map(time).any(|from| from > now + CLOCK_SKEW) {
        return Err("the assertion is from the future");
    }
    let token_id =
        text("jti").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID).ok_or("the assertion has no `jti`")?;
    Ok(AssertionClaims { token_id: token_id.to_owned(), usable_until: expires_at + CLOCK_SKEW })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vestibule_core::clock::from_millis;

    use super::*;

    const NOW: i64 = 1_700_000_000;

    /// OP-10.
    #[test]
    fn an_assertion_is_of_the_client_for_us_and_for_now() {
        let good = json!({ "iss": "app", "sub": "app", "aud": "https://auth", "exp": NOW + 60, "jti": "1" });
        let check = |change: Value| {
            let mut claims = good.as_object().unwrap().clone();
            claims.extend(change.as_object().unwrap().clone());
            claims.retain(|_, value| !value.is_null());
            check_assertion(&claims, "app", &["https://auth", "https://auth/token"], from_millis(NOW * 1000))
        };
        assert_eq!(check(json!({})).unwrap().token_id, "1");
        assert!(check(json!({ "aud": ["x", "https://auth/token"] })).is_ok());
        for (case, change) in [
            ("another issuer", json!({ "iss": "other" })),
            ("another subject", json!({ "sub": "other" })),
            ("another audience", json!({ "aud": "https://other" })),
            ("an audience that begins like ours", json!({ "aud": "https://auth/" })),
            ("no audience", json!({ "aud": null })),
            ("no end", json!({ "exp": null })),
            ("an end that is a text", json!({ "exp": "1" })),
            ("over", json!({ "exp": NOW - 61 })),
            ("for ever", json!({ "exp": NOW + 7_200 })),
            ("from the future", json!({ "iat": NOW + 120 })),
            ("no name", json!({ "jti": null })),
            ("an empty name", json!({ "jti": "" })),
        ] {
            assert!(check(change).is_err(), "{case}");
        }
    }
}
