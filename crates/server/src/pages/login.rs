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
    Forms, Frame,
    other_host::is_other_loopback,
    render,
    texts::{self, Language},
};
use crate::{
    AppState,
    apps::{PendingRequest, SignInFor},
    http::{
        answer::{ORIGIN_ALONE, see_other},
        api_error::ApiError,
        assets, cookies,
        openapi::Endpoint,
        page_load::is_navigation,
        return_to::ReturnTo,
    },
    session::{self, CurrentSession},
    sign_in::{RETURN_TO, pending_link::PendingLink, typed_address},
};

/// What the cookie of a sign-out says once the page has said it.
const SAID: &str = "said";
/// How long automatic sign-in stays off after sign-out.
const STAYS_OUT: Duration = Duration::minutes(5);

/// With more providers than these, the page has a search.
const FEW: usize = 8;

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
    /// What the person looks for among many providers; `None` where there are few.
    search: Option<String>,
    /// The address that was typed with a refused password.
    typed_address: Option<String>,
    /// Whether the password is what the person was just asked for.
    password_open: bool,
    /// Our address, and this page there.
    origin: &'a str,
    here: String,
    /// Whether the browser asked for another host than ours on this machine.
    other_host: bool,
    problem: Option<Problem>,
    signed_out: bool,
    password: bool,
    /// None while nobody could use it.
    passkey: Option<PasskeyButton>,
    /// Shown instead of an empty page until an administrator exists.
    first_start: Option<texts::Setup>,
    /// The app that the person is on the way to.
    sign_in_for: Option<String>,
    return_to: &'a str,
}

#[derive(Default)]
struct Query {
    return_to: Option<String>,
    error: Option<ErrorCode>,
    provider: Option<String>,
    reference: Option<Ref>,
    search: Option<String>,
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
                "q" => parsed.search = Some(value.into_owned()),
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
    let sign_in_for = PendingRequest::of_return_to(app.apps(), &headers, &return_to);
    let sign_in_for = sign_in_for.and_then(|pending| pending.sign_in_for(app.apps()));
    let is_enough = |current: &CurrentSession| {
        sign_in_for.as_ref().is_none_or(|sign_in| sign_in.is_done_by(&current.session, app.clock.now()))
    };
    if query.error.is_none() && current.as_ref().is_some_and(is_enough) {
        return Ok(see_other(return_to.as_str()));
    }
    app.lifecycle.started().await;
    let registry = app.registry.load();
    let waits = query.error == Some(ErrorCode::AccountExists) && PendingLink::find(&app, &headers).is_some();
    // Whoever signs in now is asked whether to link what waits, and goes on from there.
    let return_to = if waits { PendingLink::link_page(&app) } else { return_to };
    let sign_in_for = sign_in_for.as_ref();
    let view = View { app: &app, headers: &headers, registry: &registry, return_to: &return_to, sign_in_for };
    if query.error.is_none()
        && query.search.is_none()
        && let Some(url) = view.only_way().await
    {
        return Ok(see_other(&url));
    }
    let for_administrator = current.as_ref().is_some_and(|current| current.access().is_admin());
    let mut problem = view.problem(&query, for_administrator).await;
    if let (true, Some(problem)) = (waits, &mut problem) {
        problem.waits = problem.provider.clone().map(|name| (name, current.is_some()));
    }
    Ok(view.page(problem, query.search.as_deref(), false).await)
}

/// The login page as the front page of a request; after a sign-out it says so, once.
pub(super) async fn front(app: &AppState, headers: &HeaderMap) -> Response {
    app.lifecycle.started().await;
    let public_url = &app.settings.public_url;
    let name = cookies::signed_out_name(public_url);
    let signed_out = cookies::find(headers, &name).is_some_and(|value| value != SAID);
    let view =
        View { app, headers, registry: &app.registry.load(), return_to: &ReturnTo::default(), sign_in_for: None };
    let mut response = view.page(None, None, signed_out).await;
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
    /// The app that the person is on the way to.
    sign_in_for: Option<&'a SignInFor>,
}

