//! `/admin/users`: who is here, and with which rights.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{
    access::Access,
    ids::{ProviderId, UserId},
};
use vestibule_store::{SessionFilter, User, UserFilter};

use super::{
    super::{Forms, Frame, Moment, render},
    extract::AdminPage,
    shell::{Section, Shell, set},
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
    /// The query of this page of the list, for the way back.
    back: String,
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
    let pairs = ["q", "before"].into_iter().filter_map(|name| Some((name, request.find(name)?)));
    let back = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let template = UsersPage { frame, shell, query, rows, next, back };
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

/// All live sessions of a user, or of everybody.
pub(super) fn session_filter(request: &AdminPage) -> SessionFilter {
    SessionFilter {
        user: request.find("user").and_then(|id| id.parse().ok()),
        before: request.find("before").and_then(|id| id.parse().ok()),
        limit: PAGE,
    }
}
