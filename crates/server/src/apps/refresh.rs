//! The grant `refresh_token`: the token is used up, and another one takes its place (RFC 6749 §6, RFC 9700 §4.14.2).

use vestibule_apps::{OAuthError, Scopes};
use vestibule_core::{code::ErrorCode, secret::sha256};
use vestibule_store::{AppTokenKind, EventKind, RefreshOutcome};

use super::{
    access_token::look_up,
    answer::event,
    app_call::AppCall,
    issue::Issued,
    made_tokens::{MadeTokens, TokensFor},
    oauth_answer::OAuthAnswer,
    token_refusal::TokenRefusal,
};

/// Exchanges a refresh token of this app, while its person may still use the app.
pub(super) async fn refresh(call: &AppCall) -> Result<Issued, OAuthAnswer> {
    let (app, form) = (&*call.app, &call.form);
    let hash = sha256(call.required("refresh_token")?);
    let live = match look_up(app, &hash, AppTokenKind::Refresh).await? {
        Ok(live) if live.app.id == call.of.id => live,
        Ok(other) => {
            let why = format!("the refresh token is of the app {}", other.app.id);
            return Err(TokenRefusal::of(other.token.session.user.id, why).report(call).await);
        }
        Err(refusal) => return Err(refusal.report(call).await),
    };
    let granted = Scopes::parse(&live.token.granted_scopes);
    let scopes = match form.find("scope")? {
        None => granted,
        Some(asked) => {
            let asked = Scopes::parse(asked);
            if !granted.cover(&asked) || !asked.has("openid") {
                let description = "The 'scope' has to contain openid, and nothing that was not granted.";
                return Err(OAuthError::new("invalid_scope", ErrorCode::AppRequestInvalid, description).into());
            }
            asked
        }
    };
    let session = &live.token.session;
    let about = TokensFor { app: &call.of, session, access: &live.access, scopes: &scopes, offline: true };
    let (tokens, new) = MadeTokens::make(app, &about).await?;
    let replayed = event(app, EventKind::AppTokenRefused, (&call.of, &call.client), None);
    let replayed = replayed.failed(ErrorCode::AppTokenReplayed);
    match app.store.rotate_refresh_token(&hash, &new, &replayed).await? {
        RefreshOutcome::Rotated => {
            Ok(Issued { session: live.token.session, access: live.access, scopes, nonce: None, tokens })
        }
        RefreshOutcome::Replayed => Err(OAuthError::invalid_grant(ErrorCode::AppTokenReplayed)
            .because("the refresh token was used before; its grant has ended")
            .into()),
        RefreshOutcome::Unknown => Err(TokenRefusal::unknown("the refresh token has just ended").into()),
    }
}
