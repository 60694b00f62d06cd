//! `/account/password`: an administrator with a password chooses another one. The one that they have is asked for, and all other
//! sessions end.

use askama::Template;
use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode, header};
use vestibule_core::{
    code::ErrorCode,
    ids::Ref,
    routes::{Route, pattern},
    secret::Secret,
};
use vestibule_store::{Actor, AuditEvent, EventKind, PasswordChange};

use super::super::{Forms, Frame, form::Posted, notice::Notice, render, setup, texts};
use crate::{
    AppState,
    http::{
        answer::{see_other, to_login},
        api_error::ApiError,
    },
    session,
    sign_in::password_queue::Lane,
};

#[derive(Template)]
#[template(path = "account_password.html")]
struct PasswordPage<'a> {
    frame: Frame<'a>,
    t: texts::Account,
    /// Words about new passwords.
    t2: texts::Setup,
    token: String,
    email: &'a str,
    /// The field that has to be corrected, and why.
    wrong: Option<(&'static str, &'static str)>,
}

/// `GET /account/password`
pub(super) async fn show(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(to_login(&app.settings, pattern::AccountPassword));
    };
    let email = current.user.local.email.as_ref().filter(|_| current.user.has_password).ok_or(ErrorCode::NotFound)?;
    Ok(page(&app, &headers, email.as_str(), None))
}

/// `POST /account/password`
pub(super) async fn change(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let user = &posted.current.user;
    let email = user.local.email.clone().filter(|_| user.has_password).ok_or(ErrorCode::NotFound)?;
    let field = |name: &str| Secret::new(posted.find(name).unwrap_or_default());
    let t2 = texts::Language::of(&posted.headers).setup();
    let refused = |field, words| Ok(page(&app, &posted.headers, email.as_str(), Some((field, words))));
    // As at the login page, for somebody who found a browser that is signed in.
    app.limits.password.count(posted.client.address)?;
    app.account_limits.count_address(email.folded())?;
    let found = app.store.find_password_of(user.id).await?.ok_or(ErrorCode::NotFound)?;
    if !app.passwords.check(Lane::Known, field("current"), Some(found.password_hash.clone())).await? {
        return refused("current", texts::Language::of(&posted.headers).account().password_wrong());
    }
    if field("password") != field("again") {
        return refused("again", t2.problem_different());
    }
    let password_hash = match app.passwords.hash((field("password"), email.clone()), app.random.clone()).await? {
        Ok(hash) => hash,
        Err(problem) => return refused("password", setup::words(problem, t2)),
    };
    let event = AuditEvent::new(EventKind::UserChanged, Ref::generate(&*app.random))
        .actor(Actor::User(user.id))
        .address(posted.client.address.to_string())
        .detail("password changed by its owner".to_owned());
    let change =
        PasswordChange { user: user.id, digest: found.digest(), password_hash, session: posted.current.session.id };
    let Some(ended) = app.store.change_password(&change, &event).await? else {
        return refused("current", texts::Language::of(&posted.headers).account().password_wrong());
    };
    let mut response = see_other(Route::Account);
    response.headers_mut().append(header::SET_COOKIE, Notice::PasswordChanged(ended).cookie(&app));
    Ok(response)
}

fn page(app: &AppState, headers: &HeaderMap, email: &str, wrong: Option<(&'static str, &'static str)>) -> Response {
    let frame = Frame::new(app, headers);
    let template = PasswordPage {
        t: frame.language.account(),
        t2: frame.language.setup(),
        token: session::form_token(app, headers).unwrap_or_default(),
        frame,
        email,
        wrong,
    };
    let mut response = render(app, &template, Forms::StayHere);
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
