//! `GET /login`: one button per provider, and what went wrong the last time.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use chrono::Duration;
use http::{HeaderMap, StatusCode, header};
use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    ids::Ref,
    routes::{Route, pattern},
};
use vestibule_registry::{Registry, Slot};

use super::{
    Forms, Frame, render,
    texts::{self, Language},
};
use crate::{
    AppState,
    http::{
        answer::{ORIGIN_ALONE, see_other},
        api_error::ApiError,
        assets, cookies,
        openapi::Endpoint,
        page_load::is_navigation,
        return_to::ReturnTo,
    },
    session,
    sign_in::{RETURN_TO, pending_link::PendingLink},
};

/// What the cookie of a sign-out says once the page has said it.
const SAID: &str = "said";
/// How long automatic sign-in stays off after sign-out.
const STAYS_OUT: Duration = Duration::minutes(5);

struct Button {
    name: String,
    icon: String,
    url: String,
    /// Whether this browser used it last.
    last_used: bool,
}

/// What went wrong, read back from our own redirect. The URL is anybody's to write, so everything in it is matched
/// against what we could have written, and shown as text.
struct Problem {
    code: ErrorCode,
    title: &'static str,
    what_to_do: &'static str,
    reference: Option<Ref>,
    provider: Option<String>,
    try_again: Option<String>,
    /// The provider whose identity waits to be linked, and whether somebody is signed in who can do it now.
    waits: Option<(String, bool)>,
    /// For a signed-in administrator: what the audit log and the registry say.
    causes: Vec<String>,
}

/// What the button for passkeys needs.
struct PasskeyButton {
    t: texts::Passkey,
    icon: String,
    /// This page, for what went wrong.
    page: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    frame: Frame<'a>,
    t: texts::Login,
    buttons: Vec<Button>,
    problem: Option<Problem>,
    signed_out: bool,
    password: bool,
    /// None while nobody could use it.
    passkey: Option<PasskeyButton>,
    /// Shown instead of an empty page until an administrator exists.
    first_start: Option<texts::Setup>,
    return_to: &'a str,
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

pub(crate) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Login, login, |operation| {
        operation
            .named("loginPage", "Login page")
            .tag("sign-in")
            .query("return_to", RETURN_TO, json!({ "type": "string" }))
            .content::<String>(StatusCode::OK, "The page.", "text/html")
            .empty(StatusCode::SEE_OTHER, "To the only provider, if there is just one way to sign in.")
    })
}

async fn login(
    State(app): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::parse(query.as_deref());
    let return_to = ReturnTo::parse(query.return_to.as_deref(), &app.settings);
    let current = session::find(&app, &headers).await?;
    if query.error.is_none() && current.is_some() {
        return Ok(see_other(return_to.as_str()));
    }
    app.lifecycle.started().await;
    let registry = app.registry.load();
    let waits = query.error == Some(ErrorCode::AccountExists) && PendingLink::find(&app, &headers).is_some();
    // Whoever signs in now is asked whether to link what waits, and goes on from there.
    let return_to = if waits { PendingLink::link_page(&app) } else { return_to };
    let view = View { app: &app, headers: &headers, registry: &registry, return_to: &return_to };
    if query.error.is_none()
        && let Some(url) = view.only_way().await
    {
        return Ok(see_other(&url));
    }
    let for_administrator = current.as_ref().is_some_and(|current| current.access().is_admin());
    let mut problem = view.problem(&query, for_administrator).await;
    if let (true, Some(problem)) = (waits, &mut problem) {
        problem.waits = problem.provider.clone().map(|name| (name, current.is_some()));
    }
    Ok(view.page(problem, false).await)
}

