//! Signed-in browsers: the cookie, the check, the end.
//!
//! The cookie holds 256 random bits; the database holds their SHA-256. A check reads memory ([`SessionCache`]), for at
//! most [`cache::FRESH`] after the database was asked; ending a session on this node forgets it at once. A check never
//! writes: use is remembered in the background, at most once in a while.

mod back_channel;
mod cache;
mod current;
pub(crate) mod guard;
mod logout;
mod own;
mod remote;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{HeaderMap, HeaderValue};
use vestibule_core::{
    random::token_256,
    secret::{Secret, sha256},
};
use vestibule_store::NewSession;

pub(crate) use back_channel::back_channel_logout;
pub(crate) use cache::{CachedSession, SessionCache};
pub(crate) use current::{current, find};
pub(crate) use logout::logout;
pub(crate) use own::{OwnSessions, end_own, ending, list_own};
pub(crate) use remote::Remote;

use crate::{
    AppState,
    http::{client::Client, cookies},
};

/// A new session for this browser, and the token for its cookie. Always a new token: nothing survives a sign-in.
pub(crate) fn begin(app: &AppState, client: &Client, headers: &HeaderMap) -> (NewSession, Secret) {
    let token = Secret::new(token_256(&*app.random));
    let session = NewSession {
        token_hash: sha256(token.expose()),
        idle: app.settings.session_idle,
        absolute: app.settings.session_absolute,
        user_agent: client.user_agent.clone(),
        address: Some(client.address.to_string()),
        replaces: token_hash(app, headers),
    };
    (session, token)
}

/// The `Set-Cookie` line for a session's token.
pub(crate) fn cookie(app: &AppState, token: &Secret) -> HeaderValue {
    let mut line = cookies::set_session(&app.settings, token.expose());
    line.set_sensitive(true);
    line
}

/// The hash of the session token that a request carries; `None` for anything that cannot be one of ours.
pub(crate) fn token_hash(app: &AppState, headers: &HeaderMap) -> Option<[u8; 32]> {
    token(app, headers).map(sha256)
}

/// What the forms of a session's pages hold: it cannot be computed without the cookie, and gives nothing of it away.
pub(crate) fn form_token(app: &AppState, headers: &HeaderMap) -> Option<String> {
    let token = token(app, headers)?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(sha256(["form\0", token].concat())))
}

fn token<'a>(app: &AppState, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = cookies::session_name(&app.settings);
    let token = cookies::find(headers, &name)?;
    let shape = token.len() == 43 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    shape.then_some(token)
}
