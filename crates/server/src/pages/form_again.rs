//! A filled-in form whose session has ended: what was typed comes back as it was.
//!
//! ```text
//! POST ── no session ──▶ a page with all fields sealed, and a link to sign in in another tab
//!   └── Continue ── a session ──▶ the form again, to be looked at and sent once more; nothing is done before
//! ```
//! The fields are sealed for the path and for a cookie of this browser, for ten minutes. Nothing is written for a request
//! that nobody has signed in for.

use askama::Template;
use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use vestibule_core::{
    code::ErrorCode,
    random::token_128,
    routes::{Route, pattern},
};

use super::{
    Forms, Frame,
    form::{Posted, has_token, parse},
    kept_secrets::LIVES,
    render,
    texts::{Form, Language},
};
use crate::{
    AppState,
    http::{
        answer::wants_html, api_error::ApiError, cookies, own_request::OwnRequest, return_to::ReturnTo, sealed_cookie,
    },
    session,
};

/// The field that has all others.
const AGAIN: &str = "again";
/// The field of the button that was pressed.
const ACTION: &str = "action";

/// A filled-in form of a signed-in person.
pub(super) struct Submission {
    pub(super) posted: Posted,
    /// Whether it is from another session than this one, or was kept while there was none.
    pub(super) again: bool,
}

impl FromRequest<AppState> for Submission {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        match Self::read(request, app).await {
            Ok(read) => read,
            Err(failure) => Err(failure.into_response()),
        }
    }
}

impl Submission {
    async fn read(request: Request, app: &AppState) -> Result<Result<Self, Response>, ApiError> {
        let path = request.uri().path().to_owned();
        let OwnRequest { client, headers, body } = OwnRequest::from_request(request, app).await?;
        let sent = parse(&body);
        let kept = sent.iter().find(|(name, _)| name == AGAIN).map(|(_, sealed)| open(app, &headers, &path, sealed));
        // A page of this session may say what is to be done with what was kept.
        let is_own = has_token(app, &headers, &sent);
        let fields = match kept {
            None => sent,
            Some(Some(fields)) if is_own => with_action(fields, sent),
            Some(Some(fields)) => fields,
            Some(None) => {
                let gone = Language::of(&headers).form().gone();
                return Err(ApiError::new(ErrorCode::StateExpired).status(400).detail(gone).try_again(path));
            }
        };
        let Some(current) = session::find(app, &headers).await? else {
            if !wants_html(&headers) {
                return Err(ErrorCode::Unauthenticated.into());
            }
            return page(app, &headers, &path, fields).map(Err);
        };
        Ok(Ok(Self { posted: Posted::new(app, current, (client, headers, path), fields), again: !is_own }))
    }
}

/// The fields that were kept, with the button that was pressed now.
fn with_action(mut kept: Vec<(String, String)>, sent: Vec<(String, String)>) -> Vec<(String, String)> {
    kept.retain(|(name, _)| name != ACTION);
    kept.extend(sent.into_iter().filter(|(name, _)| name == ACTION));
    kept
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    until: i64,
    fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "session_ended.html")]
struct SessionEndedPage<'a> {
    frame: Frame<'a>,
    t: Form,
    action: &'a str,
    login: String,
    sealed: String,
}

fn place(path: &str, browser: &str) -> String {
    format!("again{path}/{browser}")
}

/// Seals a form for a browser: the value of the field [`AGAIN`], and the cookie that goes with it.
pub(super) fn seal(
    app: &AppState,
    path: &str,
    fields: Vec<(String, String)>,
) -> Result<(String, HeaderValue), ApiError> {
    let browser = token_128(&*app.random);
    let until = (app.clock.now() + LIVES).timestamp_millis();
    let sealed = sealed_cookie::seal(app, &place(path, &browser), &Sealed { until, fields });
    let public_url = &app.settings.public_url;
    let cookie = cookies::set(public_url, &cookies::form_name(public_url), &browser, LIVES);
    Ok((sealed.map_err(|error| ApiError::internal(&error))?, cookie))
}

/// The page that says that the session has ended.
fn page(app: &AppState, headers: &HeaderMap, path: &str, fields: Vec<(String, String)>) -> Result<Response, ApiError> {
    let (sealed, cookie) = seal(app, path, fields)?;
    let frame = Frame::new(app, headers);
    let login = Route::Login.with_query(ReturnTo::own(pattern::Account, &app.settings).query());
    let template = SessionEndedPage { t: frame.language.form(), frame, action: path, login, sealed };
    let mut response = render(app, &template, Forms::StayHere);
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie"));
    Ok(response)
}

/// The fields that were sealed for this path and this browser; `None` when they are too old.
fn open(app: &AppState, headers: &HeaderMap, path: &str, sealed: &str) -> Option<Vec<(String, String)>> {
    let values = cookies::values(headers, &cookies::form_name(&app.settings.public_url));
    let mut opened = values.iter().filter_map(|browser| sealed_cookie::open(app, &place(path, browser), sealed));
    let found: Sealed = opened.next()?;
    (app.clock.now().timestamp_millis() <= found.until).then_some(found.fields)
}
