//! What the administrator supplies, and the schema that it must fit.
//!
//! A credentials schema is a JSON Schema (2020-12) of a flat object. [`CredentialsSchema::parse`] accepts exactly the
//! keywords that the admin form can show and that cannot be made to run for ever; everything else is a violation in
//! the definition, not something that is silently ignored.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value};

use crate::{
    json_pointer::child,
    origin::Origin,
    secret::Secret,
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};

/// The values that were supplied, by name. Printing it shows the names only.
#[derive(Clone, Default, PartialEq)]
pub struct Credentials {
    values: Map<String, Value>,
    origins: BTreeMap<String, Origin>,
    unreadable: BTreeMap<String, String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Credentials {
    /// Adds one value and where it was written.
    pub fn insert(&mut self, name: impl Into<String>, value: Value, origin: Origin) {
        let name = name.into();
        self.origins.insert(name.clone(), origin);
        self.values.insert(name, value);
    }

    /// Takes a value away, and what was noted about it.
    pub fn remove(&mut self, name: &str) {
        self.values.remove(name);
        self.origins.remove(name);
        self.unreadable.remove(name);
    }

    /// Notes that a value was supplied and cannot be read: [`CredentialsSchema::check`] then says `reason` instead of
    /// calling it missing. `reason` is a sentence without a full stop and holds no value.
    pub fn mark_unreadable(&mut self, name: impl Into<String>, reason: impl Into<String>, origin: Origin) {
        let name = name.into();
        self.origins.insert(name.clone(), origin);
        self.unreadable.insert(name, reason.into());
    }

    /// The values that were supplied and cannot be read: name and reason.
    pub fn unreadable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unreadable.iter().map(|(name, reason)| (name.as_str(), reason.as_str()))
    }

    /// The value of that name, whatever its type.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The text of that name; `None` when it is absent, empty or not a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// The secret of that name; `None` when it is absent, empty or not a text.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    /// Where the value of that name was written.
    pub fn origin(&self, name: &str) -> Option<&Origin> {
        self.origins.get(name)
    }

    /// The names that have a value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// SHA-256 over all names and values: two sets with one digest are the same.
    pub fn digest(&self) -> [u8; 32] {
        // A JSON object with sorted keys has one spelling.
        let sorted: BTreeMap<_, _> = self.values.iter().collect();
        crate::secret::sha256(serde_json::to_vec(&(sorted, &self.unreadable)).unwrap_or_default())
    }
}

/// A credentials schema that has been accepted, compiled for checking.
pub struct CredentialsSchema {
    schema: Value,
    validator: jsonschema::Validator,
}

impl fmt::Debug for CredentialsSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CredentialsSchema").field(&self.schema).finish()
    }
}

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
];
const ITEM: &[&str] = &["type", "enum", "format", "pattern", "minLength", "maxLength", "title", "description"];
const MAX_PROPERTIES: usize = 64;
const MAX_PATTERN: usize = 256;

impl CredentialsSchema {
    /// Accepts a schema, or names every keyword and property that it may not have.
    pub fn parse(schema: &Value) -> Result<Self, Violations> {
        let mut bad = Violations::default();
        check_schema(schema, &mut bad);
        bad.check()?;
        let mut closed = schema.clone();
        if let Some(object) = closed.as_object_mut() {
            object.insert("additionalProperties".into(), false.into());
        }
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::regex().size_limit(1 << 20))
            .build(&closed)
            .map_err(|error| Violations(vec![Violation::new("", format!("not a usable JSON Schema: {error}"))]))?;
        Ok(Self { schema: closed, validator })
    }

    /// The schema as JSON, closed to unknown properties: what the admin form is generated from.
    pub fn as_json(&self) -> &Value {
        &self.schema
    }

    /// True for a property that is marked `writeOnly`, or that no schema knows.
    pub fn is_secret(&self, name: &str) -> bool {
        match self.property(name) {
            Some(property) => property.get("writeOnly") == Some(&Value::Bool(true)),
            None => true,
        }
    }

    /// True when the schema knows the property.
    pub fn has(&self, name: &str) -> bool {
        self.property(name).is_some()
    }

    fn property(&self, name: &str) -> Option<&Value> {
        self.schema.get("properties")?.get(name)
    }

    /// Everything that is wrong with `credentials`. White space around a pasted value is ignored except in a secret, as
    /// in the drivers. Never contains a value.
    pub fn check(&self, credentials: &Credentials) -> Violations {
        let read = |(name, value): (&String, &Value)| {
            let trimmed = value.as_str().filter(|_| !self.is_secret(name)).map(str::trim);
            (name.clone(), trimmed.map_or_else(|| value.clone(), Value::from))
        };
        let instance = Value::Object(credentials.values.iter().map(read).collect());
        let mut bad = Violations::default();
        for error in self.validator.iter_errors(&instance) {
            let pointer = error.instance_path().to_string();
            let (pointer, detail) = self.explain(&pointer, &error);
            let name = pointer.trim_start_matches('/');
            if !credentials.unreadable.contains_key(name) {
                bad.0.push(Violation { origin: credentials.origin(name).cloned(), pointer, detail });
            }
        }
        for (name, reason) in &credentials.unreadable {
            let origin = credentials.origin(name).cloned();
            bad.0.push(Violation { pointer: child("", name), detail: reason.clone(), origin });
        }
        bad
    }

    fn explain(&self, pointer: &str, error: &jsonschema::ValidationError<'_>) -> (String, String) {
        use jsonschema::error::ValidationErrorKind as Kind;
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                (child("", name), format!("{} is missing", self.title(name)))
            }
            Kind::AdditionalProperties { unexpected } => {
                let name = unexpected.first().map_or("", String::as_str);
                let known = self.schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
                let hint = did_you_mean(name, known.map(String::as_str));
                (child("", name), format!("there is no credential of this name{hint}"))
            }
            // The validator's own text with the value hidden: it says the rule that was broken.
            _ => (pointer.to_owned(), error.masked_with("the value").to_string()),
        }
    }

    fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.property(name).and_then(|p| p.get("title")).and_then(Value::as_str).unwrap_or(name)
    }
}

