//! `/admin/tokens`: the API tokens, and the end of one. They are made at the shell only, so that a browser that somebody else
//! uses for a moment cannot make a token that outlives it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::{code::ErrorCode, ids::TokenId, routes::pattern};
use vestibule_store::{ApiToken, EventKind};

use super::{
    super::{Forms, Frame, Moment, confirm::Question, notice::Notice, render, texts::Language},
    extract::{AdminForm, AdminPage},
    shell::{Section, Shell, done, set},
};
use crate::{AppState, http::api_error::ApiError};

#[derive(Template)]
#[template(path = "admin/tokens.html")]
struct TokensPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    rows: Vec<Row>,
}

struct Row {
    id: TokenId,
    name: String,
    created: Moment,
    expires: Option<Moment>,
    has_expired: bool,
    last_used: Option<Moment>,
}

/// `GET /admin/tokens`
pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let row = |token: ApiToken| Row {
        id: token.id,
        name: token.name,
        created: Moment(token.created_at),
        expires: token.expires_at.map(Moment),
        has_expired: token.expires_at.is_some_and(|at| at <= now),
        last_used: token.last_used_at.map(Moment),
    };
    let rows = app.store.list_tokens().await?.into_iter().map(row).collect();
    let (frame, shell) = set(&app, &request.headers, Section::Tokens);
    let template = TokensPage { frame, shell, rows };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// `POST /admin/tokens/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<AppState>,
    Path(id): Path<String>,
    AdminForm { admin, posted }: AdminForm,
) -> Result<Response, ApiError> {
    let absent = || ApiError::new(ErrorCode::NotFound).try_again(pattern::AdminTokens);
    let id: TokenId = id.parse().map_err(|_| absent())?;
    let token = app.store.list_tokens().await?.into_iter().find(|token| token.id == id).ok_or_else(absent)?;
    let t = Language::of(&posted.headers).confirm();
    let question = Question {
        title: t.revoke_token(&*token.name),
        consequences: vec![t.revoke_token_about().to_owned(), t.no_undo().to_owned()],
        yes: t.revoke_token_yes().to_owned(),
        back: pattern::AdminTokens.to_owned(),
        is_danger: true,
    };
    if let Some(response) = question.ask(&app, &posted) {
        return Ok(response);
    }
    let event = admin.event(&app, EventKind::TokenDeleted).detail(format!("token {}", token.name));
    if !app.store.delete_token(id, &event).await? {
        return Err(absent());
    }
    Ok(done(&app, pattern::AdminTokens, &Notice::TokenRevoked(token.name)))
}
