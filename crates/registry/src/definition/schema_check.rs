//! Checks a document against the JSON Schema of a definition.
//!
//! It is the schema that editors use, generated from the type, so the two never differ.
//! Every violation is reported at its place, and the value is removed, so that the rules can check the rest.

use std::{collections::BTreeSet, sync::LazyLock};

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Kind};
use serde_json::{Value, json};
use vestibule_core::{
    claims::ClaimPath,
    definition::Definition,
    json_pointer::{self, child, parent},
    protocol::Protocols,
    schema_error::SchemaNode,
    suggestion::{closest_match, did_you_mean},
    violation::{Violation, Violations},
};

use crate::definition::{schema::ANY_PROTOCOL as SCHEMA, spanned_document::SpannedDocument};

static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| jsonschema::options().build(&SCHEMA).ok());

/// Placeholders for required values that are missing or wrong, so that the rest can be parsed. No rule checks them.
const PLACEHOLDERS: &[(&str, &str)] =
    &[("id", "\"x\""), ("name", "\"X\""), ("protocol", "\"\""), ("credentials", "{\"properties\":{}}")];

/// What is well formed in a document.
pub(crate) struct SchemaChecked {
    /// The definition; `None` only when the violations say why.
    pub(crate) definition: Option<Definition>,
    /// Pointers of what was taken out or replaced.
    pub(crate) repaired: BTreeSet<String>,
}

impl SchemaChecked {
    /// True when the value there is the document's own.
    pub(crate) fn is_own(&self, pointer: &str) -> bool {
        let mut here = Some(pointer);
        while let Some(now) = here {
            if self.repaired.contains(now) {
                return false;
            }
            here = parent(now);
        }
        true
    }
}

/// Checks a document. Violations are added to `bad`.
pub(crate) fn check(tree: &SpannedDocument<'_>, protocols: &Protocols, bad: &mut Violations) -> SchemaChecked {
    let mut value = tree.value.clone();
    let mut repaired = BTreeSet::new();
    if !value.is_object() {
        bad.0.push(at(tree, "", "a definition is an object with an `id`, a `name` and a `protocol`".to_owned()));
        return SchemaChecked { definition: None, repaired };
    }
    let Some(validator) = &*VALIDATOR else {
        bad.push("", "the built-in schema is not usable; this is a defect of the program");
        return SchemaChecked { definition: None, repaired };
    };
    for error in validator.iter_errors(&tree.value) {
        report(&error, tree, bad, &mut repaired);
    }
    check_protocol(tree, protocols, bad, &mut repaired);
    check_expressions(tree, bad, &mut repaired);
    for pointer in &repaired {
        remove(&mut value, pointer);
    }
    for (name, text) in PLACEHOLDERS {
        if let Some(object) = value.as_object_mut()
            && !object.contains_key(*name)
        {
            object.insert((*name).to_owned(), serde_json::from_str(text).unwrap_or(Value::Null));
        }
    }
    let definition = serde_json::from_value(value);
    if let Err(error) = &definition
        && bad.0.is_empty()
    {
        bad.0.push(at(tree, "", error.to_string()));
    }
    SchemaChecked { definition: definition.ok(), repaired }
}

fn report(
    error: &ValidationError<'_>,
    tree: &SpannedDocument<'_>,
    bad: &mut Violations,
    repaired: &mut BTreeSet<String>,
) {
    let pointer = error.instance_path().as_str();
    let node = parent(error.schema_path().as_str()).and_then(|path| SCHEMA.pointer(path)).unwrap_or(&Value::Null);
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            for key in unexpected {
                let unknown = child(pointer, key);
                let detail = unknown_key(key, node);
                let origin = Some(tree.origin_of_key(&unknown));
                bad.0.push(Violation { pointer: unknown.clone(), detail, origin });
                repaired.insert(unknown);
            }
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let missing = child(pointer, name);
            bad.0.push(at(tree, &missing, format!("`{name}` is missing{}", purpose(node, name))));
            repaired.insert(container(&missing));
        }
        // `check_protocol` reports it.
        _ if pointer == "/protocol" => {}
        _ => {
            bad.0.push(at(tree, pointer, expectation(node, error)));
            repaired.insert(container(pointer));
        }
    }
}

