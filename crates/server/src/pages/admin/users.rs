//! `/admin/users`: who is here, with which rights, and the few things that can be done about it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::routes::{Route, pattern};
use vestibule_core::{
    code::ErrorCode,
    ids::{ProviderId, UserId},
};
use vestibule_store::{ChangeOutcome, EventKind, SessionFilter, User, UserChange, UserFilter};

use super::{
    super::{Forms, Frame, Moment, notice::Notice, render},
    extract::{AdminForm, AdminPage},
    shell::{Section, Shell, done, set},
};
use crate::{AppState, api::configured::ConfiguredIds, http::api_error::ApiError};

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "admin/users.html")]
struct UsersPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    query: &'a str,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: UserId,
    name: String,
    email: Option<String>,
    verified: bool,
    username: String,
    providers: Vec<ProviderId>,
    is_admin: bool,
    disabled: bool,
    last_sign_in: Option<Moment>,
}

pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let query = request.find("q").unwrap_or_default();
    let before = request.find("before").and_then(|id| id.parse().ok());
    let filter = UserFilter { text: (!query.is_empty()).then(|| query.to_owned()), before, limit: PAGE };
    let users = app.store.list_users(&filter).await?;
    let next = users.last().filter(|_| users.len() == PAGE as usize).map(|user| user.id.to_string());
    let mut rows = Vec::with_capacity(users.len());
    for user in users {
        let links = app.store.list_links(user.id).await?;
        rows.push(Row::new(user, links.into_iter().map(|link| link.provider).collect()));
    }
    let (frame, shell) = set(&app, &request.headers, Section::Users);
    let template = UsersPage { frame, shell, query, rows, next };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

impl Row {
    fn new(user: User, providers: Vec<ProviderId>) -> Self {
        Self {
            id: user.id,
            name: user.name.clone().unwrap_or_else(|| user.username.clone()),
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            verified: user.email_verified,
            username: user.username,
            providers,
            is_admin: user.is_admin,
            disabled: user.disabled,
            last_sign_in: user.last_sign_in_at.map(Moment),
        }
    }
}

/// `POST /admin/users/{id}`: one change, by the button that was pressed.
pub(super) async fn change(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let user: UserId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let configured = ConfiguredIds::of(&app.registry.load());
    let (change, detail) = match submitted.posted.find("action") {
        Some("disable") => (UserChange { disabled: Some(true), ..UserChange::default() }, "disabled"),
        Some("enable") => (UserChange { disabled: Some(false), ..UserChange::default() }, "enabled"),
        Some("promote") => {
            (UserChange { is_admin: Some(true), ..UserChange::default() }, "administrator rights granted")
        }
        Some("demote") => {
            (UserChange { is_admin: Some(false), ..UserChange::default() }, "administrator rights removed")
        }
        Some("delete") => {
            let event = submitted.admin.event(&app, EventKind::UserDeleted);
            let ended = finished(app.store.delete_user(user, configured.borrowed(), &event).await?)?;
            return Ok(done(&app, Route::AdminUsers, &Notice::UserDeleted(ended)));
        }
        Some("sign-out") => {
            let event = submitted.admin.event(&app, EventKind::SessionRevoked).detail("all sessions".to_owned());
            let ended = app.store.revoke_sessions(user, None, &event).await?;
            return Ok(done(&app, Route::AdminUsers, &Notice::SessionsEnded(ended)));
        }
        _ => return Err(ErrorCode::InvalidParameter.into()),
    };
    let event = submitted.admin.event(&app, EventKind::UserChanged).detail(detail.to_owned());
    let changed = finished(app.store.change_user(user, change, configured.borrowed(), &event).await?)?;
    Ok(done(&app, Route::AdminUsers, &Notice::UserChanged(changed.sessions_ended)))
}

fn finished<T>(changed: ChangeOutcome<T>) -> Result<T, ApiError> {
    match changed {
        ChangeOutcome::Done(done) => Ok(done),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code)
            .detail("No administrator could sign in any more. Give another person the rights first.")
            .try_again(pattern::AdminUsers)),
    }
}

/// All live sessions of a user, or of everybody.
pub(super) fn session_filter(request: &AdminPage) -> SessionFilter {
    SessionFilter {
        user: request.find("user").and_then(|id| id.parse().ok()),
        before: request.find("before").and_then(|id| id.parse().ok()),
        limit: PAGE,
    }
}
