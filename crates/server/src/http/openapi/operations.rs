//! The collection of all operations, with the schemas that they refer to.

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{endpoint::OperationSpec, operation::Operation};

/// Operations by path and method, and the schemas that they refer to.
pub(crate) struct Operations {
    generator: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Operations {
    pub(crate) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        Self { generator: settings.into_generator(), paths: Map::new() }
    }

    pub(crate) fn add(&mut self, spec: &OperationSpec) {
        let operation = Operation::new(&mut self.generator, path_parameters(spec.path));
        let described = (spec.describe)(operation).finish();
        let path = self.paths.entry(spec.path).or_insert_with(|| json!({}));
        path[spec.method.as_str().to_ascii_lowercase()] = described;
    }

    /// The members `paths` and `components.schemas` of the document.
    pub(crate) fn finish(mut self) -> (Value, Value) {
        let schemas = self.generator.take_definitions(true);
        (Value::Object(self.paths), Value::Object(schemas))
    }
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let schema = json!({ "type": "string", "minLength": 1 });
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema })).collect()
}
