//! `GET /api/admin/providers/{id}`: one provider, with its revision as `ETag`.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

use super::{
    find::{self, Found},
    provider::Provider,
};
use crate::{
    AppState,
    api::{Admin, query::Parameters, revision::etag},
    http::api_error::ApiError,
};

pub(crate) async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    parameters.only(&[])?;
    let found = find::get(&app, &app.registry.load(), &id).await?;
    Ok(answer(&app, StatusCode::OK, &found))
}

/// A provider as a whole answer.
pub(crate) fn answer(app: &AppState, status: StatusCode, found: &Found) -> Response {
    let provider = Provider::new(found, &app.settings.public_url);
    let revision = provider.revision();
    let mut response = (status, Json(provider)).into_response();
    if let Some(revision) = revision {
        response.headers_mut().insert(header::ETAG, etag(revision));
    }
    response
}
