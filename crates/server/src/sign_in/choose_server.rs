//! The page on which a person says which server they have an account at: its address, and what it goes on with.

use axum::body::{Body, to_bytes};
use http::HeaderMap;
use vestibule_core::{
    code::ErrorCode,
    driver::{Asks, Hints},
    ids::{ProviderId, Ref},
    media_type::{FORM, media_type},
    routes::Route,
};
use vestibule_registry::Slot;

use super::authorize_params::AuthorizeParams;
use crate::http::api_error::ApiError;

/// The field that holds the server.
pub(crate) const SERVER: &str = "server";
/// Marks the page of somebody who is signed in and links an identity.
pub(crate) const FOR_LINK: &str = "link";
/// What a form with one field may hold.
const BODY_LIMIT: usize = 4 * 1024;

/// What a ready provider asks each person.
pub(crate) fn asked_by(slot: &Slot) -> Option<&Asks> {
    slot.ready()?.driver.asks()
}

/// Whether the person has to say which server they have an account at.
pub(super) fn is_missing(params: &AuthorizeParams, slot: &Slot) -> bool {
    asked_by(slot).is_some() && params.hints.server.is_none()
}

/// Where the page is: with what the sign-in is to go on with, and what went wrong.
pub(super) fn page(provider: &ProviderId, params: &AuthorizeParams, failed: Option<(ErrorCode, &Ref)>) -> String {
    let Hints { login_hint, prompt, ui_locales, server } = &params.hints;
    let hints = [("login_hint", login_hint), ("prompt", prompt), ("ui_locales", ui_locales), (SERVER, server)];
    let hints = hints.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let linking = params.link_in.map(|_| (FOR_LINK, "1"));
    let failed =
        failed.into_iter().flat_map(|(code, reference)| [("error", code.as_str()), ("ref", reference.as_str())]);
    let own = [("provider", provider.as_str())].into_iter().chain(params.return_to.query());
    Route::ServerPage.with_query(own.chain(linking).chain(hints).chain(failed))
}

/// The server of a form that was posted; `None` when there is none in it.
pub(super) async fn posted(headers: &HeaderMap, body: Body) -> Result<Option<String>, ApiError> {
    if media_type(headers) != FORM {
        return Ok(None);
    }
    let body = to_bytes(body, BODY_LIMIT).await;
    let body = body.map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest))?;
    let found = url::form_urlencoded::parse(&body).find(|(name, _)| name == SERVER);
    Ok(found.map(|(_, value)| value.into_owned()))
}
