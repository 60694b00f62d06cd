//! `/account/link`: the person who is signed in now confirms that a waiting identity is theirs.

use askama::Template;
use axum::{extract::State, response::Response};
use http::{HeaderMap, header};
use vestibule_core::routes::{Route, pattern};
use vestibule_core::{
    code::ErrorCode,
    ids::{ProviderId, Ref},
};
use vestibule_registry::{Registry, Slot};
use vestibule_store::{AuditEvent, CompleteLink, Confirmed, LinkOutcome, RefusalRows};

use super::super::{Forms, Frame, form::Posted, notice::Notice, render, texts::Account};
use crate::http::assets;
use crate::{
    AppState,
    http::{
        answer::{see_other, to_login},
        api_error::ApiError,
    },
    session,
    sign_in::pending_link::PendingLink,
};

#[derive(Template)]
#[template(path = "confirm_link.html")]
struct ConfirmPage<'a> {
    frame: Frame<'a>,
    t: Account,
    token: String,
    provider: String,
    icon: String,
    /// How the provider names the person.
    identity: String,
    /// The account that is signed in.
    account: String,
}

/// `GET /account/link`
pub(super) async fn ask(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(to_login(&app.settings, pattern::AccountLink));
    };
    let Some(waiting) = PendingLink::find(&app, &headers) else { return Ok(see_other(Route::Account)) };
    if let Some(sign_in) = session::sign_in_again(&app, &current, pattern::AccountLink) {
        return Ok(see_other(sign_in));
    }
    let registry = app.registry.load();
    let Some(slot) = find_slot(&registry, &waiting) else { return Ok(see_other(Route::Account)) };
    let (profile, user) = (&waiting.profile, &current.user);
    let named = |name: Option<&str>, email: Option<&str>| match (name, email) {
        (Some(name), Some(email)) => Some(format!("{name}, {email}")),
        (one, other) => one.or(other).map(str::to_owned),
    };
    let email = profile.email.as_ref().map(|email| email.as_str());
    let own_email = current.access().email.as_ref().map(|email| email.address.as_str());
    let frame = Frame::new(&app, &headers);
    let template = ConfirmPage {
        t: frame.language.account(),
        frame,
        token: session::form_token(&app, &headers).unwrap_or_default(),
        provider: slot.display_name.to_string(),
        icon: assets::icon_of(slot),
        identity: named(profile.name.as_deref(), email).unwrap_or_else(|| slot.display_name.to_string()),
        account: named(user.name.as_deref(), own_email).unwrap_or_else(|| user.username.clone()),
    };
    Ok(render(&app, &template, Forms::StayHere))
}

/// `POST /account/link`
pub(super) async fn link(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let Some(waiting) = PendingLink::find(&app, &posted.headers) else {
        return Err(ApiError::new(ErrorCode::StateExpired).status(400).try_again(pattern::Account));
    };
    if let Some(sign_in) = session::sign_in_again(&app, &posted.current, pattern::AccountLink) {
        return Ok(see_other(sign_in));
    }
    let registry = app.registry.load();
    let slot = find_slot(&registry, &waiting).ok_or(ErrorCode::ProviderDisabled)?;
    let reference = Ref::generate(&*app.random);
    let address = posted.client.address.to_string();
    let admit = |event: &AuditEvent| app.admits_row(posted.client.address, event);
    let completed = CompleteLink {
        user: posted.current.user.id,
        confirmed: Confirmed {
            provider: &waiting.provider,
            identity: &waiting.identity(),
            linking: slot.settings.linking,
            profile_sync: slot.settings.profile_sync,
            // Groups stay behind, so nothing but an address can give them: at the next sign-in.
            grants_admin: false,
            checked: &slot.checked(),
            rules: app.rules(&registry),
            refusals: RefusalRows(&admit),
        },
        reference: &reference,
        address: Some(&address),
    };
    match app.store.complete_link(&completed).await? {
        LinkOutcome::Refused(code) => Err(ApiError::new(code).reference(reference).try_again(pattern::Account)),
        LinkOutcome::Linked(_) | LinkOutcome::AlreadyLinked(_) => {
            Ok(linked(&app, &waiting.provider, &waiting.return_to.location(&app.settings)))
        }
    }
}

/// `POST /account/link/dismiss`
pub(super) async fn dismiss(State(app): State<AppState>, _posted: Posted) -> Response {
    let mut response = see_other(Route::Account);
    response.headers_mut().append(header::SET_COOKIE, PendingLink::removal(&app));
    response
}

fn linked(app: &AppState, provider: &ProviderId, place: &str) -> Response {
    let mut response = see_other(place);
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, PendingLink::removal(app));
    headers.append(header::SET_COOKIE, Notice::Linked(provider.to_string()).cookie(app));
    response
}

/// The provider of the identity, if it is still enabled and has the same issuer.
fn find_slot<'a>(registry: &'a Registry, waiting: &PendingLink) -> Option<&'a Slot> {
    let slot = registry.slots.get(&waiting.provider).filter(|slot| slot.enabled())?;
    // A provider may have many issuers.
    let same = registry.access.0.get(&waiting.provider).is_none_or(|access| access.is_issuer(&waiting.issuer));
    same.then_some(slot)
}
