//! `/account/second-factor`: a local administrator turns one-time codes on and off, and sees new recovery codes once.

use std::borrow::Cow;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use vestibule_core::{
    routes::{Route, pattern},
    secret::Secret,
};
use vestibule_store::{Factors, User};

use super::super::{Forms, Frame, Moment, form::Posted, notice::Notice, qr_code, render, texts};
use crate::{
    AppState,
    http::{
        answer::{see_other, to_login},
        api_error::ApiError,
        return_to::ReturnTo,
    },
    session,
    sign_in::second_factor::{
        enrolment::{self, Enrolment},
        manage,
    },
};

#[derive(Template)]
#[template(path = "account_second_factor.html")]
struct SecondFactorPage<'a> {
    frame: Frame<'a>,
    t: texts::SecondFactor,
    token: String,
    state: Step,
    /// Where a passkey is added, where there can be one.
    passkeys: Option<String>,
    t3: texts::Passkey,
    /// Where the person was on the way to.
    return_to: &'a str,
    /// The same, to go there.
    go_on: Cow<'a, str>,
}

/// What the page shows.
enum Step {
    /// One-time codes are off: a new secret to scan.
    Off { picture: String, secret: String, wrong: bool },
    /// They are on.
    On { since: Moment, recovery_codes: u64 },
    /// Recovery codes, this once.
    Codes(Vec<Secret>),
}

/// `GET /account/second-factor`
pub(super) async fn show(
    State(app): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let here = pattern::AccountSecondFactor;
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(to_login(&app.settings, here));
    };
    match manage::require_owner(&app, &current).await {
        Ok(()) => {}
        Err(error) => match error.try_again.clone() {
            Some(sign_in) => return Ok(see_other(sign_in)),
            None => return Err(error),
        },
    }
    let query = query.unwrap_or_default();
    let wanted = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "return_to").map(|(_, v)| v);
    let return_to = wanted.map_or_else(|| own_page(&app), |text| ReturnTo::parse(Some(&text), &app.settings));
    let factors = app.store.list_factors(current.user.id).await?;
    page(&app, &headers, &current.user, &factors, (&return_to, false))
}

/// `POST /account/second-factor`
pub(super) async fn confirm(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let code = posted.find("code").unwrap_or_default();
    let return_to =
        posted.find("return_to").map_or_else(|| own_page(&app), |to| ReturnTo::parse(Some(to), &app.settings));
    match manage::confirm(&app, &posted.current, (&posted.client, &posted.headers), code).await? {
        Some(codes) => {
            let mut response = shown(&app, &posted.headers, Step::Codes(codes), &return_to);
            response.headers_mut().append(header::SET_COOKIE, enrolment::removal(&app));
            Ok(response)
        }
        None => {
            let factors = app.store.list_factors(posted.current.user.id).await?;
            let mut response = page(&app, &posted.headers, &posted.current.user, &factors, (&return_to, true))?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// `POST /account/second-factor/recovery-codes`
pub(super) async fn replace_codes(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let codes = manage::replace_recovery_codes(&app, &posted.current, &posted.client).await?;
    Ok(shown(&app, &posted.headers, Step::Codes(codes), &own_page(&app)))
}

/// `POST /account/second-factor/remove`
pub(super) async fn remove(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    manage::remove(&app, &posted.current, &posted.client).await?;
    let mut response = see_other(Route::Account);
    response.headers_mut().append(header::SET_COOKIE, Notice::SecondFactorRemoved.cookie(&app));
    Ok(response)
}

fn page(
    app: &AppState,
    headers: &HeaderMap,
    user: &User,
    factors: &Factors,
    (return_to, wrong): (&ReturnTo, bool),
) -> Result<Response, ApiError> {
    if let Some(totp) = &factors.totp {
        let on = Step::On { since: Moment(totp.created_at), recovery_codes: factors.recovery_codes };
        return Ok(shown(app, headers, on, return_to));
    }
    let (enrolment, cookie) = Enrolment::begin(app, headers, user).map_err(|error| ApiError::internal(&error))?;
    let secret = enrolment.secret.base32().expose().as_bytes().chunks(4);
    let secret = secret.map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    let off = Step::Off { picture: qr_code::svg(&enrolment.url), secret, wrong };
    let mut response = shown(app, headers, off, return_to);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn shown(app: &AppState, headers: &HeaderMap, state: Step, return_to: &ReturnTo) -> Response {
    let frame = Frame::new(app, headers);
    let template = SecondFactorPage {
        t: frame.language.second_factor(),
        token: session::form_token(app, headers).unwrap_or_default(),
        state,
        passkeys: app
            .passkeys
            .is_available()
            .then(|| Route::AccountPasskeys.with_query([("return_to", return_to.as_str())])),
        t3: frame.language.passkey(),
        return_to: return_to.as_str(),
        go_on: return_to.location(&app.settings),
        frame,
    };
    render(app, &template, Forms::StayHere)
}

fn own_page(app: &AppState) -> ReturnTo {
    ReturnTo::own(pattern::Account, &app.settings)
}
