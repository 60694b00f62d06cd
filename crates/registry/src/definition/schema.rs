//! The JSON Schema of a definition: editors complete with it, and `schema_check` validates with it.

use std::sync::LazyLock;

use serde_json::{Value, json};
use vestibule_core::{definition::Definition, json_schema, protocol::Protocols};

/// Takes any name of a protocol: which ones there are is known when a document is checked.
pub(super) static ANY_PROTOCOL: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = json_schema::generate::<Definition>("Vestibule provider definition");
    // The type takes any JSON, because what is wrong with it is said by `CredentialsSchema`; an editor may know that
    // it is a table.
    if let Some(credentials) = schema.pointer_mut("/properties/credentials").and_then(Value::as_object_mut) {
        credentials.insert("type".into(), "object".into());
    }
    schema
});

/// The schema of a provider definition, `schemas/definition.schema.json`: JSON Schema 2020-12, the same on every call.
/// It offers the protocols that a file can have.
pub fn definition_schema(protocols: &Protocols) -> Value {
    let mut schema = ANY_PROTOCOL.clone();
    let offer =
        protocols.in_files().map(|(facts, starter)| json!({ "const": facts.name, "description": starter.help }));
    schema["$defs"]["Protocol"]["oneOf"] = offer.collect();
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::protocols;

    /// What a file may not say, no editor offers.
    #[test]
    fn a_file_is_offered_no_plugin() {
        let schema = definition_schema(&protocols());
        assert!(jsonschema::meta::is_valid(&schema));
        let offered = schema["$defs"]["Protocol"]["oneOf"].as_array().unwrap();
        let names: Vec<_> = offered.iter().map(|protocol| protocol["const"].as_str().unwrap()).collect();
        assert_eq!(names, protocols().in_files().map(|(facts, _)| facts.name).collect::<Vec<_>>());
        assert!(names.contains(&"oidc") && !names.contains(&"plugin"));
    }
}
