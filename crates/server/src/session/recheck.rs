//! Asking the upstream again about a person who is signed in (`session.recheck`), in the background of a request.
//!
//! ```text
//! use of a session ─▶ due? ─▶ claim (one node) ─▶ driver.recheck ─┬▶ refused         sessions end, grants are withdrawn
//!                                                                  ├▶ an identity     policy, then as at a sign-in
//!                                                                  └▶ nothing usable  nothing, for 24 hours; then they end
//! ```
//! The request that was the occasion never waits for it.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, RecheckRequest, Rechecked, SignInError},
    identity::Identity,
    ids::{Ref, SessionId},
    policy,
    secret::Secret,
};
use vestibule_registry::Slot;
use vestibule_store::{AuditEvent, CompleteSignIn, Confirmed, EventKind, Recheck, RefusalRows, Renewal, StoreError};

use crate::http::state::HttpState;

/// Asks in the background, unless another node or session has just asked.
pub(super) fn start(app: Arc<HttpState>, session: SessionId) {
    tokio::spawn(async move {
        let interval = app.settings.session_recheck;
        match app.store.claim_recheck(session, interval).await {
            Ok(Some(recheck)) => {
                if let Err(error) = ask(&app, &recheck).await {
                    tracing::error!(%session, %error, "the answer of an upstream about a person could not be stored");
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%session, %error, "could not look whether an upstream is to be asked again"),
        }
    });
}

async fn ask(app: &HttpState, recheck: &Recheck) -> Result<(), StoreError> {
    let registry = app.lifecycle.contacted(&app.registry, recheck.provider.as_str()).await;
    let Some(slot) = registry.slots.get(&recheck.provider).filter(|slot| slot.enabled()) else {
        return unanswered(app, recheck, &no_answer("the provider is not enabled")).await;
    };
    match ask_upstream(app, slot, recheck).await {
        Ok(Rechecked { refresh_token, identity: Ok(Some(identity)) }) => {
            take_over(app, slot, recheck, (&identity, refresh_token.as_ref())).await
        }
        Ok(Rechecked { refresh_token, identity: Ok(None) }) => {
            app.store.renew_session(recheck, refresh_token.as_ref()).await
        }
        Ok(Rechecked { refresh_token, identity: Err(error) }) => {
            // The former token may be worth nothing by now.
            if refresh_token.is_some() {
                app.store.renew_session(recheck, refresh_token.as_ref()).await?;
            }
            unanswered(app, recheck, &error).await
        }
        Err(error) if error.refuses() => {
            refused(app, recheck, ErrorCode::AccessDenied, &format!("asked again: {}", error.detail)).await
        }
        Err(error) => unanswered(app, recheck, &error).await,
    }
}

/// As at a sign-in: the rules of the provider first, then the store.
async fn take_over(
    app: &HttpState,
    slot: &Slot,
    recheck: &Recheck,
    (identity, refresh_token): (&Identity, Option<&Secret>),
) -> Result<(), StoreError> {
    let settings = &slot.settings;
    let reference = Ref::generate(&*app.random);
    let taken = match policy::admit(identity, settings) {
        Err(refusal) => Err((refusal.code, refusal.reason)),
        Ok(()) => {
            let registry = app.registry.load();
            let checked = slot.checked();
            let confirmed = Confirmed {
                provider: &recheck.provider,
                identity,
                linking: settings.linking,
                profile_sync: settings.profile_sync,
                grants_admin: policy::is_admin(identity, settings),
                checked: &checked,
                rules: app.rules(&registry),
                refusals: RefusalRows::ALL,
            };
            let sign_in = CompleteSignIn { confirmed, auto_register: false, session: None, reference: &reference };
            let renewal = Renewal { recheck, refresh_token, sign_in };
            app.store.take_over(&renewal).await?.map_err(|code| (code, "refused by the linking rules".into()))
        }
    };
    match taken {
        Ok(()) => Ok(()),
        Err((code, reason)) => refused(app, recheck, code, &format!("asked again: {reason}")).await,
    }
}

/// The person is signed out.
async fn refused(app: &HttpState, recheck: &Recheck, code: ErrorCode, detail: &str) -> Result<(), StoreError> {
    let event = event(app).failed(code).detail(detail.to_owned());
    let ended = app.store.end_refused(recheck, &event).await?;
    let (provider, user) = (&recheck.provider, recheck.user);
    tracing::info!(%provider, %user, %code, ended, r#ref = %event.reference, "a person is signed out: {detail}");
    Ok(())
}

async fn ask_upstream(app: &HttpState, slot: &Slot, recheck: &Recheck) -> Result<Rechecked, SignInError> {
    let ready = slot.ready().ok_or_else(|| no_answer("the provider is unavailable"))?;
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let Recheck { refresh_token, issuer, subject, .. } = recheck;
    ready.driver.recheck(&context, &RecheckRequest { refresh_token, issuer, subject }).await
}

/// Nothing happens until the upstream has not said for too long who the person is.
async fn unanswered(app: &HttpState, recheck: &Recheck, error: &SignInError) -> Result<(), StoreError> {
    let detail = format!("the upstream has given no answer that can be used for 24 hours: {}", error.detail);
    let event = event(app).failed(error.code).detail(detail);
    let ended = app.store.recheck_unanswered(recheck, &event).await?;
    let (provider, user, detail, outcome) = (&recheck.provider, recheck.user, &error.detail, outcome(error.cause));
    tracing::warn!(%provider, %user, ended, "the upstream of a person who is signed in {outcome}: {detail}");
    Ok(())
}

/// What the upstream did, in the words of the log: an operator looks at the network for one, and at the client for the other.
const fn outcome(cause: Cause) -> &'static str {
    match cause {
        Cause::ProviderNotReady => "was not asked again",
        Cause::Unavailable
        | Cause::Unreachable
        | Cause::Timeout
        | Cause::Tls
        | Cause::NetworkRules
        | Cause::Overload => "gives no answer",
        _ => "gives an answer that cannot be used",
    }
}

fn no_answer(detail: &str) -> SignInError {
    SignInError::new(ErrorCode::ProviderUnavailable, Cause::ProviderNotReady, detail)
}

fn event(app: &HttpState) -> AuditEvent {
    AuditEvent::new(EventKind::SignOut, Ref::generate(&*app.random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_silence_is_no_answer() {
        for (cause, says) in [
            (Cause::ProviderNotReady, "was not asked again"),
            (Cause::Timeout, "gives no answer"),
            (Cause::Unavailable, "gives no answer"),
            (Cause::NetworkRules, "gives no answer"),
            (Cause::UpstreamError, "gives an answer that cannot be used"),
            (Cause::ClientAuthentication, "gives an answer that cannot be used"),
            (Cause::IdToken, "gives an answer that cannot be used"),
        ] {
            assert_eq!(outcome(cause), says, "{cause:?}");
        }
    }
}
