//! The JSON Schema of the configuration.

use serde_json::Value;
use vestibule_core::json_schema;

use crate::file::ConfigFile;

/// The schema of the configuration, `schemas/config.schema.json`: JSON Schema 2020-12, the same on every call.
pub fn schema() -> Value {
    json_schema::generate::<ConfigFile>("Vestibule configuration")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_says_what_it_is_and_describes_every_setting() {
        fn look(place: &str, schema: &Value) {
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                assert!(property["description"].is_string(), "{place}/{name} has no description");
            }
            for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
                look(name, definition);
            }
        }
        let schema = schema();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["title"], "Vestibule configuration");
        assert_eq!(schema["additionalProperties"], false);
        assert!(jsonschema::meta::is_valid(&schema));
        look("config", &schema);
    }
}
