//! The personal access token that a request carries, for forward-auth alone: what it is taken for is a session of its person,
//! that begins when the token is made and ends with it.
//!
//! ```text
//! Authorization: Bearer vpt_…           ┐
//! Authorization: Basic base64(:vpt_…)   ┴▶ hash ─▶ memory, else the store ─▶ good now? ─▶ whose, and what it is for
//! ```
//! What does not begin as our tokens do is the application's own, and not looked at.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::{HeaderMap, HeaderValue, header};
use vestibule_apps::{PERSONAL_TOKEN_PREFIX, is_personal_token};
use vestibule_core::{
    clock::Timestamp,
    secret::{Secret, sha256},
};
use vestibule_store::{PersonalToken, StoreError};

use super::{
    cache::{CachedSession, CurrentSession},
    personal_token_cache::Cached,
    state::SessionState,
};

/// How much time passes before the last use is stored again, in milliseconds.
const USE_PRECISION: i64 = 60_000;

/// A good token of a request.
pub(crate) struct TokenSession {
    pub(crate) token: PersonalToken,
    /// What its person may do now.
    pub(crate) current: CurrentSession,
}

/// Why a token is not good.
#[derive(Debug)]
pub(crate) enum PersonalTokenError {
    /// Unknown or revoked, its person may not sign in any more, or it came with the user name of somebody else.
    Invalid,
    /// It ended then.
    Expired(PersonalToken),
    Storage(Arc<StoreError>),
}

/// How a token came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenScheme {
    Bearer,
    Basic,
}

/// A token that came, whatever it is worth.
#[derive(Debug)]
pub(crate) struct PresentedToken {
    pub(crate) scheme: TokenScheme,
    /// With Basic; empty where there is none.
    user: String,
    token: Secret,
}

impl PresentedToken {
    /// The token in the `Authorization` headers of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        headers.get_all(header::AUTHORIZATION).iter().find_map(Self::read)
    }

    fn read(value: &HeaderValue) -> Option<Self> {
        let (scheme, rest) = value.to_str().ok()?.split_once(' ')?;
        let rest = rest.trim();
        let (scheme, user, token) = if scheme.eq_ignore_ascii_case("bearer") {
            (TokenScheme::Bearer, String::new(), rest.to_owned())
        } else if scheme.eq_ignore_ascii_case("basic") {
            let pair = String::from_utf8(BASE64_STANDARD.decode(rest).ok()?).ok()?;
            let (user, password) = pair.split_once(':')?;
            (TokenScheme::Basic, user.to_owned(), password.to_owned())
        } else {
            return None;
        };
        token.starts_with(PERSONAL_TOKEN_PREFIX).then(|| Self { scheme, user, token: Secret::new(token) })
    }
}

/// The token, if it is good now.
pub(crate) async fn find_by_token(
    app: &SessionState,
    presented: &PresentedToken,
) -> Result<TokenSession, PersonalTokenError> {
    let token = presented.token.expose();
    if !is_personal_token(token) {
        return Err(PersonalTokenError::Invalid);
    }
    let hash = sha256(token);
    let found = load(app, &hash).await.map_err(PersonalTokenError::Storage)?;
    let cached = found.ok_or(PersonalTokenError::Invalid)?;
    let now = app.clock.now();
    if cached.token.expires_at <= now {
        return Err(PersonalTokenError::Expired(cached.token.clone()));
    }
    let current = cached.session.counting(app, now).ok_or(PersonalTokenError::Invalid)?;
    if !is_name_of(&presented.user, &current) {
        return Err(PersonalTokenError::Invalid);
    }
    if cached.session.is_due(now, USE_PRECISION) {
        note_use(app, &cached.token, now);
    }
    Ok(TokenSession { token: cached.token.clone(), current })
}

/// Whether a user name of Basic is left out, or says whose token it is.
fn is_name_of(user: &str, current: &CurrentSession) -> bool {
    let address = current.access().verified_email();
    user.is_empty()
        || user.eq_ignore_ascii_case(&current.user.username)
        || address.is_some_and(|address| address.as_str().eq_ignore_ascii_case(user))
}

async fn load(app: &SessionState, hash: &[u8; 32]) -> Result<Option<Arc<Cached>>, Arc<StoreError>> {
    let (cache, changes) = (&app.personal_tokens.0, app.store.user_changes());
    loop {
        let cached = match cache.get(hash).await {
            Some(cached) => cached,
            None => cache.try_get_with(*hash, read(app, hash)).await?,
        };
        match cached {
            // Read before the last change of its user.
            Some(old) if !changes.is_current(old.session.reading, old.session.user.id) => cache.invalidate(hash).await,
            cached => return Ok(cached),
        }
    }
}

async fn read(app: &SessionState, hash: &[u8; 32]) -> Result<Option<Arc<Cached>>, StoreError> {
    let reading = app.store.user_changes().begin_reading();
    let found = app.store.find_personal_token(hash).await?;
    Ok(found.map(|found| {
        let session = CachedSession::new(found.session, reading);
        Arc::new(Cached { token: found.token, session })
    }))
}

/// Stores in the background that a token is in use.
fn note_use(app: &SessionState, token: &PersonalToken, now: Timestamp) {
    let (store, token) = (app.store.clone(), token.id);
    tokio::spawn(async move {
        if let Err(error) = store.note_personal_token_use(token, now).await {
            tracing::warn!(%token, %error, "the use of a personal access token was not recorded");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presented(line: &str) -> Option<(TokenScheme, String, String)> {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, line.parse().unwrap())]);
        let found = PresentedToken::of(&headers)?;
        Some((found.scheme, found.user, found.token.expose().to_owned()))
    }

    #[test]
    fn only_our_own_tokens_are_looked_at() {
        let basic = |pair: &str| format!("bAsIc {}", BASE64_STANDARD.encode(pair));
        let found = |scheme, user: &str| Some((scheme, user.to_owned(), "vpt_x".to_owned()));
        for (line, expected) in [
            ("Bearer vpt_x".to_owned(), found(TokenScheme::Bearer, "")),
            ("bearer  vpt_x ".to_owned(), found(TokenScheme::Bearer, "")),
            (basic(":vpt_x"), found(TokenScheme::Basic, "")),
            (basic("jane:vpt_x"), found(TokenScheme::Basic, "jane")),
            (basic("vpt_x:"), None),
            (basic("jane:secret"), None),
            ("Basic !".to_owned(), None),
            ("Bearer glpat-1".to_owned(), None),
            ("Digest vpt_x".to_owned(), None),
            ("vpt_x".to_owned(), None),
        ] {
            assert_eq!(presented(&line), expected, "{line}");
        }
    }
}
