//! Parses the settings of a provider from untrusted JSON: every violation with its pointer, none with its value.

use std::sync::LazyLock;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Kind};
use serde_json::{Map, Value};

use crate::{
    json_pointer::{child, parent},
    schema_error::SchemaNode,
    settings::ProviderSettings,
    violation::{Violation, Violations},
};

/// Longer names do not fit on a button.
const MAX_NAME: usize = 100;
/// Longer texts are typing errors or attacks.
const MAX_TEXT: usize = 512;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(ProviderSettings).to_value());

/// `None` only if our own schema were broken, which a test would notice; serde then reads alone.
static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| jsonschema::validator_for(&SCHEMA).ok());

impl ProviderSettings {
    /// Reads settings; what is left out has its default. Pure.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let instance = Value::Object(members);
        let mut bad = Violations::default();
        for error in VALIDATOR.iter().flat_map(|validator| validator.iter_errors(&instance)) {
            bad.0.extend(explain(&error));
        }
        check_values("", &instance, &mut bad);
        if let Some(name) = instance.get("display_name").and_then(Value::as_str) {
            check_name(name, &mut bad);
        }
        bad.check()?;
        serde_json::from_value(instance)
            // Without the error's own text, which quotes what was sent.
            .map_err(|_| Violations(vec![Violation::new("", "these are not settings of a provider")]))
    }
}

fn explain(error: &ValidationError<'_>) -> Vec<Violation> {
    let pointer = error.instance_path().to_string();
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            let one = |name: &String| Violation::new(child(&pointer, name), "there is no such setting");
            unexpected.iter().map(one).collect()
        }
        _ => vec![Violation::new(pointer, expectation(error))],
    }
}

/// What the schema expects where `error` is.
fn expectation(error: &ValidationError<'_>) -> String {
    let node = parent(error.schema_path().as_str()).and_then(|node| SCHEMA.pointer(node));
    match node.and_then(|node| SchemaNode::of(&SCHEMA, node).expectation()) {
        Some(expected) => format!("must be {expected}"),
        None => error.masked_with("the value").to_string(),
    }
}

/// What a schema does not say: numbers that we can hold, texts that mean something.
pub(crate) fn check_values(pointer: &str, value: &Value, bad: &mut Violations) {
    match value {
        Value::Number(number) => {
            let most = if pointer == "/max_age" { i64::from(u32::MAX) } else { i64::MAX };
            if number.as_i64().is_none_or(|number| number > most) && number.as_f64().is_some_and(|n| n.fract() == 0.0) {
                bad.push(pointer, format!("must be a whole number without a decimal point, at most {most}"));
            }
        }
        Value::String(text) if text.len() > MAX_TEXT => {
            bad.push(pointer, format!("longer than {MAX_TEXT} bytes"));
        }
        Value::String(text) if text.trim().is_empty() => {
            bad.push(pointer, "must not be empty; remove it instead");
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| check_values(&format!("{pointer}/{index}"), item, bad));
        }
        Value::Object(members) => {
            for (name, member) in members {
                check_values(&child(pointer, name), member, bad);
            }
        }
        _ => {}
    }
}

/// The name is shown on a button, in titles and in sentences.
pub(crate) fn check_name(name: &str, bad: &mut Violations) {
    if name.chars().count() > MAX_NAME {
        bad.push("/display_name", format!("longer than {MAX_NAME} characters"));
    }
    // Direction marks could make the name read as another one.
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    if name.contains(hidden) {
        bad.push("/display_name", "contains invisible characters");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(settings: Value) -> Result<ProviderSettings, Violations> {
        let Value::Object(members) = settings else { panic!("an object") };
        ProviderSettings::parse(members)
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        assert_eq!(parse(json!({})).unwrap(), ProviderSettings::default());
        let all = serde_json::to_value(ProviderSettings::default()).unwrap();
        assert_eq!(parse(all).unwrap(), ProviderSettings::default());
        let some = parse(json!({ "sort_order": -5, "required_claims": { "hd": "a", "tid": ["b", "c"] } })).unwrap();
        assert_eq!((some.sort_order, some.required_claims.len()), (Some(-5), 2));
    }

    #[test]
    fn a_violation_says_what_is_expected() {
        for (settings, words) in [
            (json!({ "sort_order": "1.5" }), "must be a whole number"),
            (json!({ "enabled": "yes" }), "must be true or false"),
            (json!({ "scopes": "a" }), "must be a list of strings"),
            (json!({ "authorize_params": "a" }), "must be a table"),
            (json!({ "authorize_params": { "a": ["b"] } }), "must be a string"),
            (json!({ "callback_path": 1 }), "must be a string"),
        ] {
            assert_eq!(parse(settings.clone()).unwrap_err().0[0].detail, words, "{settings}");
        }
    }

    #[test]
    fn every_mistake_has_its_place_and_shows_no_value() {
        let long = "canary".repeat(200);
        for (settings, wanted) in [
            (json!({ "enabled": "canary", "sort_order": "canary" }), &["/enabled", "/sort_order"][..]),
            (json!({ "linking": "canary" }), &["/linking"]),
            (json!({ "scopes": ["a", 1, "", long] }), &["/scopes/1", "/scopes/2", "/scopes/3"]),
            (json!({ "required_claims": { "a/b": 1 } }), &["/required_claims/a~1b"]),
            (json!({ "max_age": -1 }), &["/max_age"]),
            (json!({ "max_age": 4_294_967_296_u64 }), &["/max_age"]),
            (json!({ "sort_order": 1.0 }), &["/sort_order"]),
            (json!({ "sort_order": 9_223_372_036_854_775_808_u64 }), &["/sort_order"]),
            (json!({ "sort_order": 1.5 }), &["/sort_order"]),
            (json!({ "display_name": " " }), &["/display_name"]),
            (json!({ "display_name": "é".repeat(101) }), &["/display_name"]),
            (json!({ "display_name": "canary\u{202e}" }), &["/display_name"]),
            (json!({ "enabled": null }), &["/enabled"]),
            (json!({ "canary_field": 1 }), &["/canary_field"]),
        ] {
            let bad = parse(settings.clone()).unwrap_err();
            let mut found: Vec<_> = bad.0.iter().map(|violation| violation.pointer.as_str()).collect();
            found.sort_unstable();
            assert_eq!(found, wanted, "{settings}");
            assert!(bad.0.iter().all(|violation| !violation.detail.contains("canary")), "{bad}");
        }
        let choice = parse(json!({ "linking": "always" })).unwrap_err().to_string();
        assert_eq!(choice, "/linking: must be `verified_email`, `trusted_email`, `ask` or `never`");
    }
}
