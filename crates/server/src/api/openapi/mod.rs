//! `GET /api/openapi.json`: the HTTP surface as an OpenAPI 3.1 document.
//!
//! OpenAPI 3.1 speaks the same dialect of JSON Schema as schemars, so the schemas are those of the very types that are
//! sent. Which operations there are is written down per area ([`public`], [`admin`]) and compared with the router by a
//! test. schemars beside a table is enough: aide is on an older schemars, and utoipa wants a second derive on each type.

mod admin;
mod operation;
mod problem;
mod provider_request;
mod public;
mod roster;

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderValue, header};
use serde_json::{Value, json};

use self::operation::Operations;

/// The document. Always the same: it does not depend on the configuration.
pub fn openapi() -> Value {
    let mut operations = Operations::new();
    public::describe(&mut operations);
    admin::describe(&mut operations);
    roster::describe(&mut operations);
    let (paths, schemas) = operations.finish();
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Vestibule",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "sign-in", "description": "Signing in, out and linking." },
            { "name": "session", "description": "Who is signed in." },
            { "name": "providers", "description": "What people can sign in with." },
            { "name": "definitions", "description": "What providers can be instances of." },
            { "name": "users", "description": "Who has an account, and who is signed in." },
            { "name": "audit", "description": "What happened, and which programs may ask." },
            { "name": "registry", "description": "What is in service." },
            { "name": "operation", "description": "For whoever runs the program." },
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-vestibule_session",
                    "description": "The cookie of a signed-in browser; `vestibule_session` on plain-http loopback. The \
                                    admin API takes it with a same-origin `Origin` or `Sec-Fetch-Site` only.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API token: `vestibule admin token NAME`.",
                },
            },
        },
    })
}

const DESCRIPTION: &str = "The entrance hall in front of an application. Errors are problem documents (RFC 9457) whose \
    `code` is stable; docs/errors.md explains each. Secrets are written and never read.";

static RENDERED: LazyLock<Bytes> = LazyLock::new(|| openapi().to_string().into());

pub(crate) async fn serve() -> Response {
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (json, RENDERED.clone()).into_response()
}
