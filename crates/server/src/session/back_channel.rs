//! `POST /api/auth/providers/{id}/backchannel-logout`: an upstream says that a person has signed out there.
//!
//! OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8. The answer is exactly 200 when the sessions have ended, also when
//! there were none, and 400 when the token is not one to believe; a database that does not answer is 503, so that the
//! upstream knows that nothing has happened. What is wrong with a token is for the log, not for whoever sent it.

use axum::{
    body::to_bytes,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use schemars::JsonSchema;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError, UpstreamLogout},
    ids::{ProviderId, Ref},
    media_type::{FORM, media_type},
    secret::{Secret, sha256},
};
use vestibule_registry::Slot;
use vestibule_store::{AuditEvent, EventKind, UpstreamSignOut, UpstreamSignOutOutcome};

use crate::{
    http::{api_error::ApiError, client::Client, openapi::OperationSpec},
    session::state::SessionState,
};

const BODY_LIMIT: usize = 64 * 1024;

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, "/api/auth/providers/{id}/backchannel-logout", |operation| {
        operation
            .named("backChannelLogout", "Revoke sessions (OpenID Connect Back-Channel Logout 1.0)")
            .tag("sign-in")
            .form::<LogoutRequest>()
            .empty(StatusCode::OK, "The sessions are revoked.")
            .problem(ErrorCode::InvalidRequest)
            .problem(ErrorCode::UnknownProvider)
            .problem(ErrorCode::StorageUnavailable)
    })
}

/// The form that the upstream sends.
#[derive(JsonSchema)]
struct LogoutRequest {
    #[schemars(with = "String")]
    logout_token: Secret,
}

/// Ends the sessions that the token is about, on every node at once.
pub(crate) async fn back_channel_logout(
    app: &SessionState,
    slot: &Slot,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let client = Client::of(&parts, &app.settings);
    let provider = &slot.id;
    let token = match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => LogoutRequest::parse(&parts.headers, &body),
        Err(_) => Err("the body is too large, or did not come in time"),
    };
    let token = token.map_err(|why| refuse(app, &client, provider, why))?;
    let logout = check(app, slot, &token.logout_token).await;
    let logout = logout.map_err(|error| refuse(app, &client, provider, &error.detail))?;
    match end(app, &client, provider, &logout).await? {
        UpstreamSignOutOutcome::Ended(sessions) => {
            tracing::info!(%provider, sessions = sessions.len(), "the upstream signed a person out");
            metrics::counter!("vestibule_backchannel_logouts_total", "outcome" => "ok").increment(1);
            Ok(StatusCode::OK.into_response())
        }
        UpstreamSignOutOutcome::Replayed => Err(refuse(app, &client, provider, "the token was used before")),
        UpstreamSignOutOutcome::SubjectMismatch => {
            Err(refuse(app, &client, provider, "the token's session belongs to another subject than the token says"))
        }
        UpstreamSignOutOutcome::AlgorithmMismatch => {
            let why = "the token is signed with another algorithm than the ID token of its session";
            Err(refuse(app, &client, provider, why))
        }
    }
}

impl LogoutRequest {
    /// Reads the only `logout_token` of a form; other parameters are ignored (§2.5).
    fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, &'static str> {
        if media_type(headers) != FORM {
            return Err("the body is not a form");
        }
        let mut tokens = url::form_urlencoded::parse(body).filter(|(name, _)| name == "logout_token");
        match (tokens.next(), tokens.next()) {
            (Some((_, token)), None) => Ok(Self { logout_token: Secret::new(token.into_owned()) }),
            (None, _) => Err("the form has no `logout_token`"),
            (Some(_), Some(_)) => Err("the form has two `logout_token`s"),
        }
    }
}

async fn check(app: &SessionState, slot: &Slot, token: &Secret) -> Result<UpstreamLogout, SignInError> {
    let ready = slot.ready();
    let able = ready.and_then(|ready| Some((ready, ready.driver.back_channel_logout()?)));
    let Some((ready, driver)) = able else {
        return Err(SignInError::new(
            ErrorCode::ProviderUnavailable,
            Cause::ProviderNotReady,
            "the provider is unavailable",
        ));
    };
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    driver.check(&context, token.expose()).await
}

async fn end(
    app: &SessionState,
    client: &Client,
    provider: &ProviderId,
    logout: &UpstreamLogout,
) -> Result<UpstreamSignOutOutcome, ApiError> {
    // One name may be used once by each upstream.
    let token = sha256(format!("logout token\0{provider}\0{}\0{}", logout.issuer.as_str(), logout.token_id));
    let sign_out = UpstreamSignOut {
        provider,
        issuer: &logout.issuer,
        subject: logout.subject.as_ref(),
        upstream_session: logout.session.as_deref(),
        algorithm: logout.algorithm,
        other_algorithms: &logout.other_algorithms,
        token: &token,
        usable_until: logout.usable_until,
    };
    let event = AuditEvent::new(EventKind::SignOut, Ref::generate(&*app.random))
        .address(client.address.to_string())
        .detail("the upstream reported a sign-out".to_owned());
    Ok(app.store.end_upstream_sessions(&sign_out, &event).await?)
}

/// Anybody can send this, so it is logged no more often than the limit of failed callbacks allows.
fn refuse(app: &SessionState, client: &Client, provider: &ProviderId, why: &str) -> ApiError {
    metrics::counter!("vestibule_backchannel_logouts_total", "outcome" => "refused").increment(1);
    if app.limits.callback_failures.count(client.address).is_ok() {
        tracing::warn!(%provider, address = %client.address, "a logout token was refused: {why}");
    }
    ApiError::new(ErrorCode::InvalidRequest).detail("The logout token was refused. The log of this server says why.")
}
