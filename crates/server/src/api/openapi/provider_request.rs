//! What is sent to create, change or try a provider: the members of its settings beside id, definition and credentials.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use vestibule_core::{
    ids::{DefinitionId, ProviderId},
    settings::ProviderSettings,
};

/// A provider as it is created or tried.
pub(super) struct ProviderRequest;

/// A JSON Merge Patch (RFC 7396) of a provider: `null` gives a default back.
pub(super) struct ProviderPatch;

impl JsonSchema for ProviderRequest {
    fn schema_name() -> Cow<'static, str> {
        "ProviderRequest".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let members = members(generator);
        json_schema!({
            "type": "object",
            "description": "Settings stand beside the credentials. The id and the definition are each other's default.",
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
        for (name, schema) in members.iter_mut().filter(|(name, _)| *name != "id") {
            let _ = name;
            *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
        }
        json_schema!({
            "type": "object",
            "description": "A JSON Merge Patch: what is left out stays, `null` gives a default back and clears a credential. \
                            `{\"set\": true}` keeps a secret, as leaving it out does.",
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
        "description": "Fits the credentials schema of the definition. A secret is written and never shown again.",
    });
    members.insert("credentials".to_owned(), credentials);
    let settings = ProviderSettings::json_schema(generator).to_value();
    for (name, schema) in settings["properties"].as_object().into_iter().flatten() {
        members.entry(name.clone()).or_insert_with(|| schema.clone());
    }
    members
}
