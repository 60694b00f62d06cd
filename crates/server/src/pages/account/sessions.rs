//! Ending sessions of one's own, by a form.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::header;
use vestibule_core::{code::ErrorCode, ids::SessionId};

use super::super::{confirm::Question, form::Posted, notice::Notice, texts::Language};
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
    let user = posted.current.user.id;
    if !app.store.revoke_session(id, Some(user), &session::ending(&app, user, &posted.client, id)).await? {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(back(&app, &Notice::SessionEnded))
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let (user, kept) = (posted.current.user.id, posted.current.session.id);
    let others = app.store.list_sessions(user).await?.len().saturating_sub(1) as u64;
    let t = Language::of(&posted.headers).confirm();
    let question = Question {
        title: t.end_others().to_owned(),
        consequences: vec![t.sessions(others), t.end_others_about().to_owned()],
        yes: t.end_others_yes().to_owned(),
        back: Route::Account.path(),
        is_danger: true,
    };
    if let Some(response) = question.ask(&app, &posted) {
        return Ok(response);
    }
    let event = session::others_ending(&app, user, &posted.client);
    let ended = app.store.revoke_sessions(user, Some(kept), &event).await?;
    Ok(back(&app, &Notice::OthersEnded(ended)))
}

fn back(app: &AppState, notice: &Notice) -> Response {
    let mut response = see_other(Route::Account);
    response.headers_mut().append(header::SET_COOKIE, notice.cookie(app));
    response
}
