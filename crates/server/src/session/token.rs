//! The token in a session's cookie.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{HeaderMap, HeaderValue};
use vestibule_core::{
    authentication::Authentication,
    random::token_256,
    secret::{Secret, sha256},
};
use vestibule_store::NewSession;

use crate::http::{client::Client, cookies, state::HttpState};

/// A new session for this browser, and the token for its cookie. Always a new token: nothing survives a sign-in.
pub(crate) fn begin(app: &HttpState, client: &Client, headers: &HeaderMap) -> (NewSession, Secret) {
    let token = Secret::new(token_256(&*app.random));
    let session = NewSession {
        token_hash: sha256(token.expose()),
        idle: app.settings.session_idle,
        absolute: app.settings.session_absolute,
        recheck: app.settings.session_recheck,
        user_agent: client.user_agent.clone(),
        address: Some(client.address.to_string()),
        authentication: Authentication::default(),
        replaces: token_hash(app, headers),
        application_id: None,
    };
    (session, token)
}

/// The `Set-Cookie` line for a session's token.
pub(crate) fn cookie(app: &HttpState, token: &Secret) -> HeaderValue {
    let mut line = cookies::set_session(&app.settings, token.expose());
    line.set_sensitive(true);
    line
}

/// The hash of the session token that a request carries; `None` for anything that cannot be one of ours.
pub(crate) fn token_hash(app: &HttpState, headers: &HeaderMap) -> Option<[u8; 32]> {
    token(app, headers).map(sha256)
}

/// What the forms of a session's pages hold: it cannot be computed without the cookie, and gives nothing of it away.
pub(crate) fn form_token(app: &HttpState, headers: &HeaderMap) -> Option<String> {
    let token = token(app, headers)?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(sha256(["form\0", token].concat())))
}

fn token<'a>(app: &HttpState, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = cookies::session_name(&app.settings);
    cookies::find(headers, &name).filter(|token| is_token(token))
}

/// Whether a text has the shape of a token.
pub(super) fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
