//! What the page shows to one browser.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use http::{HeaderMap, header};
use vestibule_core::{code::ErrorCode, routes::Route};
use vestibule_registry::{Registry, Slot};

use super::{
    super::{
        Forms, Frame,
        other_host::is_other_loopback,
        render,
        texts::{self, Language},
    },
    problem::{Problem, causes},
    query::Query,
};
use crate::{
    AppState,
    apps::SignInFor,
    http::{answer::ORIGIN_ALONE, assets, cookies, page_load::is_navigation, return_to::ReturnTo, settings::Branding},
    sign_in::typed_address,
};

/// With more providers than these, the page has a search.
const FEW: usize = 8;

struct Button {
    name: String,
    icon: String,
    url: String,
    /// Whether this browser used it last.
    last_used: bool,
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
    /// What the operator says on it.
    branding: &'a Branding,
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

/// One look at the login page.
pub(super) struct View<'a> {
    pub(super) app: &'a AppState,
    pub(super) headers: &'a HeaderMap,
    pub(super) registry: &'a Registry,
    pub(super) return_to: &'a ReturnTo,
    /// The app that the person is on the way to.
    pub(super) sign_in_for: Option<&'a SignInFor>,
}

impl View<'_> {
    /// Where the only provider begins, for a browser that was on its way to another page. Not for one that opened the
    /// login page itself, nor after a sign-out, nor while another sign-in is pending: going back from the provider must
    /// lead to a page and not to the provider again.
    pub(super) async fn only_way(&self) -> Option<String> {
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

    pub(super) async fn problem(&self, query: &Query, for_administrator: bool) -> Option<Problem> {
        let code = query.error?;
        let language = Language::of(self.headers);
        let provider = query.provider.as_deref().and_then(|id| self.registry.find(id)).filter(|slot| slot.enabled());
        let reference = query.reference.clone();
        let causes = match for_administrator {
            true => causes(self.app, provider, reference.as_ref()).await,
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

    pub(super) async fn page(&self, problem: Option<Problem>, search: Option<&str>, signed_out: bool) -> Response {
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
        let passkey = self.offers_local(self.app.passkeys.is_offered().await);
        let refused_password = problem.as_ref().is_some_and(|problem| problem.code == ErrorCode::Unauthenticated);
        let typed_address = if refused_password { typed_address::find(self.app, self.headers) } else { None };
        let public_url = &self.app.settings.public_url;
        let here = Route::Login.with_query(self.return_to.query());
        let empty = offered.is_empty() && !password;
        let first_start = empty && !self.app.store.has_administrator().await.unwrap_or(true);
        let template = LoginPage {
            t: frame.language.login(),
            frame,
            branding: &self.app.settings.branding,
            buttons: shown.iter().map(button).collect(),
            search,
            password_open: offered.is_empty() || refused_password,
            typed_address,
            origin: public_url.as_str(),
            here: public_url.at(here),
            other_host: is_other_loopback(self.headers, public_url),
            problem,
            signed_out,
            password,
            passkey: passkey.then(|| self.passkey_button()),
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

    fn passkey_button(&self) -> PasskeyButton {
        PasskeyButton {
            t: Language::of(self.headers).passkey(),
            icon: assets::icon(Some("key")),
            page: Route::Login.with_query(self.return_to.query()),
        }
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
