//! `DELETE /api/admin/tokens/{id}`: whoever holds the token is out with the next request.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::TokenId};
use vestibule_store::EventKind;

use crate::{
    App,
    admin::{Admin, query::Parameters},
    failure::Failure,
};

pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<StatusCode, Failure> {
    parameters.only(&[])?;
    let token: TokenId = id.parse().map_err(|_| Failure::new(ErrorCode::NotFound))?;
    let event = admin.event(&app, EventKind::TokenDeleted, None);
    if app.store.delete_token(token, &event).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ErrorCode::NotFound.into())
    }
}
