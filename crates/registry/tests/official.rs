//! The official definitions as files, as an editor sees them.

use std::{collections::BTreeSet, path::Path};

use vestibule_registry::definition_schema;

/// A definition is at most 60 lines of data, valid for the schema that its first line names, and named like its file.
#[test]
fn official_definitions_are_definitions() {
    let validator = jsonschema::validator_for(&definition_schema(&vestibule_protocol::protocols().collect())).unwrap();
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../providers/official")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(text.starts_with("#:schema ../../schemas/definition.schema.json\n"), "{name}");
        assert!(text.lines().count() <= 60, "{name}: a provider that needs more is a concept that the schema lacks");
        let json: serde_json::Value = toml::from_str(&text).unwrap();
        assert!(validator.is_valid(&json), "{name}: {:?}", validator.iter_errors(&json).collect::<Vec<_>>());
        assert_eq!(json["id"], name.as_str());
        ids.insert(name);
    }
    assert!(ids.contains("pocketid") && ids.contains("oidc"));
}
