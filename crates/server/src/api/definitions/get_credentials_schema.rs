//! `GET /api/admin/definitions/{id}/credentials-schema`: for a form that asks for the credentials of a provider.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::find::find;
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const MEDIA_TYPE: &str = "application/schema+json";

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::ApiCredentialsSchema, get_credentials_schema, |operation| {
        operation
            .named("getCredentialsSchema", "Get credentials schema")
            .tag("definitions")
            .admin()
            .content::<Map<String, Value>>(StatusCode::OK, "A JSON Schema (2020-12).", MEDIA_TYPE)
            .problem(ErrorCode::NotFound)
    })
}

async fn get_credentials_schema(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    let entry = find(&app.registry.load(), &id)?;
    let mut schema = entry.schema.as_json().clone();
    if let Some(members) = schema.as_object_mut() {
        members.entry("$schema").or_insert_with(|| DIALECT.into());
        members.entry("type").or_insert_with(|| "object".into());
    }
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))];
    Ok((content_type, schema.to_string()).into_response())
}
