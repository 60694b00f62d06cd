//! `GET /api/admin/definitions/{id}/credentials-schema`: what the form for a provider's credentials is made from.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};

use super::find;
use crate::{
    AppState,
    api::{Admin, query::Parameters},
    http::api_error::ApiError,
};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

pub(crate) async fn credentials_schema(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    parameters.only(&[])?;
    let entry = find(&app.registry.load(), &id)?;
    let mut schema = entry.schema.as_json().clone();
    if let Some(members) = schema.as_object_mut() {
        members.entry("$schema").or_insert_with(|| DIALECT.into());
        members.entry("type").or_insert_with(|| "object".into());
    }
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/schema+json"))];
    Ok((json, schema.to_string()).into_response())
}
