//! `/account/tokens`: personal access tokens, for programs that cannot sign in. A new one is shown once.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use vestibule_apps::{App, LONGEST_LIFETIME_DAYS, LONGEST_TOKEN_NAME, TokenWish, TokenWishError, USUAL_LIFETIME_DAYS};
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, PersonalTokenId},
    routes::{Route, pattern},
    secret::Secret,
};
use vestibule_store::{MOST_PERSONAL_TOKENS, PersonalToken};

use super::super::{Forms, Frame, Moment, form::Posted, notice::Notice, render, texts};
use crate::{
    AppState,
    apps::{make_own_token, revoke_own_token},
    http::{
        answer::{see_other, to_login},
        api_error::ApiError,
        assets,
    },
    session::{self, CurrentSession},
};

#[derive(Template)]
#[template(path = "account_tokens.html")]
struct TokensPage<'a> {
    frame: Frame<'a>,
    t: texts::PersonalToken,
    /// Of the session, for the forms.
    csrf: String,
    notice: Option<String>,
    tokens: Vec<TokenRow>,
    /// The token that was just made, with its name.
    made: Option<(String, Secret)>,
    addition: Addition,
}

/// A token, as its person and administrators see it.
pub(in crate::pages) struct TokenRow {
    pub(in crate::pages) id: PersonalTokenId,
    pub(in crate::pages) name: String,
    /// Hosts, and apps by their names.
    pub(in crate::pages) places: String,
    pub(in crate::pages) ends: Moment,
    pub(in crate::pages) has_ended: bool,
    pub(in crate::pages) last_used: Option<Moment>,
}

/// Whether another one can be made.
enum Addition {
    /// After signing in again.
    NotFresh(String),
    Full,
    Free(Box<TokenForm>),
}

/// The form, with what was typed.
#[derive(Default)]
struct TokenForm {
    name: String,
    days: String,
    hosts: String,
    apps: Vec<AppChoice>,
    /// The field that is wrong, and why.
    wrong: Option<(&'static str, String)>,
}

struct AppChoice {
    id: String,
    name: String,
    icon: String,
    host: String,
    chosen: bool,
}

/// `GET /account/tokens`
pub(super) async fn show(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(to_login(&app.settings, pattern::AccountTokens));
    };
    page(&app, (&headers, &current), None, empty_form()).await
}