fn check_schema(schema: &Value, bad: &mut Violations) {
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
    let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
    for (index, name) in required.enumerate().filter_map(|(index, name)| Some((index, name.as_str()?))) {
        if !properties.contains_key(name) {
            let hint = did_you_mean(name, properties.keys().map(String::as_str));
            bad.push(format!("/required/{index}"), format!("there is no property `{name}`{hint}"));
        }
    }
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

    fn schema() -> CredentialsSchema {
        CredentialsSchema::parse(&json!({
            "type": "object",
            "properties": {
                "issuer_url": { "type": "string", "title": "Provider URL", "format": "uri" },
                "client_id": { "type": "string", "minLength": 1 },
                "client_secret": { "type": "string", "minLength": 1, "writeOnly": true },
            },
            "required": ["issuer_url", "client_id", "client_secret"],
        }))
        .unwrap()
    }

    fn supply(values: Value) -> Credentials {
        let mut credentials = Credentials::default();
        for (name, value) in values.as_object().unwrap() {
            credentials.insert(name, value.clone(), Origin::Admin);
        }
        credentials
    }

    #[test]
    fn complete_credentials_pass() {
        let good = json!({ "issuer_url": "https://id.example.com", "client_id": "c", "client_secret": "s" });
        assert_eq!(schema().check(&supply(good)), Violations::default());
    }

    /// People paste: white space around a value is not part of it, except in a secret.
    #[test]
    fn white_space_around_a_value_is_ignored() {
        let pasted = json!({ "issuer_url": " https://id.example.com\n", "client_id": "c ", "client_secret": " " });
        assert_eq!(schema().check(&supply(pasted)), Violations::default());
        let blank = json!({ "issuer_url": "https://id.example.com", "client_id": " ", "client_secret": "s" });
        assert_eq!(schema().check(&supply(blank)).0[0].pointer, "/client_id");
    }

    #[test]
    fn each_violation_points_at_its_field_and_never_shows_the_value() {
        for (values, pointers) in [
            (json!({}), vec!["/issuer_url", "/client_id", "/client_secret"]),
            (json!({ "issuer_url": "canary bad", "client_id": "c", "client_secret": "s" }), vec!["/issuer_url"]),
            (
                json!({ "issuer_url": "https://a.b", "client_id": "", "client_secret": 7 }),
                vec!["/client_id", "/client_secret"],
            ),
            (
                json!({ "issuer_url": "https://a.b", "client_id": "c", "client_secret": "s", "client_secert": "canary" }),
                vec!["/client_secert"],
            ),
        ] {
            let bad = schema().check(&supply(values.clone()));
            let mut found: Vec<_> = bad.0.iter().map(|violation| violation.pointer.as_str()).collect();
            let mut wanted = pointers;
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{values}");
            assert!(!bad.to_string().contains("canary"), "{bad}");
        }
        let typo = json!({ "issuer_url": "https://a.b", "client_id": "c", "client_secret": "s", "client_secert": "x" });
        assert!(schema().check(&supply(typo)).to_string().contains("did you mean `client_secret`?"));
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
                json!({ "properties": { "a": { "type": "string", "pattern": "a".repeat(300) } } }),
                "/properties/a/pattern",
            ),
            (json!({ "type": "object" }), "/properties"),
            (json!({ "properties": { "key": { "type": "string" } }, "required": ["key", "kye"] }), "/required/1"),
            (json!({ "properties": { "my key": { "type": "string" } } }), "/properties/my key"),
            (json!([]), ""),
        ] {
            let bad = CredentialsSchema::parse(&schema).unwrap_err();
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
            assert!(CredentialsSchema::parse(&schema).is_ok(), "{schema}");
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
            let bad = CredentialsSchema::parse(&schema).map(|_| ()).unwrap_err();
            assert!(bad.0.iter().any(|violation| violation.pointer == pointer), "{pointer}: {schema}: {bad}");
        }
    }

    /// DB-12: what does not open is named, and is not called missing.
    #[test]
    fn an_unreadable_value_is_not_a_missing_one() {
        let mut credentials = supply(json!({ "issuer_url": "https://id.example.com", "client_id": "c" }));
        let without = credentials.digest();
        credentials.mark_unreadable("client_secret", "the stored value cannot be opened", Origin::Admin);
        let bad = schema().check(&credentials);
        assert_eq!(bad.to_string(), "administrator: /client_secret: the stored value cannot be opened");
        assert_ne!(credentials.digest(), without);
    }

    #[test]
    fn printing_credentials_shows_names_only() {
        assert_eq!(format!("{:?}", supply(json!({ "client_secret": "canary" }))), "{\"client_secret\"}");
    }
}
