//! Checks a document against the JSON Schema of its kind of definition.
//!
//! It is the schema that editors use, generated from the type, so the two never differ.
//! Every violation is reported at its place, and the value is removed, so that the rules can check the rest.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, error::ValidationErrorKind as Kind};
use serde_json::{Value, json};
use vestibule_core::{
    claims::ClaimPath,
    definition::TokenPlace,
    json_pointer::{self, child, parent},
    schema_error::SchemaNode,
    suggestion::closest_match,
    violation::{Violation, Violations},
};

use super::{kind::DefinitionKind, spanned_document::SpannedDocument};

/// What is well formed in a document.
pub(crate) struct SchemaChecked<K> {
    /// The definition; `None` only when the violations say why.
    pub(crate) definition: Option<K>,
    /// Pointers of what was taken out or replaced.
    pub(crate) repaired: BTreeSet<String>,
}

impl<K> SchemaChecked<K> {
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
pub(crate) fn check<K: DefinitionKind>(
    tree: &SpannedDocument<'_>,
    context: &K::Context,
    bad: &mut Violations,
) -> SchemaChecked<K> {
    let mut value = tree.value.clone();
    let mut repaired = BTreeSet::new();
    if !value.is_object() {
        bad.0.push(at(tree, "", format!("a definition is an object with {}", K::REQUIRED)));
        return SchemaChecked { definition: None, repaired };
    }
    let Some(validator) = K::validator() else {
        bad.push("", "the built-in schema is not usable; this is a defect of the program");
        return SchemaChecked { definition: None, repaired };
    };
    for error in validator.iter_errors(&tree.value) {
        report(&error, (tree, K::schema()), bad, &mut repaired);
    }
    K::check_document(tree, context, bad, &mut repaired);
    check_expressions(tree, K::expressions(&tree.value), bad, &mut repaired);
    for pointer in &repaired {
        remove(&mut value, pointer);
    }
    for (name, text) in K::PLACEHOLDERS {
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
    (tree, schema): (&SpannedDocument<'_>, &Value),
    bad: &mut Violations,
    repaired: &mut BTreeSet<String>,
) {
    let pointer = error.instance_path().as_str();
    let node = parent(error.schema_path().as_str()).and_then(|path| schema.pointer(path)).unwrap_or(&Value::Null);
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
        // `DefinitionKind::check_document` reports it.
        _ if pointer == "/protocol" => {}
        // Of several forms, the one that the document has chosen by the kind of its value.
        Kind::AnyOf { context } if let Some(chosen) = context.iter().find(|branch| !is_other_kind(branch, pointer)) => {
            chosen.iter().for_each(|error| report(error, (tree, schema), bad, repaired));
        }
        _ => {
            bad.0.push(at(tree, pointer, expectation(schema, node, error)));
            repaired.insert(container(pointer));
        }
    }
}

/// Whether a form does not take a value of this kind at all.
fn is_other_kind(branch: &[ValidationError<'_>], pointer: &str) -> bool {
    branch.iter().any(|error| {
        let here = error.instance_path().as_str() == pointer;
        here && match error.kind() {
            Kind::Type { .. } | Kind::Enum { .. } | Kind::Constant { .. } | Kind::OneOfNotValid { .. } => true,
            Kind::AnyOf { context } => context.iter().all(|branch| is_other_kind(branch, pointer)),
            _ => false,
        }
    })
}

/// Claim expressions, wherever a definition has them.
fn check_expressions(
    tree: &SpannedDocument<'_>,
    places: Vec<String>,
    bad: &mut Violations,
    repaired: &mut BTreeSet<String>,
) {
    for pointer in places {
        if let Some(text) = tree.value.pointer(&pointer).and_then(Value::as_str)
            && let Err(detail) = ClaimPath::try_from(text.to_owned())
        {
            bad.0.push(at(tree, &pointer, detail));
            repaired.insert(container(&pointer));
        }
    }
}

/// The places of the texts at these pointers: of one text, of the items of a list, and of what is in `value`.
pub(super) fn texts_at(document: &Value, places: impl Iterator<Item = String>) -> Vec<String> {
    let several = |pointer: String| {
        let value = document.pointer(&pointer);
        let value_at = value.and_then(|value| value.get("value")).map(|value| (format!("{pointer}/value"), value));
        let found = value_at.or_else(|| value.map(|value| (pointer, value)));
        found.into_iter().flat_map(|(pointer, value)| {
            let items = value.as_array().map_or(0, Vec::len);
            let items: Vec<_> = (0..items).map(|index| format!("{pointer}/{index}")).collect();
            items.into_iter().chain([pointer])
        })
    };
    places.flat_map(several).collect()
}

pub(super) fn at(tree: &SpannedDocument<'_>, pointer: &str, detail: String) -> Violation {
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
fn expectation(schema: &Value, node: &Value, error: &ValidationError<'_>) -> String {
    if let Kind::Pattern { pattern } = error.kind()
        && pattern.contains("a-z0-9")
    {
        return "not a valid id: use 1 to 63 of a-z, 0-9 and -, starting with a letter or digit".to_owned();
    }
    if matches!(error.kind(), Kind::Pattern { pattern } if pattern.contains("named_header")) {
        return format!("this must be {}", TokenPlace::CHOICES);
    }
    match SchemaNode::of(schema, node).expectation() {
        Some(expected) => format!("this must be {expected}"),
        None => error.masked_with("the value").to_string(),
    }
}

/// What to remove when the value at `pointer` is wrong: the value, or the whole list that contains it.
pub(super) fn container(pointer: &str) -> String {
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
