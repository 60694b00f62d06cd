//! `/device`: a person types in the code that a device shows, and is asked whether it may sign in as them.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use vestibule_apps::Parameters;
use vestibule_core::{code::ErrorCode, routes::Route};

use super::{
    super::{Forms, Frame, form::Posted, render, texts::Apps},
    scope_words::scope_words,
};
use crate::{
    AppState,
    apps::WaitingDevice,
    http::{answer::to_login, api_error::ApiError, assets, client::Client},
    session::{self, CurrentSession},
};

const USER_CODE: &str = "user_code";

#[derive(Template)]
#[template(path = "device.html")]
struct DevicePage<'a> {
    frame: Frame<'a>,
    t: Apps,
    step: Step,
}

/// What the page shows.
enum Step {
    /// A field for the code; with a sentence when the last one was wrong.
    Enter { wrong: bool },
    /// The question.
    Confirm(Question),
    /// The device goes on.
    Done { app: String, allowed: bool },
}

struct Question {
    token: String,
    code: String,
    app: String,
    icon: String,
    account: String,
    scopes: Vec<&'static str>,
}

/// `GET /device`
pub(super) async fn ask(
    State(app): State<AppState>,
    client: Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    let typed = query.hint(USER_CODE);
    let Some(current) = session::find(&app, &headers).await? else {
        let here = Route::Device.with_query(typed.map(|typed| (USER_CODE, typed)));
        return Ok(to_login(&app.settings, here));
    };
    let Some(typed) = typed else { return Ok(show(&app, &headers, Step::Enter { wrong: false })) };
    let Some(device) = WaitingDevice::find(app.apps(), &client, typed).await? else {
        return Ok(show(&app, &headers, Step::Enter { wrong: true }));
    };
    Ok(show(&app, &headers, Step::Confirm(question(&app, &headers, &current, &device))))
}

/// `POST /device`
pub(super) async fn answer(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let allowed = match posted.find("answer") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return Err(ErrorCode::InvalidRequest.into()),
    };
    let typed = posted.find(USER_CODE).unwrap_or_default();
    let step = match WaitingDevice::find(app.apps(), &posted.client, typed).await? {
        Some(device) if device.answer(app.apps(), &posted.client, &posted.current, allowed).await? => {
            Step::Done { app: device.app.name.clone(), allowed }
        }
        _ => Step::Enter { wrong: true },
    };
    Ok(show(&app, &posted.headers, step))
}

fn question(app: &AppState, headers: &HeaderMap, current: &CurrentSession, device: &WaitingDevice) -> Question {
    let t = Frame::new(app, headers).language.apps();
    let email = current.access().email.as_ref().map(|email| email.address.as_str());
    Question {
        token: session::form_token(app, headers).unwrap_or_default(),
        code: device.code.to_string(),
        app: device.app.name.clone(),
        icon: assets::icon(device.app.icon.as_deref()),
        account: email.map_or_else(|| current.user.username.clone(), str::to_owned),
        scopes: scope_words(t, &device.scopes),
    }
}

fn show(app: &AppState, headers: &HeaderMap, step: Step) -> Response {
    let frame = Frame::new(app, headers);
    let wrong = matches!(step, Step::Enter { wrong: true });
    let mut response = render(app, &DevicePage { t: frame.language.apps(), frame, step }, Forms::StayHere);
    if wrong {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}