/// The login page as the front page of a request; after a sign-out it says so, once.
pub(super) async fn front(app: &AppState, headers: &HeaderMap) -> Response {
    app.lifecycle.started().await;
    let public_url = &app.settings.public_url;
    let name = cookies::signed_out_name(public_url);
    let signed_out = cookies::find(headers, &name).is_some_and(|value| value != SAID);
    let view = View { app, headers, registry: &app.registry.load(), return_to: &ReturnTo::default() };
    let mut response = view.page(None, signed_out).await;
    if signed_out {
        let line = cookies::set(public_url, &name, SAID, STAYS_OUT);
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

/// One look at the login page.
struct View<'a> {
    app: &'a AppState,
    headers: &'a HeaderMap,
    registry: &'a Registry,
    return_to: &'a ReturnTo,
}

impl View<'_> {
    /// Where the only provider begins, for a browser that was on its way to another page. Not for one that opened the
    /// login page itself, nor after a sign-out, nor while another sign-in is pending: going back from the provider must
    /// lead to a page and not to the provider again.
    async fn only_way(&self) -> Option<String> {
        let [slot] = &*self.registry.login_providers else { return None };
        let public_url = &self.app.settings.public_url;
        let has = |name: &str| cookies::all(self.headers).any(|(found, _)| found.starts_with(name));
        let on_the_way = *self.return_to != ReturnTo::default() && is_navigation(self.headers);
        let stays = has(&cookies::signed_out_name(public_url))
            || has(&cookies::flow_prefix(public_url))
            || has(&cookies::link_name(public_url));
        if !on_the_way || stays || self.app.passwords.is_offered().await {
            return None;
        }
        Some(self.authorize(slot))
    }

    fn authorize(&self, slot: &Slot) -> String {
        Route::Authorize(&slot.id).with_query(self.return_to.query())
    }

    async fn problem(&self, query: &Query, for_administrator: bool) -> Option<Problem> {
        let code = query.error?;
        let language = Language::of(self.headers);
        let provider = query.provider.as_deref().and_then(|id| self.registry.find(id)).filter(|slot| slot.enabled());
        let reference = query.reference.clone();
        let causes = match for_administrator {
            true => self.causes(provider, reference.as_ref()).await,
            false => Vec::new(),
        };
        // The same code for a request who is not signed in and for a wrong password; here it is the latter.
        let title = match code {
            ErrorCode::Unauthenticated => language.login().wrong_password(),
            _ => texts::title(code, language),
        };
        Some(Problem {
            code,
            title,
            what_to_do: texts::what_to_do(code, language),
            reference,
            provider: provider.map(|slot| slot.display_name.to_string()),
            try_again: provider.filter(|slot| slot.ready().is_some()).map(|slot| self.authorize(slot)),
            waits: None,
            causes,
        })
    }

    /// What the audit log says under the reference, and what is wrong with the provider now.
    async fn causes(&self, provider: Option<&Arc<Slot>>, reference: Option<&Ref>) -> Vec<String> {
        let mut causes = Vec::new();
        if let Some(reference) = reference {
            let filter =
                vestibule_store::AuditFilter { reference: Some(reference.clone()), limit: 5, ..Default::default() };
            let events = self.app.store.list_audit(&filter).await.unwrap_or_else(|error| {
                tracing::error!(%error, "could not read the audit log");
                Vec::new()
            });
            causes.extend(events.into_iter().filter_map(|found| found.event.detail));
        }
        if let Some(slot) = provider {
            causes.extend(slot.faults.iter().map(|fault| fault.detail.clone()));
        }
        causes
    }

    async fn page(&self, problem: Option<Problem>, signed_out: bool) -> Response {
        let frame = Frame::new(self.app, self.headers);
        let last = cookies::last_used_name(&self.app.settings.public_url);
        let last = cookies::find(self.headers, &last);
        let several = self.registry.login_providers.len() > 1;
        let button = |slot: &Arc<Slot>| Button {
            name: slot.display_name.to_string(),
            icon: assets::icon_of(slot),
            url: self.authorize(slot),
            last_used: several && last == Some(slot.id.as_str()),
        };
        let password = self.app.passwords.is_offered().await;
        let passkey = self.app.passkeys.is_offered().await.then(|| PasskeyButton {
            t: frame.language.passkey(),
            icon: assets::icon(Some("key")),
            page: Route::Login.with_query(self.return_to.query()),
        });
        let empty = self.registry.login_providers.is_empty() && !password;
        let first_start = empty && !self.app.store.has_administrator().await.unwrap_or(true);
        let template = LoginPage {
            t: frame.language.login(),
            frame,
            buttons: self.registry.login_providers.iter().map(button).collect(),
            problem,
            signed_out,
            password,
            passkey,
            first_start: first_start.then(|| Language::of(self.headers).setup()),
            return_to: self.return_to.as_str(),
        };
        let mut response = render(self.app, &template, Forms::StayHere);
        // An upstream's page for cancelling leads back to where the person came from.
        response.headers_mut().insert(header::REFERRER_POLICY, ORIGIN_ALONE);
        response
    }
}
