//! What a credentials schema may say.

use serde_json::{Map, Value};

use crate::{json_pointer::child, suggestion::did_you_mean, violation::Violations};

/// The keyword that names the property which each person enters.
pub(super) const PER_SIGN_IN: &str = "per_sign_in";

const TOP: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "type",
    "title",
    "description",
    "properties",
    "required",
    "dependentRequired",
    "additionalProperties",
    PER_SIGN_IN,
];
const PROPERTY: &[&str] = &[
    "$comment",
    "type",
    "title",
    "description",
    "default",
    "examples",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "writeOnly",
    "expiresAfterDays",
];
const ITEM: &[&str] = &["type", "enum", "format", "pattern", "minLength", "maxLength", "title", "description"];
const MAX_PROPERTIES: usize = 64;
const MAX_PATTERN: usize = 256;
/// Ten years. What lives longer has no date that anybody waits for.
const MAX_DAYS: i64 = 3_660;

/// Names every keyword and property that a credentials schema may not have.
pub(super) fn check(schema: &Value, bad: &mut Violations) {
    let Some(object) = schema.as_object() else {
        return bad.push("", "the credentials schema must be an object");
    };
    if object.get("type").is_some_and(|kind| kind != "object") {
        bad.push("/type", "a credentials schema has the type \"object\"");
    }
    only(object, TOP, "", bad);
    if object.get("additionalProperties").is_some_and(|value| *value != Value::Bool(false)) {
        bad.push("/additionalProperties", "a credentials schema is closed; leave this out, or write false");
    }
    let Some(properties) = object.get("properties").and_then(Value::as_object) else {
        return bad.push("/properties", "a credentials schema lists its `properties`");
    };
    if properties.len() > MAX_PROPERTIES {
        bad.push("/properties", format!("at most {MAX_PROPERTIES} properties"));
    }
    if object.get("required").is_some_and(|required| !required.is_array()) {
        bad.push("/required", "this must be a list of names of properties");
    }
    let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
    for (index, name) in required.enumerate().filter_map(|(index, name)| Some((index, name.as_str()?))) {
        if !properties.contains_key(name) {
            let hint = did_you_mean(name, properties.keys().map(String::as_str));
            bad.push(format!("/required/{index}"), format!("there is no property `{name}`{hint}"));
        }
    }
    check_per_sign_in(object, properties, bad);
    for (name, property) in properties {
        if !is_name(name) {
            let rule = "a credential's name is 1 to 64 of A-Z, a-z, 0-9, _ and -; what people read is its `title`";
            bad.push(child("/properties", name), rule);
        }
        check_property(&child("/properties", name), property, bad);
    }
}

/// A name that works in a configuration, an environment variable and a form.
fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn check_property(pointer: &str, property: &Value, bad: &mut Violations) {
    let Some(object) = property.as_object() else {
        return bad.push(pointer, "a property is an object with a `type`");
    };
    only(object, PROPERTY, pointer, bad);
    match object.get("type").and_then(Value::as_str) {
        Some("string" | "boolean" | "integer") => {}
        Some("array") => match object.get("items").and_then(Value::as_object) {
            Some(items) if items.get("type").is_some_and(|kind| kind == "string") => {
                let pointer = format!("{pointer}/items");
                only(items, ITEM, &pointer, bad);
                check_pattern(items, &pointer, bad);
            }
            _ => bad.push(format!("{pointer}/items"), "an array holds strings: items = { type = \"string\" }"),
        },
        _ => bad.push(format!("{pointer}/type"), "one of \"string\", \"boolean\", \"integer\", \"array\""),
    }
    check_pattern(object, pointer, bad);
    let secret = object.get("writeOnly").map_or(Some(false), Value::as_bool);
    if secret.is_none() {
        bad.push(format!("{pointer}/writeOnly"), "true or false");
    }
    if let (Some(days), Some(is_secret)) = (object.get("expiresAfterDays"), secret) {
        if !is_secret {
            bad.push(format!("{pointer}/expiresAfterDays"), "only a secret ends: it needs writeOnly = true");
        } else if !days.as_i64().is_some_and(|days| (1..=MAX_DAYS).contains(&days)) {
            bad.push(format!("{pointer}/expiresAfterDays"), format!("must be a number of days from 1 to {MAX_DAYS}"));
        }
    }
}

