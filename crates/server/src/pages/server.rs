//! `GET /login/server`: asks a person which server they have an account at, where each may have another one.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    driver::Asks,
    ids::Ref,
    routes::{Route, pattern},
};

use super::{Forms, Frame, render, texts};
use crate::{
    AppState,
    http::{answer::see_other, assets, openapi::Endpoint, return_to::ReturnTo},
    sign_in::{FOR_LINK, RETURN_TO, SERVER, asked_by},
};

/// No parameter of ours is longer.
const MAX_PARAMETER: usize = 512;

#[derive(Template)]
#[template(path = "server.html")]
struct ServerPage<'a> {
    frame: Frame<'a>,
    t: texts::Login,
    provider: &'a str,
    icon: String,
    asks: &'a Asks,
    /// Where the form goes, and how.
    action: String,
    method: &'static str,
    /// What the sign-in goes on with.
    kept: Vec<(&'static str, String)>,
    /// What was entered before.
    entered: String,
    /// What was wrong with it, what to do, and the reference.
    problem: Option<(&'static str, &'static str, Option<Ref>)>,
}

pub(crate) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::ServerPage, show, |operation| {
        operation
            .named("serverPage", "Page that asks for a server")
            .tag("sign-in")
            .query("provider", "The provider whose server each person chooses.", json!({ "type": "string" }))
            .query("return_to", RETURN_TO, json!({ "type": "string" }))
            .content::<String>(StatusCode::OK, "The page.", "text/html")
            .empty(StatusCode::SEE_OTHER, "To the login page, if the provider asks for no server.")
    })
}

async fn show(State(app): State<AppState>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    app.lifecycle.started().await;
    let query = query.unwrap_or_default();
    let find = |name: &str| {
        let mut found = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.into_owned()).filter(|value| value.len() <= MAX_PARAMETER)
    };
    let return_to = ReturnTo::parse(find("return_to").as_deref(), &app.settings);
    let registry = app.registry.load();
    let slot = find("provider").and_then(|id| registry.find(&id).cloned()).filter(|slot| slot.enabled());
    let Some((slot, asks)) = slot.as_ref().and_then(|slot| Some((slot, asked_by(slot)?))) else {
        return see_other(Route::Login.with_query(return_to.query()));
    };
    let linking = find(FOR_LINK).is_some();
    let frame = Frame::new(&app, &headers);
    let language = frame.language;
    let code = find("error").and_then(|code| ErrorCode::parse(&code));
    let problem = code.map(|code| {
        let reference = find("ref").and_then(|text| Ref::parse(&text));
        (texts::title(code, language), texts::what_to_do(code, language), reference)
    });
    let hints = ["login_hint", "prompt", "ui_locales"].into_iter().filter_map(|name| Some((name, find(name)?)));
    let back = return_to.query().map(|(name, value)| (name, value.to_owned()));
    let template = ServerPage {
        t: language.login(),
        frame,
        provider: &slot.display_name,
        icon: assets::icon_of(slot),
        asks,
        action: if linking { Route::StartLink(&slot.id).path() } else { Route::Authorize(&slot.id).path() },
        method: if linking { "post" } else { "get" },
        kept: if linking { Vec::new() } else { back.into_iter().chain(hints).collect() },
        entered: find(SERVER).unwrap_or_default(),
        problem,
    };
    // The form leads to a server that nobody knows before.
    render(&app, &template, Forms::Leave)
}