impl View<'_> {
    /// Where the only provider begins, for a browser that was on its way to another page. Not for one that opened the
    /// login page itself, nor after a sign-out, nor while another sign-in is pending: going back from the provider must
    /// lead to a page and not to the provider again.
    async fn only_way(&self) -> Option<String> {
        let offered = self.providers();
        let preselected = self.sign_in_for.and_then(|sign_in| sign_in.preselected.as_deref());
        let preselected = offered.iter().find(|slot| Some(slot.id.as_str()) == preselected);
        if let Some(slot) = preselected.filter(|_| is_navigation(self.headers)) {
            return Some(self.authorize(slot));
        }
        let [slot] = *offered else { return None };
        let public_url = &self.app.settings.public_url;
        let has = |name: &str| cookies::all(self.headers).any(|(found, _)| found.starts_with(name));
        let on_the_way = *self.return_to != ReturnTo::default() && is_navigation(self.headers);
        let stays = has(&cookies::signed_out_name(public_url))
            || has(&cookies::flow_prefix(public_url))
            || has(&cookies::link_name(public_url));
        if !on_the_way || stays || self.offers_local(self.app.passwords.is_offered().await) {
            return None;
        }
        Some(self.authorize(slot))
    }

    fn authorize(&self, slot: &Slot) -> String {
        let hints = self.sign_in_for.iter().flat_map(|sign_in| &sign_in.hints);
        let hints = hints.map(|(name, value)| (*name, value.as_str()));
        Route::Authorize(&slot.id).with_query(self.return_to.query().into_iter().chain(hints))
    }

    /// The providers that are offered: for an app, those that it accepts.
    fn providers(&self) -> Vec<&Arc<Slot>> {
        let accepted = |slot: &&Arc<Slot>| self.sign_in_for.is_none_or(|sign_in| sign_in.accepts(Some(&slot.id)));
        self.registry.login_providers.iter().filter(accepted).collect()
    }

    /// Whether a way to sign in without a provider is offered, if there is one.
    fn offers_local(&self, there_is: bool) -> bool {
        there_is && self.sign_in_for.is_none_or(|sign_in| sign_in.accepts(None))
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

    async fn page(&self, problem: Option<Problem>, search: Option<&str>, signed_out: bool) -> Response {
        let frame = Frame::new(self.app, self.headers);
        let last = cookies::last_used_name(&self.app.settings.public_url);
        let last = cookies::find(self.headers, &last);
        let offered = self.providers();
        let several = offered.len() > 1;
        let search = (offered.len() > FEW).then(|| search.unwrap_or_default().trim().to_owned());
        let shown = shown(&offered, search.as_deref().unwrap_or_default(), last);
        let button = |slot: &&Arc<Slot>| Button {
            name: slot.display_name.to_string(),
            icon: assets::icon_of(slot),
            url: self.authorize(slot),
            last_used: several && last == Some(slot.id.as_str()),
        };
        let password = self.offers_local(self.app.passwords.is_offered().await);
        let passkey = self.offers_local(self.app.passkeys.is_offered().await).then(|| PasskeyButton {
            t: frame.language.passkey(),
            icon: assets::icon(Some("key")),
            page: Route::Login.with_query(self.return_to.query()),
        });
        let refused_password = problem.as_ref().is_some_and(|problem| problem.code == ErrorCode::Unauthenticated);
        let typed_address = if refused_password { typed_address::find(self.app, self.headers) } else { None };
        let public_url = &self.app.settings.public_url;
        let here = Route::Login.with_query(self.return_to.query());
        let empty = offered.is_empty() && !password;
        let first_start = empty && !self.app.store.has_administrator().await.unwrap_or(true);
        let template = LoginPage {
            t: frame.language.login(),
            frame,
            buttons: shown.iter().map(button).collect(),
            search,
            password_open: offered.is_empty() || refused_password,
            typed_address,
            origin: public_url.as_str(),
            here: [public_url.as_str(), &here].concat(),
            other_host: is_other_loopback(self.headers, public_url),
            problem,
            signed_out,
            password,
            passkey,
            first_start: first_start.then(|| Language::of(self.headers).setup()),
            sign_in_for: self.sign_in_for.map(|sign_in| Language::of(self.headers).apps().sign_in_for(&sign_in.app)),
            return_to: self.return_to.as_str(),
        };
        // A browser applies the policy of this page to the redirects that follow its forms, too.
        let forms = self.sign_in_for.map_or(Forms::StayHere, |sign_in| Forms::ToApp(&sign_in.redirect_uri));
        let mut response = render(self.app, &template, forms);
        if template.typed_address.is_some() {
            typed_address::forget(self.app, response.headers_mut());
        }
        // An upstream's page for cancelling leads back to where the person came from.
        response.headers_mut().insert(header::REFERRER_POLICY, ORIGIN_ALONE);
        response
    }
}

/// The providers that the person looks for; the one that this browser used last is first, the others keep their order.
fn shown<'a>(offered: &[&'a Arc<Slot>], search: &str, last: Option<&str>) -> Vec<&'a Arc<Slot>> {
    let wanted = search.to_lowercase();
    let is_found = |slot: &&&Arc<Slot>| slot.display_name.to_lowercase().contains(&wanted);
    let mut shown: Vec<_> = offered.iter().filter(is_found).copied().collect();
    shown.sort_by_key(|slot| last != Some(slot.id.as_str()));
    shown
}
