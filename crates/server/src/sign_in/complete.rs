//! The last step of a flow: from a verified identity to a session, or to a link.

use axum::response::Response;
use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::SignInError,
    identity::Identity,
    ids::{ProviderId, Ref, SessionId},
    policy,
};
use vestibule_registry::Slot;
use vestibule_store::{AuditEvent, CompleteLink, CompleteSignIn, EventKind, LinkOutcome, SignInOutcome, StoreError};

use super::{flow::Flow, pending_link::PendingLink};
use crate::{
    http::notice::Notice,
    http::{answer::see_other, client::Client, cookies},
    session,
    sign_in::state::SignInState,
};

/// How long the login page knows which provider this browser used last.
const LAST_USED: Duration = Duration::days(365);

/// Somebody who comes back from an upstream: what the last step knows beside the flow.
pub(super) struct CallbackContext<'a> {
    pub(super) app: &'a SignInState,
    pub(super) provider: &'a ProviderId,
    pub(super) client: &'a Client,
    pub(super) headers: &'a HeaderMap,
}

/// A flow that ends without a session, and whether its audit event is written already.
pub(super) enum SignInFailure {
    /// The store wrote it in the transaction that refused.
    Audited(SignInError),
    /// It wrote it too, and the identity may be linked once its owner has signed in: the line lets it wait until then.
    PendingLink(SignInError, HeaderValue),
    /// It is still to be written.
    NotAudited(SignInError),
}

/// Signs in or links, by what the flow was begun for.
pub(super) async fn complete(
    callback: &CallbackContext<'_>,
    slot: &Slot,
    flow: &Flow,
    identity: &Identity,
    reference: &Ref,
) -> Result<Response, SignInFailure> {
    policy::admit(identity, &slot.settings)
        .map_err(|refusal| SignInFailure::NotAudited(SignInError::new(refusal.code, Cause::Policy, refusal.reason)))?;
    match flow.link_in {
        None => sign_in(callback, slot, flow, identity, reference).await,
        Some(session) => link(callback, slot, flow, (identity, session), reference).await,
    }
}

async fn sign_in(
    callback: &CallbackContext<'_>,
    slot: &Slot,
    flow: &Flow,
    identity: &Identity,
    reference: &Ref,
) -> Result<Response, SignInFailure> {
    let app = callback.app;
    let (session, token) = session::begin(app, callback.client, callback.headers);
    let completed = CompleteSignIn {
        provider: callback.provider,
        identity,
        linking: slot.settings.linking,
        auto_register: slot.settings.auto_register,
        profile_sync: slot.settings.profile_sync,
        grants_admin: policy::is_admin(identity, &slot.settings),
        session: &session,
        reference,
    };
    match app.store.complete_sign_in(&completed).await.map_err(storage)? {
        SignInOutcome::Refused(code) => {
            let error = SignInError::new(code, Cause::Linking, "refused by the linking rules");
            let may_wait = code == ErrorCode::AccountExists;
            let line = may_wait.then(|| PendingLink::cookie(app, callback.provider, identity, &flow.return_to));
            Err(match line.flatten() {
                Some(line) => SignInFailure::PendingLink(error, line),
                None => SignInFailure::Audited(error),
            })
        }
        SignInOutcome::SignedIn(signed_in) => {
            app.sessions.forget(session.replaces.as_ref()).await;
            tracing::info!(user = %signed_in.user.id, account = ?signed_in.account, "signed in");
            let mut response = see_other(flow.return_to.as_str());
            let headers = response.headers_mut();
            headers.append(header::SET_COOKIE, session::cookie(app, &token));
            headers.append(header::SET_COOKIE, last_used(app, callback.provider));
            Ok(response)
        }
    }
}

/// For the hint on the login page. It says which button, never who.
fn last_used(app: &SignInState, provider: &ProviderId) -> HeaderValue {
    let public_url = &app.settings.public_url;
    cookies::set(public_url, &cookies::last_used_name(public_url), provider.as_str(), LAST_USED)
}

async fn link(
    callback: &CallbackContext<'_>,
    slot: &Slot,
    flow: &Flow,
    (identity, began_in): (&Identity, SessionId),
    reference: &Ref,
) -> Result<Response, SignInFailure> {
    let app = callback.app;
    let unavailable =
        || SignInError::new(ErrorCode::StorageUnavailable, Cause::Storage, "the session could not be read");
    let current = session::find(app, callback.headers).await.map_err(|_| SignInFailure::NotAudited(unavailable()))?;
    let Some(current) = current.filter(|current| current.session.id == began_in) else {
        let detail = "the browser's session is not the one that linking was started in";
        return Err(SignInFailure::NotAudited(SignInError::new(
            ErrorCode::LinkSessionMismatch,
            Cause::Linking,
            detail,
        )));
    };
    let address = callback.client.address.to_string();
    let completed = CompleteLink {
        user: current.user.id,
        provider: callback.provider,
        identity,
        profile_sync: slot.settings.profile_sync,
        reference,
        address: Some(&address),
    };
    match app.store.complete_link(&completed).await.map_err(storage)? {
        LinkOutcome::Refused(code) => {
            Err(SignInFailure::Audited(SignInError::new(code, Cause::Linking, "the identity was not linked")))
        }
        LinkOutcome::Linked(_) | LinkOutcome::AlreadyLinked(_) => {
            app.sessions.forget(session::token_hash(app, callback.headers).as_ref()).await;
            let mut response = see_other(flow.return_to.as_str());
            let notice = Notice::Linked(callback.provider.to_string());
            response.headers_mut().append(header::SET_COOKIE, notice.cookie(app));
            Ok(response)
        }
    }
}

/// Writes the audit event of a flow that failed. Should that fail too, the log line that follows is what is left.
pub(super) async fn record(callback: &CallbackContext<'_>, flow: &Flow, error: &SignInError, reference: &Ref) {
    let kind = if flow.link_in.is_some() { EventKind::Link } else { EventKind::SignIn };
    let event = AuditEvent::new(kind, reference.clone())
        .failed(error.code)
        .provider(callback.provider.clone())
        .address(callback.client.address.to_string())
        .detail(error.detail.clone());
    if let Err(error) = callback.app.store.record(&event).await {
        tracing::error!(%error, "an audit event could not be written");
    }
}

#[allow(clippy::needless_pass_by_value, reason = "used as a conversion function")]
fn storage(error: StoreError) -> SignInFailure {
    let code = match &error {
        StoreError::Unavailable(_) => ErrorCode::StorageUnavailable,
        StoreError::Conflict(_) | StoreError::Corrupt(_) => ErrorCode::Internal,
    };
    let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    SignInFailure::NotAudited(SignInError::new(code, Cause::Storage, format!("{error}{source}")))
}
