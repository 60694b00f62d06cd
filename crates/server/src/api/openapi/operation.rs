//! One operation of the document, and all of them.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use vestibule_core::code::ErrorCode;

use super::problem::Problem;

/// All operations so far, and the schemas that they name.
pub(super) struct Operations {
    generator: SchemaGenerator,
    paths: Map<String, Value>,
}

/// One operation.
pub(super) struct Operation<'g> {
    generator: &'g mut SchemaGenerator,
    summary: &'static str,
    members: Map<String, Value>,
    parameters: Vec<Value>,
    responses: Map<String, Value>,
}

impl Operations {
    pub(super) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        Self { generator: settings.into_generator(), paths: Map::new() }
    }

    /// Adds the operation `METHOD /path`, named `id` in clients that are made from the document.
    pub(super) fn add(
        &mut self,
        route: &'static str,
        id: &'static str,
        summary: &'static str,
        describe: impl FnOnce(Operation<'_>) -> Operation<'_>,
    ) {
        let (method, path) = route.split_once(' ').unwrap_or(("GET", route));
        let operation = Operation {
            generator: &mut self.generator,
            summary,
            members: Map::from_iter([("operationId".to_owned(), id.into())]),
            parameters: path_parameters(path),
            responses: Map::new(),
        };
        let described = describe(operation).finish();
        let entry = self.paths.entry(path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            methods.insert(method.to_ascii_lowercase(), described);
        }
    }

    /// The paths and the named schemas.
    pub(super) fn finish(mut self) -> (Value, Value) {
        let schemas = self.generator.take_definitions(true);
        (Value::Object(self.paths), Value::Object(schemas))
    }
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let schema = json!({ "type": "string", "minLength": 1 });
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema })).collect()
}

impl Operation<'_> {
    pub(super) fn tag(mut self, tag: &str) -> Self {
        self.members.insert("tags".to_owned(), json!([tag]));
        self
    }

    /// Only for a signed-in person.
    pub(super) fn session(mut self) -> Self {
        self.members.insert("security".to_owned(), json!([{ "session": [] }]));
        self.problem(ErrorCode::Unauthenticated)
    }

    /// Only for an administrator or a program with a token.
    pub(super) fn admin(mut self) -> Self {
        self.members.insert("security".to_owned(), json!([{ "token": [] }, { "session": [] }]));
        self.problem(ErrorCode::Unauthenticated)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::InvalidParameter)
            .problem(ErrorCode::StorageUnavailable)
    }

    pub(super) fn query(self, name: &str, description: &str, schema: Value) -> Self {
        self.parameter("query", name, description, schema)
    }

    /// A page of a list.
    pub(super) fn paged(self) -> Self {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 });
        self.query("limit", "How many items at most.", limit).query(
            "cursor",
            "`next` of the page before.",
            json!({ "type": "string" }),
        )
    }

    /// A change that may name the revision that it was made for.
    pub(super) fn if_match(self) -> Self {
        let description = "The `ETag` that was read; a change for another revision is refused.";
        self.parameter("header", "If-Match", description, json!({ "type": "string" }))
            .problem(ErrorCode::RevisionMismatch)
    }

    fn parameter(mut self, place: &str, name: &str, description: &str, schema: Value) -> Self {
        self.parameters.push(json!({ "name": name, "in": place, "description": description, "schema": schema }));
        self
    }

    /// A JSON body, and the refusals that come with one.
    pub(super) fn body<T: JsonSchema>(self, media_type: &str) -> Self {
        let mut operation = self;
        let schema = operation.generator.subschema_for::<T>();
        let body = json!({ "required": true, "content": { media_type: { "schema": schema } } });
        operation.members.insert("requestBody".to_owned(), body);
        operation
            .problem(ErrorCode::InvalidJson)
            .problem(ErrorCode::UnsupportedMediaType)
            .problem(ErrorCode::PayloadTooLarge)
    }

    /// A form in the body.
    pub(super) fn form<T: JsonSchema>(mut self) -> Self {
        let schema = self.generator.subschema_for::<T>();
        let content = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
        self.members.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        self
    }

    /// The answer when it works, as JSON.
    pub(super) fn answer<T: JsonSchema>(self, status: u16, description: &str) -> Self {
        self.content::<T>(status, description, "application/json")
    }

    /// An answer of another type.
    pub(super) fn content<T: JsonSchema>(mut self, status: u16, description: &str, media_type: &str) -> Self {
        let schema = self.generator.subschema_for::<T>();
        let response = json!({ "description": description, "content": { media_type: { "schema": schema } } });
        self.responses.insert(status.to_string(), response);
        self
    }

    /// An answer without a body that anybody reads.
    pub(super) fn empty(mut self, status: u16, description: &str) -> Self {
        self.responses.insert(status.to_string(), json!({ "description": description }));
        self
    }

    /// A refusal. Several codes may share a status.
    pub(super) fn problem(mut self, code: ErrorCode) -> Self {
        let schema = self.generator.subschema_for::<Problem>();
        let response = self.responses.entry(code.status().to_string()).or_insert_with(
            || json!({ "description": "", "content": { "application/problem+json": { "schema": schema } } }),
        );
        let before = response["description"].as_str().unwrap_or_default();
        let name = format!("`{code}`");
        if !before.contains(&name) {
            response["description"] = if before.is_empty() { name } else { format!("{before}, {name}") }.into();
        }
        self
    }

    fn finish(mut self) -> Value {
        self.members.insert("summary".to_owned(), self.summary.into());
        if !self.parameters.is_empty() {
            self.members.insert("parameters".to_owned(), self.parameters.into());
        }
        self.members.insert("responses".to_owned(), Value::Object(self.responses));
        Value::Object(self.members)
    }
}
