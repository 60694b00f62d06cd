//! The grant `authorization_code`: a code is exchanged, once (RFC 6749 §4.1.3, RFC 9700 §2.1).

use vestibule_apps::{App, OAuthError, Parameters, Scopes, pkce};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{SessionId, UserId},
};
use vestibule_store::{CodeOutcome, CodeRedemption, EventKind, NewAppTokens};

use super::{
    access_token::may_use,
    answer::event,
    app_call::AppCall,
    code::AuthorizationCode,
    issue::Issued,
    made_tokens::{MadeTokens, TokensFor},
    oauth_answer::OAuthAnswer,
    state::AppsState,
    token_refusal::TokenRefusal,
};
use crate::http::api_error::ApiError;

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
    let code = call.required("code")?;
    match read_code(&call.app, &call.of, (code, &call.form), false) {
        Ok(read) => grant(call, read).await,
        Err(refusal) => Err(refusal.report(call).await),
    }
}

/// What a code grants, if it is good. A test's is good for the test alone, and every other one at the token endpoint alone.
pub(super) fn read_code(
    app: &AppsState,
    of: &App,
    (code, form): (&str, &Parameters),
    is_test: bool,
) -> Result<Grant, TokenRefusal> {
    let unknown = || TokenRefusal::unknown("the code is none of ours, or was altered");
    let code = AuthorizationCode::open(app, code).ok_or_else(unknown)?;
    if let Err(why) = check_code(&code, of, form, is_test) {
        return Err(TokenRefusal::of(code.user, why));
    }
    if app.clock.now() >= code.expires_at() {
        return Err(TokenRefusal::of(code.user, "the code is older than 60 seconds"));
    }
    let (fingerprint, expires_at) = (code.fingerprint(), code.expires_at());
    let AuthorizationCode { user, session, scopes, nonce, .. } = code;
    Ok(Grant { code: fingerprint, expires_at, user, session, scopes: Scopes::parse(&scopes), nonce })
}

/// Whether a code is of this app, and whoever has it has made the request for it.
fn check_code(code: &AuthorizationCode, of: &App, form: &Parameters, is_test: bool) -> Result<(), String> {
    if code.app != of.id {
        return Err(format!("the code is of the app {}", code.app));
    }
    if code.is_test != is_test {
        return Err("the code is of a test by an administrator, or the test got another one".to_owned());
    }
    if form.hint("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(
            "the `redirect_uri` is not that of the authorization request; the application has to send the same one, \
                    byte for byte"
                .to_owned(),
        );
    }
    match pkce::fits(code.challenge.as_ref(), form.hint("code_verifier")) {
        true => Ok(()),
        false => Err("the `code_verifier` does not fit the challenge of the authorization request".to_owned()),
    }
}

/// Makes tokens for what was granted, if the person may still use the app, and uses it up.
pub(super) async fn grant(call: &AppCall, grant: Grant) -> Result<Issued, OAuthAnswer> {
    let (app, of) = (&*call.app, &call.of);
    let (code, code_expires_at, user) = (grant.code, grant.expires_at, grant.user);
    let (issued, new) = match make(app, of, grant).await? {
        Ok(made) => made,
        Err(refusal) => return Err(refusal.report(call).await),
    };
    let subject = app.subject(of, user).await?;
    let replayed = event(app, EventKind::AppTokenRefused, (of, &call.client), None);
    let redemption = CodeRedemption {
        code: &code,
        code_expires_at,
        app: &of.id,
        user,
        session: issued.session.session.id,
        tokens: &new,
        notified_as: of.logout_endpoint.as_ref().map(|_| subject.as_str()),
        replayed: &replayed.failed(ErrorCode::AppTokenReplayed),
    };
    match app.store.redeem_code(&redemption).await? {
        CodeOutcome::Redeemed => Ok(issued),
        CodeOutcome::Replayed => Err(OAuthError::invalid_grant(ErrorCode::AppTokenReplayed)
            .because("the code was used before; what it gave then has ended")
            .into()),
        CodeOutcome::SessionEnded => Err(TokenRefusal::of(user, "the session has just ended").report(call).await),
    }
}

/// Makes tokens for what was granted, if the person may still use the app. Nothing is stored.
pub(super) async fn make(
    app: &AppsState,
    of: &App,
    grant: Grant,
) -> Result<Result<(Issued, NewAppTokens), TokenRefusal>, ApiError> {
    let Grant { user, session, scopes, nonce, .. } = grant;
    let found = app.store.find_session_by_id(session).await?.filter(|session| session.user.id == user);
    let Some(session) = found else {
        return Ok(Err(TokenRefusal::of(user, "the session has ended, or its person is disabled")));
    };
    let access = match may_use(app, of, (&session.session, &session.user)) {
        Ok(access) => access,
        Err(why) => return Ok(Err(TokenRefusal::of(user, why))),
    };
    let offline = scopes.has("offline_access");
    let about = TokensFor { app: of, session: &session, access: &access, scopes: &scopes, offline };
    let (tokens, new) = MadeTokens::make(app, &about).await?;
    Ok(Ok((Issued { session, access, scopes, nonce, tokens }, new)))
}
