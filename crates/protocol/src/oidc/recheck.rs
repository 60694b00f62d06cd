//! Asking again about a person who has signed in (OpenID Connect Core §12): a refresh token for new tokens, and what these
//! say about the person now.

use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, RecheckRequest, Rechecked, SignInError},
    identity::Identity,
    redact::Redactor,
    secret::Secret,
};

use super::{
    finish::{Answer, OfFlow},
    resolved::OidcDriver,
};
use crate::{
    answers::Answers,
    token::{self, Grant},
};

pub(super) async fn recheck(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &RecheckRequest<'_>,
) -> Result<Rechecked, SignInError> {
    let upstream = driver.upstream();
    let secrets = [upstream.auth.secret(), Some(request.refresh_token)];
    let sent = Redactor::new(secrets.into_iter().flatten().map(Secret::expose));
    let flow = OfFlow::default();
    let answer = Answer { driver, upstream: &upstream, context, flow, callback: Answers::default(), sent };
    let token_request = answer.token_request(&upstream.metadata.token, Grant::RefreshToken(request.refresh_token));
    let tokens = token::exchange(context, &token_request).await?;
    let identity = match &tokens.id_token {
        Some(raw) => {
            let userinfo = upstream.metadata.userinfo.as_ref();
            let identity = answer.identity(userinfo, &token_request, (&tokens, raw)).await;
            let identity = identity.and_then(|identity| of_person(identity, request)).map(Some);
            identity.map_err(|error| SignInError { detail: answer.sent.redact(&error.detail), ..error })
        }
        None => Ok(None),
    };
    Ok(Rechecked { refresh_token: tokens.refresh_token, identity })
}

/// The identity, if it is that of the person who was asked for.
fn of_person(identity: Identity, request: &RecheckRequest<'_>) -> Result<Identity, SignInError> {
    if (&identity.issuer, &identity.subject) == (request.issuer, request.subject) {
        return Ok(identity);
    }
    let detail = "the ID token of the refresh is about somebody else";
    Err(SignInError::new(ErrorCode::IdTokenInvalid, Cause::IdToken, detail))
}
