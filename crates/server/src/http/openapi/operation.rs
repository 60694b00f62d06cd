//! The builder of one operation.

use http::StatusCode;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use vestibule_core::code::ErrorCode;

use crate::http::problem::Problem;

/// An operation that is being described.
pub(crate) struct Operation<'g> {
    generator: &'g mut SchemaGenerator,
    members: Map<String, Value>,
    parameters: Vec<Value>,
    responses: Map<String, Value>,
}

impl<'g> Operation<'g> {
    /// An operation with these parameters in its path.
    pub(super) fn new(generator: &'g mut SchemaGenerator, parameters: Vec<Value>) -> Self {
        Self { generator, members: Map::new(), parameters, responses: Map::new() }
    }
}

impl Operation<'_> {
    /// The name of the operation in generated clients, and what it does in a few words.
    pub(crate) fn named(self, id: &str, summary: &str) -> Self {
        self.member("operationId", id.into()).member("summary", summary.into())
    }

    pub(crate) fn tag(self, tag: &str) -> Self {
        self.member("tags", json!([tag]))
    }

    /// Requires a session.
    pub(crate) fn session(self) -> Self {
        self.member("security", json!([{ "session": [] }])).problem(ErrorCode::Unauthenticated)
    }

    /// Requires an API token or an administrator's session, and lists what every such endpoint may answer.
    pub(crate) fn admin(self) -> Self {
        self.member("security", json!([{ "token": [] }, { "session": [] }]))
            .problem(ErrorCode::Unauthenticated)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::InvalidParameter)
            .problem(ErrorCode::StorageUnavailable)
    }

    pub(crate) fn query(self, name: &str, description: &str, schema: Value) -> Self {
        self.parameter("query", name, description, schema)
    }

    /// The query parameters of a paginated list.
    pub(crate) fn paged(self) -> Self {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 });
        self.query("limit", "The maximum number of items.", limit).query(
            "cursor",
            "`next` of the previous page.",
            json!({ "type": "string" }),
        )
    }

    /// A change that may name the revision that it was made for.
    pub(crate) fn if_match(self) -> Self {
        let description = "The `ETag` of the revision to change; the request fails if there is a newer one.";
        self.parameter("header", "If-Match", description, json!({ "type": "string" }))
            .problem(ErrorCode::RevisionMismatch)
    }

    fn parameter(mut self, location: &str, name: &str, description: &str, schema: Value) -> Self {
        self.parameters.push(json!({ "name": name, "in": location, "description": description, "schema": schema }));
        self
    }

    /// A JSON body, and the problems that it can cause.
    pub(crate) fn body<T: JsonSchema>(self, media_type: &str) -> Self {
        self.request_body::<T>(media_type)
            .problem(ErrorCode::InvalidJson)
            .problem(ErrorCode::UnsupportedMediaType)
            .problem(ErrorCode::PayloadTooLarge)
    }

    /// A form as the body.
    pub(crate) fn form<T: JsonSchema>(self) -> Self {
        self.request_body::<T>("application/x-www-form-urlencoded")
    }

    fn request_body<T: JsonSchema>(self, media_type: &str) -> Self {
        let schema = self.generator.subschema_for::<T>();
        self.member("requestBody", json!({ "required": true, "content": { media_type: { "schema": schema } } }))
    }

    /// A JSON response.
    pub(crate) fn json<T: JsonSchema>(self, status: StatusCode, description: &str) -> Self {
        self.content::<T>(status, description, "application/json")
    }

    /// A response of another media type.
    pub(crate) fn content<T: JsonSchema>(mut self, status: StatusCode, description: &str, media_type: &str) -> Self {
        let schema = self.generator.subschema_for::<T>();
        let response = json!({ "description": description, "content": { media_type: { "schema": schema } } });
        self.responses.insert(status.as_str().to_owned(), response);
        self
    }

    /// A response without a body.
    pub(crate) fn empty(mut self, status: StatusCode, description: &str) -> Self {
        self.responses.insert(status.as_str().to_owned(), json!({ "description": description }));
        self
    }

    /// A problem response (RFC 9457). Several codes may share a status.
    pub(crate) fn problem(mut self, code: ErrorCode) -> Self {
        let schema = self.generator.subschema_for::<Problem>();
        let response = self.responses.entry(code.status().to_string()).or_insert_with(
            || json!({ "description": "", "content": { "application/problem+json": { "schema": schema } } }),
        );
        let name = format!("`{code}`");
        let known = response["description"].as_str().unwrap_or_default();
        if !known.contains(&name) {
            response["description"] = if known.is_empty() { name } else { format!("{known}, {name}") }.into();
        }
        self
    }

    fn member(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    pub(super) fn finish(mut self) -> Value {
        if !self.parameters.is_empty() {
            self.members.insert("parameters".to_owned(), self.parameters.into());
        }
        self.members.insert("responses".to_owned(), Value::Object(self.responses));
        Value::Object(self.members)
    }
}