/// What people enter is the address of a server, and nothing that is kept secret.
fn check_per_sign_in(object: &Map<String, Value>, properties: &Map<String, Value>, bad: &mut Violations) {
    let Some(list) = object.get(PER_SIGN_IN) else { return };
    let pointer = format!("/{PER_SIGN_IN}");
    let [Value::String(name)] = list.as_array().map(Vec::as_slice).unwrap_or_default() else {
        return bad.push(pointer, "this must be a list with the name of one property, such as [\"server\"]");
    };
    let Some(property) = properties.get(name) else {
        let hint = did_you_mean(name, properties.keys().map(String::as_str));
        return bad.push(format!("{pointer}/0"), format!("there is no property `{name}`{hint}"));
    };
    let is = |keyword: &str, value: &str| property.get(keyword).is_some_and(|found| found == value);
    let is_secret = property.get("writeOnly").is_some_and(|found| *found == Value::Bool(true));
    let is_fixed = ["const", "default"].iter().any(|keyword| property.get(keyword).is_some());
    if !is("type", "string") || !is("format", "uri") || is_secret || is_fixed {
        let detail = "what each person enters is the address of a server: a string with format = \"uri\", neither secret nor fixed";
        // Where it says another format, that is the mistake.
        let place = match property.get("format").is_some() && !is("format", "uri") {
            true => format!("{}/format", child("/properties", name)),
            false => format!("{pointer}/0"),
        };
        bad.push(place, detail);
    }
    let required = object.get("required").and_then(Value::as_array);
    if required.is_some_and(|required| required.iter().any(|required| required == name)) {
        let detail = format!("`{name}` cannot be required: where it is not entered here, each person enters it");
        bad.push(format!("{pointer}/0"), detail);
    }
}

/// Patterns are compiled and run, so their length is bounded wherever one is allowed.
fn check_pattern(object: &Map<String, Value>, pointer: &str, bad: &mut Violations) {
    let pattern = object.get("pattern").and_then(Value::as_str);
    if pattern.is_some_and(|pattern| pattern.len() > MAX_PATTERN) {
        bad.push(format!("{pointer}/pattern"), format!("a pattern has at most {MAX_PATTERN} characters"));
    }
}

