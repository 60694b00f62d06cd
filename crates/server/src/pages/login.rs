//! `GET /login`: one button per provider, and what went wrong the last time.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use vestibule_core::{code::ErrorCode, ids::Ref, public_url::PublicUrl};
use vestibule_registry::Slot;

use super::{Forms, assets, render, texts};
use crate::{App, answer::see_other, cookies, failure::Failure, password, session, sign_in::return_to::ReturnTo};

struct Button {
    name: String,
    icon: String,
    url: String,
}

/// What went wrong, read back from our own redirect. The URL is anybody's to write, so everything in it is matched
/// against what we could have written, and shown as text.
struct Problem {
    code: ErrorCode,
    reference: Option<Ref>,
    provider: Option<String>,
    try_again: Option<String>,
}

impl Problem {
    fn title(&self) -> &'static str {
        // The same code for a visitor who is not signed in and for a wrong password; here it is the latter.
        if self.code == ErrorCode::Unauthenticated { "The address or the password is wrong" } else { self.code.title() }
    }
    fn what_to_do(&self) -> &'static str {
        texts::what_to_do(self.code)
    }
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    css: &'static str,
    buttons: Vec<Button>,
    problem: Option<Problem>,
    signed_out: bool,
    password: bool,
    return_to: String,
}

#[derive(Default)]
struct Query {
    return_to: Option<String>,
    error: Option<ErrorCode>,
    provider: Option<String>,
    reference: Option<Ref>,
}

impl Query {
    fn parse(query: Option<&str>) -> Self {
        let mut parsed = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*key {
                "return_to" => parsed.return_to = Some(value.into_owned()),
                "error" => parsed.error = ErrorCode::parse(&value),
                "provider" => parsed.provider = Some(value.into_owned()),
                "ref" => parsed.reference = Ref::parse(&value),
                _ => {}
            }
        }
        parsed
    }
}

pub(crate) async fn login(
    State(app): State<App>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = Query::parse(query.as_deref());
    let return_to = ReturnTo::parse(query.return_to.as_deref(), &app.settings);
    if query.error.is_none() && session::find(&app, &headers).await?.is_some() {
        return Ok(see_other(return_to.as_str()));
    }
    Ok(page(&app, &query, &return_to, false).await)
}

/// The login page as the front page of a visitor; after a sign-out it says so, once.
pub(super) async fn front(app: &App, headers: &HeaderMap) -> Response {
    let public_url = &app.settings.public_url;
    let name = cookies::signed_out_name(public_url);
    let signed_out = cookies::find(headers, &name).is_some();
    let mut response = page(app, &Query::default(), &ReturnTo::default(), signed_out).await;
    if signed_out {
        response.headers_mut().append(header::SET_COOKIE, cookies::remove(public_url, &name));
    }
    response
}

async fn page(app: &App, query: &Query, return_to: &ReturnTo, signed_out: bool) -> Response {
    let registry = app.registry.load();
    let parameter = return_to.as_parameter();
    let authorize = |slot: &Slot| {
        let path = PublicUrl::authorize_path(&slot.id);
        if parameter.is_empty() { path } else { format!("{path}?{}", &parameter[1..]) }
    };
    let button = |slot: &Arc<Slot>| Button {
        name: slot.display_name.to_string(),
        icon: assets::icon(slot.icon()),
        url: authorize(slot),
    };
    let of_problem = query.provider.as_deref().and_then(|id| registry.find(id)).filter(|slot| slot.enabled());
    let problem = query.error.map(|code| Problem {
        code,
        reference: query.reference.clone(),
        provider: of_problem.map(|slot| slot.display_name.to_string()),
        try_again: of_problem.filter(|slot| slot.ready().is_some()).map(|slot| authorize(slot)),
    });
    let template = LoginPage {
        css: assets::url("app.css"),
        buttons: registry.buttons.iter().map(button).collect(),
        problem,
        signed_out,
        password: password::is_offered(app).await,
        return_to: return_to.as_str().to_owned(),
    };
    render(app, &template, Forms::StayHere).into_response()
}
