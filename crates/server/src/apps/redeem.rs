//! The grant `authorization_code`: a code is exchanged, once (RFC 6749 §4.1.3, RFC 9700 §2.1).

use vestibule_apps::{OAuthError, Scopes, pkce};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{SessionId, UserId},
};
use vestibule_store::{CodeOutcome, CodeRedemption, EventKind};

use super::{
    access_token::may_use,
    answer::event,
    app_call::AppCall,
    code::AuthorizationCode,
    issue::Issued,
    made_tokens::{MadeTokens, TokensFor},
    oauth_answer::OAuthAnswer,
};

/// What somebody has granted an app, and that is redeemed once.
pub(super) struct Grant {
    /// Names it among those that are used up.
    pub(super) code: [u8; 32],
    /// From then on nobody accepts it anyway.
    pub(super) expires_at: Timestamp,
    pub(super) user: UserId,
    pub(super) session: SessionId,
    pub(super) scopes: Scopes,
    pub(super) nonce: Option<String>,
}

/// Exchanges a code: it is of this app and this address, in time, and whoever has it also has the verifier. Then the store
/// uses it up.
pub(super) async fn redeem(call: &AppCall) -> Result<Issued, OAuthAnswer> {
    let (app, form) = (&*call.app, &call.form);
    let text = call.required("code")?;
    let invalid = || OAuthError::invalid_grant(ErrorCode::AppTokenInvalid);
    let code = AuthorizationCode::open(app, text).ok_or_else(invalid)?;
    let proven = code.app == call.of.id
        && form.find("redirect_uri")? == Some(code.redirect_uri.as_str())
        && pkce::fits(code.challenge.as_ref(), form.find("code_verifier")?);
    if !proven || app.clock.now() >= code.expires_at() {
        return Err(invalid().into());
    }
    let (fingerprint, expires_at) = (code.fingerprint(), code.expires_at());
    let AuthorizationCode { user, session, scopes, nonce, .. } = code;
    let scopes = Scopes::parse(&scopes);
    grant(call, Grant { code: fingerprint, expires_at, user, session, scopes, nonce }).await
}

/// Makes tokens for what was granted, if the person may still use the app, and uses it up.
pub(super) async fn grant(call: &AppCall, grant: Grant) -> Result<Issued, OAuthAnswer> {
    let (app, of) = (&*call.app, &call.of);
    let Grant { code, expires_at, user, session, scopes, nonce } = grant;
    let invalid = || OAuthError::invalid_grant(ErrorCode::AppTokenInvalid);
    let session = app.store.find_session_by_id(session).await?.filter(|session| session.user.id == user);
    let (session, access) = session
        .and_then(|session| may_use(app, of, (&session.session, &session.user)).map(|access| (session, access)))
        .ok_or_else(invalid)?;
    let offline = scopes.has("offline_access");
    let about = TokensFor { app: of, session: &session, access: &access, scopes: &scopes, offline };
    let (tokens, new) = MadeTokens::make(app, &about).await?;
    let subject = app.subject(of, user).await?;
    let replayed = event(app, EventKind::AppTokenRefused, (of, &call.client), None);
    let redemption = CodeRedemption {
        code: &code,
        code_expires_at: expires_at,
        app: &of.id,
        user,
        session: session.session.id,
        tokens: &new,
        notified_as: of.logout_endpoint.as_ref().map(|_| subject.as_str()),
        replayed: &replayed.failed(ErrorCode::AppTokenReplayed),
    };
    match app.store.redeem_code(&redemption).await? {
        CodeOutcome::Redeemed => Ok(Issued { session, access, scopes, nonce, tokens }),
        CodeOutcome::Replayed => Err(OAuthError::invalid_grant(ErrorCode::AppTokenReplayed).into()),
        CodeOutcome::SessionEnded => Err(invalid().into()),
    }
}
