//! Whether a token that an app holds is still good: what was granted, to whom, and whether they may still use the app.

use std::sync::Arc;

use vestibule_apps::App;
use vestibule_core::access::Access;
use vestibule_store::{AppToken, AppTokenKind, Session, User};

use super::state::AppsState;
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
    let Some(token) = app.store.find_app_token(hash).await?.filter(|token| token.kind == kind) else { return Ok(None) };
    let Some(of) = app.registry.load().apps.find(&token.app).cloned() else { return Ok(None) };
    let is_over = !token.offline && token.session.session.ends_at() <= app.clock.now();
    let access = may_use(app, &of, (&token.session.session, &token.session.user));
    Ok(access.filter(|_| !is_over).map(|access| LiveToken { token, app: of, access }))
}

/// What the person of a session may do now, if they may use this app.
pub(super) fn may_use(app: &AppsState, of: &App, (session, user): (&Session, &User)) -> Option<Access> {
    let access = app.access(user);
    let may = session.counts(&access)
        && of.admits(&access, session.provider.as_ref())
        && of.accepts_session(session.signed_in_at, &session.authentication, app.clock.now());
    may.then_some(access)
}