fn check_protocol(
    tree: &SpannedDocument<'_>,
    protocols: &Protocols,
    bad: &mut Violations,
    repaired: &mut BTreeSet<String>,
) {
    let Some(value) = tree.value.get("protocol") else { return };
    let name = value.as_str().unwrap_or_default();
    if protocols.find(name).is_none() {
        let near = did_you_mean(name, protocols.in_files().map(|(facts, _)| facts.name));
        bad.0.push(at(tree, "/protocol", format!("this must be {}{near}", protocols.names_in_files())));
        repaired.insert("/protocol".to_owned());
    }
}

fn check_expressions(tree: &SpannedDocument<'_>, bad: &mut Violations, repaired: &mut BTreeSet<String>) {
    let claims = tree.value.get("claims").and_then(Value::as_object);
    for (name, value) in claims.into_iter().flatten() {
        let pointer = child("/claims", name);
        let several = value.as_array().into_iter().flatten().enumerate();
        let several = several.map(|(index, item)| (child(&pointer, &index.to_string()), item));
        for (pointer, text) in several.chain([(pointer.clone(), value)]) {
            if let Some(text) = text.as_str()
                && let Err(detail) = ClaimPath::try_from(text.to_owned())
            {
                bad.0.push(at(tree, &pointer, detail));
                repaired.insert(container(&pointer));
            }
        }
    }
}

fn at(tree: &SpannedDocument<'_>, pointer: &str, detail: String) -> Violation {
    Violation { pointer: pointer.to_owned(), detail, origin: Some(tree.origin(pointer)) }
}

fn unknown_key(key: &str, node: &Value) -> String {
    let known: Vec<&str> =
        node["properties"].as_object().into_iter().flat_map(|all| all.keys().map(String::as_str)).collect();
    let shown: String = key.chars().take(80).collect();
    match closest_match(key, known.iter().copied()) {
        Some(near) => format!("unknown key `{shown}`; did you mean `{near}`?"),
        None => format!("unknown key `{shown}`; the keys here are {}", known.join(", ")),
    }
}

/// The first sentence of what the schema says about a key.
fn purpose(node: &Value, name: &str) -> String {
    let description = node["properties"][name]["description"].as_str().unwrap_or_default();
    let sentence = description.split_terminator(". ").next().unwrap_or_default().trim_end_matches('.');
    if sentence.is_empty() { String::new() } else { format!(": {}", sentence.replace('\n', " ")) }
}

/// What a value there must be.
fn expectation(node: &Value, error: &ValidationError<'_>) -> String {
    if let Kind::Pattern { pattern } = error.kind()
        && pattern.contains("a-z0-9")
    {
        return "not a valid id: use 1 to 63 of a-z, 0-9 and -, starting with a letter or digit".to_owned();
    }
    match SchemaNode::of(&SCHEMA, node).expectation() {
        Some(expected) => format!("this must be {expected}"),
        None => error.masked_with("the value").to_string(),
    }
}

/// What to remove when the value at `pointer` is wrong: the value, or the whole list that contains it.
fn container(pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let item = steps.iter().position(|step| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit()));
    let kept = item.map_or(steps.as_slice(), |index| &steps[..index]);
    kept.iter().map(|step| format!("/{step}")).collect()
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((outer, last)) = pointer.rsplit_once('/') else { return };
    let last = json_pointer::unescape(last);
    match value.pointer_mut(outer) {
        Some(Value::Object(object)) => drop(object.remove(&last)),
        Some(other) => *other = json!([]),
        None => {}
    }
}
