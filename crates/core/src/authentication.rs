//! How and when a person proved who they are: `auth_time`, `amr` and `acr` of ID tokens.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{clock::Timestamp, ids::ProviderId};

/// The methods that everybody understands (RFC 8176 §2).
const METHODS: [&str; 20] = [
    "face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop", "pwd", "rba", "retina", "sc", "sms",
    "swk", "tel", "user", "vbm",
];
/// What shows that two things were asked for, and the kinds of things: something known, something owned, a body.
const SEVERAL: [&str; 1] = ["mfa"];
const KINDS: [&[&str]; 3] = [
    &["pwd", "pin", "kba"],
    &["otp", "hwk", "swk", "sms", "tel", "sc", "pop"],
    &["face", "fpt", "iris", "retina", "vbm"],
];
/// The classes that everybody understands (OpenID Connect EAP ACR Values §2, OpenID Connect Core §2).
const CLASSES: [&str; 3] = ["phr", "phrh", "0"];
/// Further methods of an upstream are left out: the ID token travels in headers.
const MOST_METHODS: usize = 16;
const LONGEST: usize = 128;
/// How far the clock of an upstream may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::seconds(60);

/// How and when a person proved who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// When, by the upstream's word; `None`: it did not say, so it was when the session began.
    #[serde(default, with = "chrono::serde::ts_seconds_option", skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// By what (`amr`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The class of it (`acr`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

impl Authentication {
    /// Here, by these methods.
    pub fn local(methods: &[&str]) -> Self {
        Self { methods: methods.iter().map(|method| (*method).to_owned()).collect(), ..Self::default() }
    }

    /// Whether more than one thing was asked for: as `mfa` says, or as methods of two kinds do. What only one upstream
    /// understands shows nothing.
    pub fn is_multi_factor(&self) -> bool {
        let has = |known: &[&str]| self.methods.iter().any(|method| known.contains(&method.as_str()));
        has(&SEVERAL) || KINDS.into_iter().filter(|kind| has(kind)).count() > 1
    }

    /// At an upstream, by what its claims say. What only that upstream understands is put behind the provider's id.
    pub fn by_upstream(provider: &ProviderId, claims: &Map<String, Value>, now: Timestamp) -> Self {
        let named = |text: &str, known: &[&str]| {
            let usable = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
            usable.then(|| if known.contains(&text) { text.to_owned() } else { format!("{provider}:{text}") })
        };
        let methods = match claims.get("amr") {
            Some(Value::Array(methods)) => methods.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(method)) => vec![method.as_str()],
            _ => Vec::new(),
        };
        let at = claims.get("auth_time").and_then(Value::as_i64).and_then(|at| Timestamp::from_timestamp(at, 0));
        Self {
            at: at.filter(|at| *at <= now + CLOCK_SKEW).map(|at| at.min(now)),
            methods: methods.into_iter().filter_map(|method| named(method, &METHODS)).take(MOST_METHODS).collect(),
            class: claims.get("acr").and_then(Value::as_str).and_then(|class| named(class, &CLASSES)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::from_millis;

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn what_an_upstream_says_is_passed_on_under_its_own_name() {
        let by = |claims: Value| {
            let now = from_millis(NOW * 1000);
            Authentication::by_upstream(&"google".parse().unwrap(), claims.as_object().unwrap(), now)
        };
        let said = by(json!({ "auth_time": NOW - 60, "amr": ["pwd", "otp", "magic", "", 7], "acr": "phr" }));
        assert_eq!(said.at, Some(from_millis((NOW - 60) * 1000)));
        assert_eq!(said.methods, ["pwd", "otp", "google:magic"]);
        assert_eq!(said.class.as_deref(), Some("phr"));
        assert_eq!(by(json!({ "acr": "gold" })).class.as_deref(), Some("google:gold"));
        assert_eq!(by(json!({ "amr": "pwd" })).methods, ["pwd"]);
        assert_eq!(by(json!({ "auth_time": NOW + 30 })).at, Some(from_millis(NOW * 1000)), "a clock that is ahead");
        for nothing in [json!({}), json!({ "auth_time": NOW + 3600 }), json!({ "auth_time": "x", "amr": 1, "acr": 2 })]
        {
            assert_eq!(by(nothing), Authentication::default());
        }
        assert_eq!(by(json!({ "amr": vec!["x"; 100] })).methods.len(), MOST_METHODS);
    }

    #[test]
    fn two_factors_are_of_two_kinds() {
        for (methods, expected) in [
            (vec![], false),
            (vec!["pwd"], false),
            (vec!["pwd", "pin"], false),
            (vec!["otp", "sms"], false),
            (vec!["pwd", "otp"], true),
            (vec!["fpt", "hwk"], true),
            (vec!["pop", "user", "mfa"], true),
            (vec!["pwd", "google:mfa"], false),
        ] {
            assert_eq!(Authentication::local(&methods).is_multi_factor(), expected, "{methods:?}");
        }
    }

    #[test]
    fn it_is_stored_in_few_words() {
        let local = Authentication::local(&["pwd", "otp", "mfa"]);
        let text = json!(local).to_string();
        assert_eq!(text, r#"{"methods":["pwd","otp","mfa"]}"#);
        assert_eq!(serde_json::from_str::<Authentication>(&text).unwrap(), local);
    }
}
