//! Ending sessions of one's own, by a form.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::header;
use vestibule_core::{code::ErrorCode, ids::SessionId};

use super::super::{form::Posted, notice::Notice};
use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError},
    session,
};
use vestibule_core::routes::Route;

/// `POST /account/sessions/{id}/end`. A session of somebody else is as absent as one that never was.
pub(super) async fn end(
    State(app): State<AppState>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, ApiError> {
    let id: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    if !end_one(&app, &posted, id).await? {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(back(&app, &Notice::SessionEnded))
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let own = app.store.list_sessions(posted.current.user.id).await?;
    for session in own.iter().filter(|session| session.id != posted.current.session.id) {
        end_one(&app, &posted, session.id).await?;
    }
    Ok(back(&app, &Notice::OthersEnded))
}

async fn end_one(app: &AppState, posted: &Posted, id: SessionId) -> Result<bool, ApiError> {
    let user = posted.current.user.id;
    let ended = app.store.revoke_session(id, Some(user), &session::ending(app, user, &posted.client, id)).await?;
    app.sessions.end([id]).await;
    Ok(ended)
}

fn back(app: &AppState, notice: &Notice) -> Response {
    let mut response = see_other(Route::Account);
    response.headers_mut().append(header::SET_COOKIE, notice.cookie(app));
    response
}
