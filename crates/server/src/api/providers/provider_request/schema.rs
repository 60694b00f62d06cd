//! JSON Schemas of requests: id, definition, credentials and the members of the settings.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use vestibule_core::{
    ids::{DefinitionId, ProviderId},
    settings::ProviderSettings,
};

use super::ProviderRequest;

/// A JSON Merge Patch (RFC 7396) of a provider.
pub(in super::super) struct ProviderPatch;

impl JsonSchema for ProviderRequest {
    fn schema_name() -> Cow<'static, str> {
        "ProviderRequest".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let members = members(generator);
        json_schema!({
            "type": "object",
            "description": "A provider with its settings. `id` and `definition` default to each other.",
            "properties": members,
            "anyOf": [{ "required": ["id"] }, { "required": ["definition"] }],
            "additionalProperties": false,
        })
    }
}

impl JsonSchema for ProviderPatch {
    fn schema_name() -> Cow<'static, str> {
        "ProviderPatch".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut members = members(generator);
        for (_, schema) in members.iter_mut().filter(|(name, _)| *name != "id") {
            *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
        }
        json_schema!({
            "type": "object",
            "description": "A JSON Merge Patch: absent members are not changed, `null` restores a default or clears a \
                            credential. `{\"set\": true}` keeps a secret.",
            "properties": members,
            "additionalProperties": false,
        })
    }
}

fn members(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("id".to_owned(), generator.subschema_for::<ProviderId>().to_value());
    members.insert("definition".to_owned(), generator.subschema_for::<DefinitionId>().to_value());
    let credentials = json!({
        "type": "object",
        "description": "Must match the credentials schema of the definition. Secrets are write-only.",
    });
    members.insert("credentials".to_owned(), credentials);
    let settings = ProviderSettings::json_schema(generator).to_value();
    for (name, schema) in settings["properties"].as_object().into_iter().flatten() {
        members.entry(name.clone()).or_insert_with(|| schema.clone());
    }
    members
}
