//! `/admin/sessions`: every signed-in browser, and the end of it.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::routes::Route;
use vestibule_core::{code::ErrorCode, ids::SessionId};
use vestibule_store::{EventKind, Session};

use super::{
    super::{Forms, Frame, Moment, device, notice::Notice, render},
    extract::{AdminForm, AdminPage},
    shell::{Section, Shell, done, set},
    users::session_filter,
};
use crate::{AppState, http::api_error::ApiError};

#[derive(Template)]
#[template(path = "admin/sessions.html")]
struct SessionsPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: SessionId,
    user: String,
    device: String,
    provider: Option<String>,
    address: Option<String>,
    signed_in: Moment,
    last_seen: Moment,
}

pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let filter = session_filter(&request);
    let found = app.store.list_all_sessions(&filter).await?;
    let next = found.last().filter(|_| found.len() == filter.limit as usize).map(|last| last.id.to_string());
    let mut names = HashMap::new();
    let users: HashSet<_> = found.iter().map(|session| session.user).collect();
    for id in users {
        let user = app.store.find_user(id).await?;
        names.insert(id, user.map(|user| user.name.unwrap_or(user.username)).unwrap_or_default());
    }
    let (frame, shell) = set(&app, &request.headers, Section::Sessions);
    let account = frame.language.account();
    let row = |session: &Session| Row {
        id: session.id,
        user: names.get(&session.user).cloned().unwrap_or_default(),
        device: device::words(session.user_agent.as_deref(), account),
        provider: session.provider.as_ref().map(ToString::to_string),
        address: session.address.clone(),
        signed_in: Moment(session.signed_in_at),
        last_seen: Moment(session.last_seen_at),
    };
    let template = SessionsPage { rows: found.iter().map(row).collect(), next, frame, shell };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// `POST /admin/sessions/{id}/end`
pub(super) async fn end(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let id: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let found = app.store.find_session_by_id(id).await?.ok_or(ErrorCode::NotFound)?;
    let name = found.user.name.unwrap_or(found.user.username);
    let event = submitted.admin.event(&app, EventKind::SessionRevoked).detail(format!("session {id}"));
    if !app.store.revoke_session(id, None, &event).await? {
        return Err(ErrorCode::NotFound.into());
    }
    let of_person = submitted.posted.find("user").and_then(|id| id.parse().ok());
    let place = of_person.as_ref().map_or(Route::AdminSessions, Route::AdminUser);
    Ok(done(&app, place, &Notice::SessionOfEnded(name)))
}
