//! `/account/passkeys`: a local administrator sees, adds and removes passkeys. Adding one is done by a script, which asks the
//! API; everything else works without.

use std::borrow::Cow;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
    routing::{get, post},
};
use http::{HeaderMap, header};
use vestibule_core::{
    code::ErrorCode,
    ids::PasskeyId,
    routes::{Route, pattern},
};
use vestibule_store::MOST_PASSKEYS;

use super::super::{Forms, Frame, Moment, device, form::Posted, notice::Notice, render, texts};
use crate::{
    AppState,
    http::{
        answer::{see_other, to_login},
        api_error::ApiError,
        return_to::ReturnTo,
        routes::Routes,
    },
    session,
    sign_in::passkey::manage,
};

#[derive(Template)]
#[template(path = "account_passkeys.html")]
struct PasskeysPage<'a> {
    frame: Frame<'a>,
    t: texts::Passkey,
    t2: texts::SecondFactor,
    token: String,
    passkeys: Vec<PasskeyRow>,
    addition: Addition,
    /// Why the last one was not added, and what to do.
    problem: Option<(&'static str, &'static str)>,
    /// Whether one was just added.
    added: bool,
    /// This page, on the same way.
    here: String,
    /// Where the person was on the way to.
    leads_to_account: bool,
    return_to: Cow<'a, str>,
}

struct PasskeyRow {
    id: PasskeyId,
    name: String,
    created_at: Moment,
    last_used: Option<Moment>,
    /// The host that it works at, where that is not ours.
    elsewhere: Option<String>,
}

/// Whether another one can be added.
enum Addition {
    /// Browsers have none for this address.
    Unavailable {
        address: String,
    },
    Full,
    /// With a name that is likely right.
    Free {
        name: String,
    },
}

#[derive(Default)]
struct Query {
    return_to: Option<String>,
    error: Option<ErrorCode>,
    added: bool,
}

impl Query {
    fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "return_to" => parsed.return_to = Some(value.into_owned()),
                "error" => parsed.error = ErrorCode::parse(&value),
                "added" => parsed.added = true,
                _ => {}
            }
        }
        parsed
    }
}

/// The page, and its form.
pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.route(pattern::AccountPasskeys, get(show)).route(pattern::AccountRemovePasskey, post(remove))
}

/// `GET /account/passkeys`
async fn show(
    State(app): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(to_login(&app.settings, pattern::AccountPasskeys));
    };
    if let Err(error) = manage::require_owner(&app, &current).await {
        return error.try_again.clone().map(see_other).ok_or(error);
    }
    let query = Query::parse(&query.unwrap_or_default());
    let return_to = match &query.return_to {
        Some(wanted) => ReturnTo::parse(Some(wanted), &app.settings),
        None => ReturnTo::own(pattern::Account, &app.settings),
    };
    let frame = Frame::new(&app, &headers);
    let (t, language) = (frame.language.passkey(), frame.language);
    let known = app.store.list_passkeys(current.user.id).await?;
    let addition = match known.len() {
        _ if !app.passkeys.is_available() => Addition::Unavailable { address: app.passkeys.id().to_owned() },
        MOST_PASSKEYS.. => Addition::Full,
        _ => Addition::Free { name: suggested_name(current.session.user_agent.as_deref(), t, language) },
    };
    let row = |passkey: vestibule_store::Passkey| PasskeyRow {
        id: passkey.id,
        name: passkey.name,
        created_at: Moment(passkey.created_at),
        last_used: passkey.last_used_at.map(Moment),
        elsewhere: (passkey.rp_id != app.passkeys.id()).then_some(passkey.rp_id),
    };
    let template = PasskeysPage {
        t,
        t2: language.second_factor(),
        token: session::form_token(&app, &headers).unwrap_or_default(),
        passkeys: known.into_iter().map(row).collect(),
        addition,
        problem: query.error.map(|code| (texts::title(code, language), texts::what_to_do(code, language))),
        added: query.added,
        here: Route::AccountPasskeys.with_query([("return_to", return_to.as_str())]),
        leads_to_account: return_to.own_path(&app.settings) == Some(pattern::Account),
        return_to: return_to.location(&app.settings),
        frame,
    };
    Ok(render(&app, &template, Forms::StayHere))
}

/// `POST /account/passkeys/{id}/remove`
async fn remove(State(app): State<AppState>, Path(id): Path<String>, posted: Posted) -> Result<Response, ApiError> {
    manage::remove(&app, &posted.current, &posted.client, &id).await?;
    let mut response = see_other(Route::Account);
    response.headers_mut().append(header::SET_COOKIE, Notice::PasskeyRemoved.cookie(&app));
    Ok(response)
}

/// The browser and the system, as far as they are known.
fn suggested_name(user_agent: Option<&str>, t: texts::Passkey, language: texts::Language) -> String {
    match device::names(user_agent) {
        (Some(browser), Some(system)) => language.account().device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t.default_name().to_owned(),
    }
}
