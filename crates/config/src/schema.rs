//! The JSON Schemas of what operators write, generated from the types that read it.

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};
use vestibule_core::{definition::Definition, protocol::Protocol};

use crate::file::ConfigFile;

/// The schema of the configuration, `schemas/config.schema.json`: JSON Schema 2020-12, the same on every call.
pub fn schema() -> Value {
    generate::<ConfigFile>("Vestibule configuration")
}

/// The schema of a provider definition, `schemas/definition.schema.json`: JSON Schema 2020-12, the same on every call.
pub fn definition_schema() -> Value {
    let mut schema = generate::<Definition>("Vestibule provider definition");
    // The type takes any JSON, because it is the registry that says what is wrong with it; an editor may know that it
    // is a table.
    if let Some(credentials) = schema.pointer_mut("/properties/credentials").and_then(Value::as_object_mut) {
        credentials.insert("type".into(), "object".into());
    }
    // A plugin describes itself, and a file that says so is refused: an editor need not offer it.
    if let Some(protocols) = schema.pointer_mut("/$defs/Protocol/oneOf").and_then(Value::as_array_mut) {
        protocols.retain(|one| Protocol::in_files().any(|(protocol, _)| one["const"] == protocol.as_str()));
    }
    schema
}

fn generate<T: JsonSchema>(title: &str) -> Value {
    let mut schema = SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(tidy))
        .into_generator()
        .into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    schema.to_value()
}

fn tidy(schema: &mut Schema) {
    // `format` alone is a remark that no validator looks at.
    if schema.get("format") == Some(&json!("uint32")) {
        schema.insert("maximum".into(), u32::MAX.into());
    }
    // TOML has no null: a setting without a value is left out.
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    // The line breaks of the source are not those of the reader.
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        let paragraphs: Vec<String> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        schema.insert("description".into(), paragraphs.join("\n\n").into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo dev generate-all` writes the files; this is its check mode, for `cargo test`.
    #[test]
    fn schemas_are_fresh() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
        for (name, schema) in [("config.schema.json", schema()), ("definition.schema.json", definition_schema())] {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            let found: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(found, schema, "schemas/{name} is out of date; run `cargo dev generate-all --mode write`");
        }
    }

    #[test]
    fn schemas_say_what_they_are() {
        for schema in [schema(), definition_schema()] {
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            assert!(schema["title"].as_str().is_some_and(|title| title.starts_with("Vestibule ")));
            assert_eq!(schema["additionalProperties"], false);
            assert!(jsonschema::meta::is_valid(&schema));
        }
    }

    /// What a file may not say, no editor offers: the registry refuses it.
    #[test]
    fn a_file_is_offered_no_plugin() {
        let schema = definition_schema();
        let protocols = schema["$defs"]["Protocol"]["oneOf"].as_array().unwrap();
        let names: Vec<_> = protocols.iter().map(|protocol| protocol["const"].as_str().unwrap()).collect();
        assert_eq!(names, ["oidc", "oauth2"]);
    }

    /// Every setting has a description for editors.
    #[test]
    fn every_setting_is_described() {
        fn look(place: &str, schema: &Value) {
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                assert!(property["description"].is_string(), "{place}/{name} has no description");
            }
            for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
                look(name, definition);
            }
        }
        look("config", &schema());
        look("definition", &definition_schema());
    }
}
