//! Whether a token that an app holds is still good: what was granted, to whom, and whether they may still use the app.

use std::sync::Arc;

use vestibule_apps::App;
use vestibule_core::access::Access;
use vestibule_store::{AppToken, AppTokenKind, Session, User};

use super::{state::AppsState, token_refusal::TokenRefusal};
use crate::http::api_error::ApiError;

/// A token that is good, the app that has it, and what its person may do now.
pub(super) struct LiveToken {
    pub(super) token: AppToken,
    pub(super) app: Arc<App>,
    pub(super) access: Access,
}

/// The token, if it is good; `None` for everything else: unknown, expired, of a disabled app or user, of somebody who may not
/// use the app any more, or of a session that is over.
pub(super) async fn find_live(
    app: &AppsState,
    hash: &[u8; 32],
    kind: AppTokenKind,
) -> Result<Option<LiveToken>, ApiError> {
    Ok(look_up(app, hash, kind).await?.ok())
}

/// The same with the reason why it is not good.
pub(super) async fn look_up(
    app: &AppsState,
    hash: &[u8; 32],
    kind: AppTokenKind,
) -> Result<Result<LiveToken, TokenRefusal>, ApiError> {
    let Some(token) = app.store.find_app_token(hash).await?.filter(|token| token.kind == kind) else {
        let why = "the token is unknown, has expired, or its session or person is not there any more";
        return Ok(Err(TokenRefusal::unknown(why)));
    };
    let (session, user) = (&token.session.session, &token.session.user);
    let refuse = |why: &str| Ok(Err(TokenRefusal::of(user.id, why)));
    let Some(of) = app.registry.load().apps.find(&token.app).cloned() else {
        return refuse("the app of the token is disabled");
    };
    if !token.offline && session.ends_at() <= app.clock.now() {
        return refuse("the session is over, and the token is not for `offline_access`");
    }
    match may_use(app, &of, (session, user)) {
        Ok(access) => Ok(Ok(LiveToken { token, app: of, access })),
        Err(why) => refuse(why),
    }
}

/// What the person of a session may do now, if they may use this app. The error says what keeps them from it.
pub(super) fn may_use(app: &AppsState, of: &App, (session, user): (&Session, &User)) -> Result<Access, &'static str> {
    let access = app.access(user);
    if !session.counts(&access) {
        return Err("what the person signed in by does not count any more");
    }
    if !of.allow.people.admits(&access) {
        return Err("`allow` of the app does not let the person in");
    }
    if !of.allow.admits_provider(session.provider.as_ref()) {
        return Err("`allow.providers` of the app does not name what the person signed in by");
    }
    if !of.accepts_session(session.signed_in_at, &session.authentication, app.clock.now()) {
        return Err("the session is older than `session_absolute` of the app, or without the factors of `require_mfa`");
    }
    Ok(access)
}
