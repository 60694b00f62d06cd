//! `GET /api/openapi.json`: the HTTP surface as an OpenAPI 3.1 document.
//!
//! The operations are next to their handlers; [`document`] adds what they share. A test compares the document with the
//! router and with responses.

use std::sync::OnceLock;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};
use vestibule_core::routes::pattern;

use crate::{
    AppState,
    http::openapi::{Endpoint, OperationSpec, Operations},
};

const DESCRIPTION: &str = "Sign-in for an application, with OpenID Connect and OAuth 2.0 providers. Errors are problem \
    documents (RFC 9457) with a stable `code`; docs/errors.md explains each. Secrets are write-only.";

/// The endpoint that serves `document`, which is rendered once.
pub(crate) fn endpoint(document: fn() -> Value) -> Endpoint<AppState> {
    static RENDERED: OnceLock<Bytes> = OnceLock::new();
    let serve = move |State(app): State<AppState>| async move {
        serve(RENDERED.get_or_init(|| document().to_string().into()), app.settings.public_url.mount())
    };
    Endpoint::get(pattern::OpenApi, serve, |operation| {
        operation
            .named("openapi", "Get OpenAPI document")
            .tag("operation")
            .json::<Map<String, Value>>(StatusCode::OK, "This document.")
    })
}

/// The document says where its paths are; below a mount that is not the root.
fn serve(document: &Bytes, mount: &str) -> Response {
    let document = match (mount, std::str::from_utf8(document)) {
        ("", _) | (_, Err(_)) => document.clone(),
        (mount, Ok(text)) => text.replacen(&servers("/"), &servers(mount), 1).into(),
    };
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (json, document).into_response()
}

/// The document with these operations. It does not depend on the configuration.
pub(crate) fn document(specs: &[OperationSpec]) -> Value {
    let mut operations = Operations::new();
    specs.iter().for_each(|spec| operations.add(spec));
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
        "tags": tags(),
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": security_schemes() },
    })
}

/// The member of the document, as it is rendered.
fn servers(url: &str) -> String {
    format!("\"servers\":{}", json!([{ "url": url }]))
}

fn tags() -> Value {
    json!([
        { "name": "sign-in", "description": "Sign-in, sign-out and linking." },
        { "name": "session", "description": "The signed-in user and their sessions." },
        { "name": "apps", "description": "OpenID Connect for applications. Errors are those of its standards." },
        { "name": "administered apps", "description": "Apps, their client secrets and what people have let them have." },
        { "name": "providers", "description": "Providers that users sign in with." },
        { "name": "definitions", "description": "Templates of providers." },
        { "name": "users", "description": "Users and their sessions." },
        { "name": "audit", "description": "The audit log and API tokens." },
        { "name": "registry", "description": "The published configuration." },
        { "name": "operation", "description": "Monitoring." },
    ])
}

fn security_schemes() -> Value {
    json!({
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-vestibule_session",
            "description": "The session cookie; `vestibule_session` on plain-http loopback. The admin API accepts it only \
                            with a same-origin `Origin` or `Sec-Fetch-Site`.",
        },
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token: `vestibule admin token NAME`.",
        },
    })
}