fn only(object: &Map<String, Value>, allowed: &[&str], pointer: &str, bad: &mut Violations) {
    for keyword in object.keys().filter(|keyword| !allowed.contains(&keyword.as_str())) {
        let hint = did_you_mean(keyword, allowed.iter().copied());
        bad.push(format!("{pointer}/{keyword}"), format!("this keyword is not supported{hint}"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rejected(schema: &Value) -> Violations {
        let mut bad = Violations::default();
        check(schema, &mut bad);
        bad
    }

    /// SC-07, SC-08: nothing that fetches, recurses or backtracks without end.
    #[test]
    fn a_schema_may_not_do_more_than_a_form_can_show() {
        for (schema, pointer) in [
            (json!({ "properties": {}, "$ref": "http://127.0.0.1/x" }), "/$ref"),
            (json!({ "properties": { "a": { "$ref": "file:///etc/passwd" } } }), "/properties/a/$ref"),
            (json!({ "properties": { "a": { "type": "object" } } }), "/properties/a/type"),
            (json!({ "properties": {}, "anyOf": [] }), "/anyOf"),
            (
                json!({ "properties": { "a": { "type": "string", "writeOnly": 7, "expiresAfterDays": 90 } } }),
                "/properties/a/writeOnly",
            ),
            (
                json!({ "properties": { "a": { "type": "string", "pattern": "a".repeat(300) } } }),
                "/properties/a/pattern",
            ),
            (json!({ "type": "object" }), "/properties"),
            (json!({ "properties": { "key": { "type": "string" } }, "required": ["key", "kye"] }), "/required/1"),
            (json!({ "properties": { "my key": { "type": "string" } } }), "/properties/my key"),
            (json!({ "properties": { "a": { "type": "string" } }, "per_sign_in": "a" }), "/per_sign_in"),
            (json!({ "properties": { "a": { "type": "string" } }, "per_sign_in": ["a", "a"] }), "/per_sign_in"),
            (json!({ "properties": { "a": { "type": "string" } }, "per_sign_in": ["b"] }), "/per_sign_in/0"),
            (json!({ "properties": { "a": { "type": "string" } }, "per_sign_in": ["a"] }), "/per_sign_in/0"),
            (
                json!({
                    "properties": { "a": { "type": "string", "format": "uri", "writeOnly": true } },
                    "per_sign_in": ["a"],
                }),
                "/per_sign_in/0",
            ),
            (
                json!({
                    "properties": { "a": { "type": "string", "format": "uri" } },
                    "required": ["a"],
                    "per_sign_in": ["a"],
                }),
                "/per_sign_in/0",
            ),
            (json!([]), ""),
        ] {
            let bad = rejected(&schema);
            assert!(bad.0.iter().any(|violation| violation.pointer == pointer), "{schema}: {bad}");
        }
    }

    /// A pattern is bounded where it is allowed, and rejected elsewhere.
    #[test]
    fn every_pattern_is_bounded() {
        let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
        let list = |pattern: &str| json!({ "type": "array", "items": text(pattern) });
        let in_a = |property: Value| json!({ "properties": { "a": property } });
        let (fits, long) = ("a".repeat(MAX_PATTERN), "a".repeat(MAX_PATTERN + 1));
        for schema in [in_a(text(&fits)), in_a(list(&fits))] {
            assert_eq!(rejected(&schema), Violations::default(), "{schema}");
        }
        let nested = json!({ "type": "array", "items": { "type": "string", "items": text("a") } });
        let mut around = in_a(text("a"));
        around["patternProperties"] = json!({ "a": text("a") });
        around["propertyNames"] = json!({ "pattern": "a" });
        around["$defs"] = json!({ "a": text("a") });
        around["additionalProperties"] = text("a");
        around["unevaluatedProperties"] = text("a");
        around["dependentSchemas"] = json!({ "a": text("a") });
        let of_list = |keyword: &str| {
            let mut property = list("a");
            property[keyword] = text("a");
            in_a(property)
        };
        for (schema, pointer) in [
            (in_a(text(&long)), "/properties/a/pattern"),
            (in_a(list(&long)), "/properties/a/items/pattern"),
            (in_a(nested), "/properties/a/items/items"),
            (in_a(json!({ "type": "object", "properties": { "b": text("a") } })), "/properties/a/properties"),
            (in_a(json!({ "type": "array", "items": [text("a")] })), "/properties/a/items"),
            (of_list("contains"), "/properties/a/contains"),
            (of_list("prefixItems"), "/properties/a/prefixItems"),
            (of_list("patternProperties"), "/properties/a/patternProperties"),
            (of_list("not"), "/properties/a/not"),
            (around.clone(), "/patternProperties"),
            (around.clone(), "/propertyNames"),
            (around.clone(), "/$defs"),
            (around.clone(), "/additionalProperties"),
            (around.clone(), "/unevaluatedProperties"),
            (around, "/dependentSchemas"),
        ] {
            let bad = rejected(&schema);
            assert!(bad.0.iter().any(|violation| violation.pointer == pointer), "{pointer}: {schema}: {bad}");
        }
    }
}
