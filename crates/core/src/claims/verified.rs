//! Whether an address is verified, for upstreams that say so in another way than with a JSON `true`.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ClaimPaths, ClaimSources, not_taken::read_bool};

/// Where it says whether the address is verified, and which values mean that it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "VerifiedForm", into = "VerifiedForm")]
#[schemars(with = "VerifiedForm")]
pub struct VerifiedClaim {
    /// Where it is.
    pub value: ClaimPaths,
    /// The values that mean yes next to a JSON `true`.
    pub true_values: Vec<TrueValue>,
}

/// As it is written: an expression, or the table with its values.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum VerifiedForm {
    Value(ClaimPaths),
    Table(VerifiedTable),
}

/// Where it says whether the address is verified, and which values mean that it is.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VerifiedTable {
    /// A claim expression, or several: the first one that is present is taken.
    value: ClaimPaths,
    /// The values that mean yes next to a JSON `true`, exactly: `["true"]`. Every other value means no.
    true_values: Vec<TrueValue>,
}

/// A value that means yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TrueValue {
    /// A JSON boolean.
    Boolean(bool),
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

impl TrueValue {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Boolean(yes) => value == yes,
            Self::Text(text) => value == text,
            Self::Number(number) => value == number,
        }
    }
}

impl From<ClaimPaths> for VerifiedClaim {
    fn from(value: ClaimPaths) -> Self {
        Self { value, true_values: Vec::new() }
    }
}

impl From<VerifiedForm> for VerifiedClaim {
    fn from(form: VerifiedForm) -> Self {
        match form {
            VerifiedForm::Value(value) => Self::from(value),
            VerifiedForm::Table(VerifiedTable { value, true_values }) => Self { value, true_values },
        }
    }
}

impl From<VerifiedClaim> for VerifiedForm {
    fn from(VerifiedClaim { value, true_values }: VerifiedClaim) -> Self {
        if true_values.is_empty() { Self::Value(value) } else { Self::Table(VerifiedTable { value, true_values }) }
    }
}

impl VerifiedClaim {
    /// What a value says.
    pub(super) fn read(&self, value: &Value) -> Result<bool, String> {
        if self.true_values.is_empty() {
            return read_bool(value);
        }
        Ok(self.means_yes(value))
    }

    fn means_yes(&self, value: &Value) -> bool {
        value == &Value::Bool(true) || self.true_values.iter().any(|yes| yes.is(value))
    }

    /// The sources with the standard claim as a JSON boolean, so that a no in one of them is seen as one.
    pub(super) fn normalized<'a>(&self, sources: &'a ClaimSources) -> Cow<'a, ClaimSources> {
        let mut sources = Cow::Borrowed(sources);
        if !self.true_values.is_empty() {
            let normalize = |claims: &mut Map<String, Value>| {
                if let Some(value) = claims.get_mut("email_verified").filter(|value| !value.is_null()) {
                    *value = self.means_yes(value).into();
                }
            };
            normalize(&mut sources.to_mut().id_token);
            normalize(&mut sources.to_mut().userinfo);
        }
        sources
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Acceptance, ClaimMap};
    use super::*;

    fn verified(rule: &Value, id_token: &Value, userinfo: &Value) -> bool {
        let map: ClaimMap = serde_json::from_value(json!({ "email_verified": rule })).unwrap();
        let object = |value: &Value| value.as_object().cloned().unwrap();
        let sources =
            ClaimSources { id_token: object(id_token), userinfo: object(userinfo), ..ClaimSources::default() };
        map.apply(&sources, Acceptance::default()).profile.email_verified
    }

    /// Apple sends a text or a boolean, Cognito's userinfo a text; whoever says no is believed.
    #[test]
    fn only_the_listed_values_mean_yes() {
        let listed = json!({ "value": "email_verified", "true_values": [true, "true"] });
        let with = |value: Value| json!({ "email": "a@b.co", "email_verified": value });
        for (id_token, userinfo, yes) in [
            (with(json!("true")), json!({}), true),
            (with(json!(true)), json!({}), true),
            (with(json!("True")), json!({}), false),
            (with(json!(1)), json!({}), false),
            (with(json!("false")), json!({}), false),
            (json!({}), with(json!("true")), true),
            (with(json!("false")), with(json!("true")), false),
            (with(json!(true)), with(json!("false")), false),
            (with(json!("true")), json!({ "email": "x@b.co" }), false),
        ] {
            assert_eq!(verified(&listed, &id_token, &userinfo), yes, "{id_token} {userinfo}");
        }
        assert!(!verified(&json!("email_verified"), &with(json!("true")), &json!({})), "not without the rule");
        let number = json!({ "value": "confirmed", "true_values": [1] });
        assert!(verified(&number, &json!({ "email": "a@b.co", "confirmed": 1 }), &json!({})));
    }

    #[test]
    fn it_is_written_as_it_was_read() {
        for form in [json!("verified"), json!(["a", "b"]), json!({ "value": "a", "true_values": [true, "yes", 1] })] {
            let claim: VerifiedClaim = serde_json::from_value(form.clone()).unwrap();
            assert_eq!(serde_json::to_value(claim).unwrap(), form);
        }
    }
}
