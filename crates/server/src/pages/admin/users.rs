//! `/admin/users`: who is here, with which rights, and the few things that can be done about it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::routes::{Route, pattern};
use vestibule_core::{
    access::Access,
    code::ErrorCode,
    ids::{ProviderId, UserId},
    username,
};
use vestibule_store::{ChangeOutcome, EventKind, SessionFilter, User, UserChange, UserFilter};

use super::{
    super::{Forms, Frame, Moment, notice::Notice, render},
    extract::{AdminForm, AdminPage},
    shell::{Section, Shell, done, set},
};
use crate::{AppState, http::api_error::ApiError};

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
        let access = app.access(&user);
        rows.push(Row::new(user, &access, links.into_iter().map(|link| link.provider).collect()));
    }
    let (frame, shell) = set(&app, &request.headers, Section::Users);
    let template = UsersPage { frame, shell, query, rows, next };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

impl Row {
    fn new(user: User, access: &Access, providers: Vec<ProviderId>) -> Self {
        Self {
            id: user.id,
            name: user.name.clone().unwrap_or_else(|| user.username.clone()),
            email: access.email.as_ref().map(|email| email.address.as_str().to_owned()),
            verified: access.verified_email().is_some(),
            username: user.username,
            providers,
            is_admin: access.is_admin(),
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
    let registry = app.registry.load();
    let (change, detail) = match submitted.posted.find("action") {
        Some("disable") => (disabled(true), "disabled".to_owned()),
        Some("enable") => (disabled(false), "enabled".to_owned()),
        Some("promote") => (is_admin(true), "administrator rights granted".to_owned()),
        Some("demote") => (is_admin(false), "administrator rights removed".to_owned()),
        Some("rename") => {
            let name = submitted.posted.find("username").unwrap_or_default().trim();
            username::check(name).map_err(|invalid| {
                let detail = format!("{name:?} cannot be a username: {invalid}.");
                ApiError::new(ErrorCode::InvalidParameter).detail(detail).try_again(pattern::AdminUsers)
            })?;
            (UserChange { username: Some(name.to_owned()), ..UserChange::default() }, format!("username {name} given"))
        }
        Some("delete") => {
            let event = submitted.admin.event(&app, EventKind::UserDeleted);
            let ended = finished(app.store.delete_user(user, app.rules(&registry), &event).await?)?;
            return Ok(done(&app, Route::AdminUsers, &Notice::UserDeleted(ended)));
        }
        Some("sign-out") => {
            let event = submitted.admin.event(&app, EventKind::SessionRevoked).detail("all sessions".to_owned());
            let ended = app.store.revoke_sessions(user, None, &event).await?;
            return Ok(done(&app, Route::AdminUsers, &Notice::SessionsEnded(ended)));
        }
        _ => return Err(ErrorCode::InvalidParameter.into()),
    };
    let event = submitted.admin.event(&app, EventKind::UserChanged).detail(detail);
    let changed = finished(app.store.change_user(user, change, app.rules(&registry), &event).await?)?;
    Ok(done(&app, Route::AdminUsers, &Notice::UserChanged(changed.sessions_ended)))
}

fn disabled(disabled: bool) -> UserChange {
    UserChange { disabled: Some(disabled), ..UserChange::default() }
}

fn is_admin(is_admin: bool) -> UserChange {
    UserChange { is_admin: Some(is_admin), ..UserChange::default() }
}

fn finished<T>(changed: ChangeOutcome<T>) -> Result<T, ApiError> {
    match changed {
        ChangeOutcome::Done(done) => Ok(done),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(ErrorCode::UsernameTaken) => {
            let detail = "Another user has or had this username, and applications may know them by it.";
            Err(ApiError::new(ErrorCode::UsernameTaken).detail(detail).try_again(pattern::AdminUsers))
        }
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
