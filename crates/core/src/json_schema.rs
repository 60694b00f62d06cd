//! JSON Schemas of what operators write, generated from the types that read it.

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};

/// The schema of a type for editors: JSON Schema 2020-12, the same on every call.
pub fn generate<T: JsonSchema>(title: &str) -> Value {
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