/// `POST /account/tokens`: makes one, and shows it.
pub(super) async fn create(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let sent = |name: &str| posted.find(name).unwrap_or_default();
    let chosen: Vec<&str> = posted.fields().filter(|(name, _)| *name == "app").map(|(_, id)| id).collect();
    let apps = app.registry.load().apps.clone();
    let here = (&posted.headers, &posted.current);
    match TokenWish::read(sent("name"), sent("days"), (sent("hosts"), &chosen), &apps) {
        Ok(wish) => {
            let (made, token) = make_own_token(app.apps(), (&posted.current, &posted.client), &wish).await?;
            page(&app, here, Some((made.name, token)), empty_form()).await
        }
        Err(error) => {
            let t = texts::Language::of(&posted.headers).personal_token();
            let typed = |name: &str| sent(name).to_owned();
            let choices = chosen.iter().map(|id| AppChoice::only((*id).to_owned())).collect();
            let (name, days, hosts) = (typed("name"), typed("days"), typed("hosts"));
            let form = TokenForm { name, days, hosts, apps: choices, wrong: Some(explain(error, t)) };
            let mut response = page(&app, here, None, form).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// `POST /account/tokens/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<AppState>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, ApiError> {
    revoke_own_token(app.apps(), (&posted.current, &posted.client), &id).await?;
    let mut response = see_other(Route::AccountTokens);
    response.headers_mut().append(header::SET_COOKIE, Notice::PersonalTokenRevoked.cookie(&app));
    Ok(response)
}

/// The rows of a person's tokens.
pub(in crate::pages) fn rows(app: &AppState, tokens: Vec<PersonalToken>, now: Timestamp) -> Vec<TokenRow> {
    let apps = app.registry.load().apps.clone();
    let name = |id: &AppId| apps.find(id).map_or_else(|| id.to_string(), |app| app.name.clone());
    let row = |token: PersonalToken| {
        let hosts = token.scope.hosts.iter().map(ToString::to_string);
        TokenRow {
            places: hosts.chain(token.scope.apps.iter().map(name)).collect::<Vec<_>>().join(", "),
            id: token.id,
            name: token.name,
            ends: Moment(token.expires_at),
            has_ended: token.expires_at <= now,
            last_used: token.last_used_at.map(Moment),
        }
    };
    tokens.into_iter().map(row).collect()
}

fn empty_form() -> TokenForm {
    TokenForm { days: USUAL_LIFETIME_DAYS.to_string(), ..TokenForm::default() }
}

async fn page(
    app: &AppState,
    (headers, current): (&HeaderMap, &CurrentSession),
    made: Option<(String, Secret)>,
    form: TokenForm,
) -> Result<Response, ApiError> {
    let frame = Frame::new(app, headers);
    let tokens = app.store.list_personal_tokens(current.user.id).await?;
    let addition = match session::sign_in_again(app, current, pattern::AccountTokens) {
        Some(sign_in) => Addition::NotFresh(sign_in),
        None if tokens.len() >= MOST_PERSONAL_TOKENS => Addition::Full,
        None => Addition::Free(Box::new(TokenForm { apps: choices(app, current, &form), ..form })),
    };
    let template = TokensPage {
        t: frame.language.personal_token(),
        csrf: session::form_token(app, headers).unwrap_or_default(),
        notice: Notice::find(app, headers, frame.language),
        tokens: rows(app, tokens, app.clock.now()),
        made,
        addition,
        frame,
    };
    let mut response = render(app, &template, Forms::StayHere);
    if template.notice.is_some() {
        Notice::forget(app, response.headers_mut());
    }
    Ok(response)
}

/// The apps that the person may open and that have a host.
fn choices(app: &AppState, current: &CurrentSession, form: &TokenForm) -> Vec<AppChoice> {
    let apps = app.registry.load().apps.clone();
    let chosen = |of: &App| form.apps.iter().any(|choice| choice.id == of.id.as_str());
    let choice = |of: &App| {
        Some(AppChoice {
            id: of.id.to_string(),
            name: of.name.clone(),
            icon: assets::picture_or_icon(of.picture.as_deref(), of.icon.as_deref()),
            host: of.host()?,
            chosen: chosen(of),
        })
    };
    let admitted = apps.iter().filter(|of| of.admits(current.access(), current.session.provider.as_ref()));
    let mut choices: Vec<_> = admitted.filter_map(|of| choice(of)).collect();
    choices.sort_by_cached_key(|choice| choice.name.to_lowercase());
    choices
}

impl TokenForm {
    fn why(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|(wrong, _)| *wrong == field).map(|(_, why)| why.as_str())
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.why(field).is_some()
    }
}

impl AppChoice {
    /// One of which only the id is known.
    fn only(id: String) -> Self {
        Self { id, name: String::new(), icon: String::new(), host: String::new(), chosen: true }
    }
}

/// The field that is wrong, and why.
fn explain(error: TokenWishError, t: texts::PersonalToken) -> (&'static str, String) {
    match error {
        TokenWishError::Name => ("name", t.wrong_name(LONGEST_TOKEN_NAME as u64)),
        TokenWishError::Days => ("days", t.wrong_days(LONGEST_LIFETIME_DAYS as u64)),
        TokenWishError::Host(text) => ("hosts", t.wrong_host(text)),
        TokenWishError::App(text) => ("hosts", t.wrong_app(text)),
        TokenWishError::Nowhere => ("hosts", t.wrong_nowhere().to_owned()),
        TokenWishError::TooMany => ("hosts", t.wrong_too_many().to_owned()),
    }
}
