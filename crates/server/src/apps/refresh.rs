//! The grant `refresh_token`: the token is used up, and another one takes its place (RFC 6749 §6, RFC 9700 §4.14.2).

use vestibule_apps::{OAuthError, Scopes};
use vestibule_core::{code::ErrorCode, secret::sha256};
use vestibule_store::{AppTokenKind, EventKind, RefreshOutcome};

use super::{
    access_token::find_live,
    answer::event,
    app_call::AppCall,
    issue::Issued,
    made_tokens::{MadeTokens, TokensFor},
    oauth_answer::OAuthAnswer,
};

/// Exchanges a refresh token of this app, while its person may still use the app.
pub(super) async fn refresh(call: &AppCall) -> Result<Issued, OAuthAnswer> {
    let (app, form) = (&*call.app, &call.form);
    let hash = sha256(call.required("refresh_token")?);
    let invalid = || OAuthError::invalid_grant(ErrorCode::AppTokenInvalid);
    let live = find_live(app, &hash, AppTokenKind::Refresh).await?;
    let live = live.filter(|live| live.app.id == call.of.id).ok_or_else(invalid)?;
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
        RefreshOutcome::Replayed => Err(OAuthError::invalid_grant(ErrorCode::AppTokenReplayed).into()),
        RefreshOutcome::Unknown => Err(invalid().into()),
    }
}
