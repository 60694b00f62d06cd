//! `GET /account`: who am I here, how do I come in, where am I signed in.

use askama::Template;
use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use vestibule_core::ids::{LinkId, SessionId};
use vestibule_core::routes::{Route, pattern};
use vestibule_registry::{Registry, Slot};
use vestibule_store::{AppUsesOf, Factors, Link, Session};

use super::{
    super::{
        Forms, Frame, Moment, device,
        notice::Notice,
        pictures, render,
        texts::{Account, Passkey, PersonalToken, SecondFactor},
    },
    apps::{self, AppRow},
    profile::{self, ProfileRow},
};
use crate::http::assets;
use crate::{
    AppState,
    http::{answer::to_login, api_error::ApiError, openapi::Endpoint},
    session,
};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: Frame<'a>,
    t: Account,
    token: String,
    notice: Option<String>,
    is_admin: bool,
    email: Option<&'a str>,
    /// An address that somebody else has verified, while the account has no other.
    lost_email: Option<&'a str>,
    display_name: &'a str,
    initial: String,
    profile: Vec<ProfileRow>,
    /// The version of the picture, if there is one.
    picture: Option<String>,
    /// Where it comes from.
    picture_from: Option<String>,
    links: Vec<LinkRow>,
    linkable: Vec<Linkable>,
    sessions: Vec<SessionRow>,
    /// How many personal access tokens there are.
    tokens: u64,
    t4: PersonalToken,
    /// The apps that the person uses.
    apps: Vec<AppRow>,
    /// Second factors, for who signs in with a password here.
    factors: Option<FactorRow>,
    t2: SecondFactor,
    /// How many passkeys there are, for the same people.
    passkeys: Option<u64>,
    t3: Passkey,
}

/// A provider that the person may link: none of their identities is of it yet.
struct Linkable {
    name: String,
    icon: String,
    action: String,
}

struct LinkRow {
    id: LinkId,
    name: String,
    icon: String,
    email: Option<String>,
    since: Moment,
    last_used: Option<Moment>,
    /// Why it cannot be used to sign in now.
    idle: Option<&'static str>,
    /// Whether the person could not sign in without it.
    is_only: bool,
}

struct FactorRow {
    /// Since when one-time codes are on.
    since: Option<Moment>,
    recovery_codes: u64,
}

impl From<Factors> for FactorRow {
    fn from(factors: Factors) -> Self {
        let since = factors.totp.map(|totp| Moment(totp.created_at));
        Self { since, recovery_codes: factors.recovery_codes }
    }
}

struct SessionRow {
    id: SessionId,
    device: String,
    provider: String,
    address: Option<String>,
    signed_in: Moment,
    last_seen: Moment,
    current: bool,
}

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Account, overview, |operation| {
        operation
            .named("accountPage", "Account page")
            .tag("session")
            .content::<String>(StatusCode::OK, "Profile, linked providers and sessions.", "text/html")
            .empty(StatusCode::SEE_OTHER, "To the login page, when signed out.")
    })
}

async fn overview(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(to_login(&app.settings, pattern::Account));
    };
    let user = &current.user;
    let frame = Frame::new(&app, &headers);
    let registry = app.registry.load();
    let links = app.store.list_links(user.id).await?;
    let sessions = app.store.list_sessions(user.id).await?;
    let uses = app.store.list_app_uses(AppUsesOf::User(user.id)).await?;
    let words = Words { registry: &registry, account: frame.language.account() };
    let is_only = links.len() == 1 && !user.has_password;
    let factors = if user.has_password { Some(app.store.list_factors(user.id).await?) } else { None };
    let passkeys = if user.has_password && app.passkeys.has_page() {
        Some(app.store.list_passkeys(user.id).await?.len() as u64)
    } else {
        None
    };
    let is_linked = |slot: &Slot| links.iter().any(|link| link.provider == slot.id);
    let linkable = registry.login_providers.iter().filter(|slot| !is_linked(slot)).map(|slot| Linkable {
        name: slot.display_name.to_string(),
        icon: assets::icon_of(slot),
        action: Route::StartLink(&slot.id).path(),
    });
    let display_name = user.name.as_deref().unwrap_or(&user.username);
    let template = AccountPage {
        t: words.account,
        token: session::form_token(&app, &headers).unwrap_or_default(),
        notice: Notice::find(&app, &headers, frame.language),
        initial: display_name.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default(),
        display_name,
        is_admin: current.access().is_admin(),
        email: current.access().email.as_ref().map(|email| email.address.as_str()),
        lost_email: profile::lost_email(user, current.access()),
        profile: profile::rows(user, current.access(), words.account, |id| words.name(id)),
        picture: pictures::version(user),
        picture_from: profile::picture(user, words.account, |id| words.name(id)),
        linkable: linkable.collect(),
        apps: apps::rows(&app, uses),
        tokens: app.store.list_personal_tokens(user.id).await?.len() as u64,
        t4: frame.language.personal_token(),
        factors: factors.map(FactorRow::from),
        t2: frame.language.second_factor(),
        passkeys,
        t3: frame.language.passkey(),
        links: links.iter().map(|link| words.link(link, is_only)).collect(),
        sessions: sessions.iter().map(|one| words.session(one, one.id == current.session.id)).collect(),
        frame,
    };
    let mut response = render(&app, &template, Forms::Leave);
    if template.notice.is_some() {
        Notice::forget(&app, response.headers_mut());
    }
    Ok(response)
}

struct Words<'a> {
    registry: &'a Registry,
    account: Account,
}

impl Words<'_> {
    /// The name of a provider; its id, when it is not there any more.
    fn name(&self, id: &str) -> String {
        self.registry.find(id).map_or_else(|| id.to_owned(), |slot| slot.display_name.to_string())
    }

    fn link(&self, link: &Link, is_only: bool) -> LinkRow {
        let slot = self.registry.find(link.provider.as_str());
        LinkRow {
            id: link.id,
            name: self.name(link.provider.as_str()),
            icon: slot.map_or_else(|| assets::icon(None), |slot| assets::icon_of(slot)),
            email: link.email.clone(),
            since: Moment(link.created_at),
            last_used: link.last_used_at.map(Moment),
            idle: match slot {
                None => Some(self.account.provider_removed()),
                Some(slot) if !slot.enabled() => Some(self.account.provider_disabled()),
                Some(_) => None,
            },
            is_only,
        }
    }

    fn session(&self, session: &Session, current: bool) -> SessionRow {
        let device = device::words(session.user_agent.as_deref(), self.account);
        SessionRow {
            id: session.id,
            device,
            provider: match &session.provider {
                Some(id) => self.account.with_provider(self.name(id.as_str())),
                None => self.account.with_password().to_owned(),
            },
            address: session.address.clone(),
            signed_in: Moment(session.signed_in_at),
            last_seen: Moment(session.last_seen_at),
            current,
        }
    }
}
