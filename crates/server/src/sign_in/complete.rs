//! The last step of a sign-in: from a verified identity to a session, or to a link.

use axum::response::Response;
use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};
use vestibule_core::{
    access::Checked,
    application_id::ApplicationId,
    cause::Cause,
    code::ErrorCode,
    driver::SignInError,
    identity::Identity,
    ids::{ProviderId, Ref, SessionId},
    linking::Decision,
    policy,
    settings::ProviderSettings,
};
use vestibule_registry::Registry;
use vestibule_store::{
    AuditEvent, CompleteLink, CompleteSignIn, Confirmed, EventKind, LinkOutcome, NewSession, RefusalRows,
    RefusedIdentity, SignInOutcome, StoreError,
};

use super::{accept::AcceptedFlow, flow::Flow, pending_link::PendingLink, refusal::back_to_login, state::SignInState};
use crate::{
    http::{
        admission::{NotAdmitted, SigningIn},
        answer::see_other,
        client::Client,
        cookies,
        notice::Notice,
        write_refusals::log_refusal,
    },
    session,
};

/// How long the login page knows which provider this browser used last.
const LAST_USED: Duration = Duration::days(365);

/// The request that an upstream has sent a browser back with.
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
    /// The same, and the identity may be linked once its owner has signed in: the `Set-Cookie` line keeps it until then.
    PendingLink(SignInError, HeaderValue),
    /// The caller writes it.
    NotAudited(SignInError),
    /// The application refuses; the caller writes it.
    NotAdmitted(NotAdmitted),
}

impl CallbackContext<'_> {
    /// Ends a flow of this browser: with a session or a link, else on the login page and with one audit event. The
    /// flow's cookie goes either way.
    pub(super) async fn complete(
        &self,
        accepted: &AcceptedFlow<'_>,
        identity: Result<Identity, SignInError>,
        reference: &Ref,
    ) -> Response {
        let outcome = match identity {
            Ok(identity) => self.admit(accepted, &identity, reference).await,
            Err(error) => Err(SignInFailure::NotAudited(error)),
        };
        match outcome {
            Ok(mut response) => {
                self.count("ok");
                response.headers_mut().append(header::SET_COOKIE, accepted.flow().removal(self.app));
                response
            }
            Err(failure) => self.refuse(accepted.flow(), failure, reference).await,
        }
    }

    /// Ends a flow that no driver has seen.
    pub(super) async fn fail(&self, flow: &Flow, error: SignInError) -> Response {
        let reference = Ref::generate(&*self.app.random);
        self.refuse(flow, SignInFailure::NotAudited(error), &reference).await
    }

    async fn admit(
        &self,
        accepted: &AcceptedFlow<'_>,
        identity: &Identity,
        reference: &Ref,
    ) -> Result<Response, SignInFailure> {
        for not_taken in &identity.not_taken {
            tracing::warn!(provider = %self.provider, r#ref = %reference, "a claim of the provider: {not_taken}");
        }
        if let Err(refusal) = policy::admit(identity, &accepted.slot().settings) {
            let reasons = identity.not_taken.iter().map(|not_taken| format!("; {not_taken}"));
            let detail = std::iter::once(refusal.reason).chain(reasons).collect::<String>();
            let error = SignInError::new(refusal.code, Cause::Policy, detail);
            let event = self.event(accepted.flow(), &error, reference);
            let admit = |event: &AuditEvent| self.app.admits_row(self.client.address, event);
            let refusals = RefusalRows(&admit);
            let refused = RefusedIdentity { provider: self.provider, identity, event: &event, refusals };
            let known = self.app.store.refuse_identity(&refused).await.map_err(storage)?;
            return Err(match known {
                Some(_) => SignInFailure::Audited(error),
                None => SignInFailure::NotAudited(error),
            });
        }
        match accepted.flow().link_in {
            None => self.sign_in(accepted, identity, reference).await,
            Some(session) => self.link(accepted, (identity, session), reference).await,
        }
    }

    /// What an identity is that the rules of its provider admit.
    pub(super) fn confirmed<'a>(
        &'a self,
        identity: &'a Identity,
        (settings, checked): (&ProviderSettings, &'a Checked),
        registry: &'a Registry,
        refusals: RefusalRows<'a>,
    ) -> Confirmed<'a> {
        Confirmed {
            provider: self.provider,
            identity,
            linking: settings.linking,
            profile_sync: settings.profile_sync,
            grants_admin: policy::is_admin(identity, settings),
            checked,
            rules: self.app.rules(registry),
            refusals,
        }
    }

    async fn sign_in(
        &self,
        accepted: &AcceptedFlow<'_>,
        identity: &Identity,
        reference: &Ref,
    ) -> Result<Response, SignInFailure> {
        let (app, flow) = (self.app, accepted.flow());
        let (session, token) = session::begin(app, self.client, self.headers);
        let (slot, registry) = (accepted.slot(), app.registry.load());
        let checked = slot.checked();
        let admit = |event: &AuditEvent| app.admits_row(self.client.address, event);
        let confirmed = self.confirmed(identity, (&slot.settings, &checked), &registry, RefusalRows(&admit));
        let auto_register = slot.settings.auto_register;
        let request = CompleteSignIn { confirmed, auto_register, session: Some(&session), reference };
        let application_id = self.ask_application(&request).await?;
        let session = NewSession { application_id, ..session.clone() };
        let request = CompleteSignIn { session: Some(&session), ..request };
        match app.store.complete_sign_in(&request).await.map_err(storage)? {
            SignInOutcome::Refused(code) => {
                let error = SignInError::new(code, Cause::Linking, "refused by the linking rules");
                if code != ErrorCode::AccountExists {
                    return Err(SignInFailure::Audited(error));
                }
                // One that is too large for a cookie cannot be linked later; the sign-in is refused either way.
                Err(match PendingLink::cookie(app, self.provider, identity, &flow.return_to) {
                    Ok(Some(line)) => SignInFailure::PendingLink(error, line),
                    Ok(None) => SignInFailure::Audited(error),
                    Err(error) => SignInFailure::NotAudited(SignInError::new(
                        ErrorCode::Internal,
                        Cause::Internal,
                        error.to_string(),
                    )),
                })
            }
            SignInOutcome::SignedIn(signed_in) => {
                tracing::info!(user = %signed_in.user.id, account = ?signed_in.account, "signed in");
                let mut response = see_other(flow.return_to.location(&app.settings));
                let headers = response.headers_mut();
                headers.append(header::SET_COOKIE, session::cookie(app, &token));
                headers.append(header::SET_COOKIE, last_used(app, self.provider));
                Ok(response)
            }
        }
    }

    /// The application is asked before anything is stored. Whom the linking rules refuse is not its business.
    async fn ask_application(&self, request: &CompleteSignIn<'_>) -> Result<Option<ApplicationId>, SignInFailure> {
        if self.app.admission.is_none() {
            return Ok(None);
        }
        let preview = self.app.store.preview_sign_in(request).await.map_err(storage)?;
        if matches!(preview.decision, Decision::Refuse(_)) {
            return Ok(None);
        }
        let identity = Some((self.provider.clone(), request.confirmed.identity.clone()));
        let application_id = preview.user.as_ref().and_then(|user| user.application_id.clone());
        let person = SigningIn { user: preview.user.map(|user| user.id), application_id, identity };
        self.app.admit(person).await.map_err(SignInFailure::NotAdmitted)
    }

    async fn link(
        &self,
        accepted: &AcceptedFlow<'_>,
        (identity, began_in): (&Identity, SessionId),
        reference: &Ref,
    ) -> Result<Response, SignInFailure> {
        let app = self.app;
        let unavailable =
            || SignInError::new(ErrorCode::StorageUnavailable, Cause::Storage, "the session could not be read");
        let current = session::find(app, self.headers).await.map_err(|_| SignInFailure::NotAudited(unavailable()))?;
        let Some(current) = current.filter(|current| current.session.id == began_in) else {
            let detail = "the browser's session is not the one that linking was started in";
            return Err(SignInFailure::NotAudited(SignInError::new(
                ErrorCode::LinkSessionMismatch,
                Cause::Linking,
                detail,
            )));
        };
        let address = self.client.address.to_string();
        let (slot, registry) = (accepted.slot(), app.registry.load());
        let checked = slot.checked();
        let admit = |event: &AuditEvent| app.admits_row(self.client.address, event);
        let confirmed = self.confirmed(identity, (&slot.settings, &checked), &registry, RefusalRows(&admit));
        let request = CompleteLink { user: current.user.id, confirmed, reference, address: Some(&address) };
        match app.store.complete_link(&request).await.map_err(storage)? {
            LinkOutcome::Refused(code) => {
                Err(SignInFailure::Audited(SignInError::new(code, Cause::Linking, "the identity was not linked")))
            }
            LinkOutcome::Linked(_) | LinkOutcome::AlreadyLinked(_) => {
                let mut response = see_other(accepted.flow().return_to.location(&app.settings));
                let notice = Notice::Linked(self.provider.to_string());
                response.headers_mut().append(header::SET_COOKIE, notice.cookie(app));
                Ok(response)
            }
        }
    }

    async fn refuse(&self, flow: &Flow, failure: SignInFailure, reference: &Ref) -> Response {
        let written = |error: &SignInError| log_refusal(self.client.address, &self.event(flow, error, reference));
        let refused = match &failure {
            SignInFailure::NotAdmitted(refused) => Some(refused.clone()),
            _ => None,
        };
        let (error, link) = match failure {
            SignInFailure::Audited(error) => {
                written(&error);
                (error, None)
            }
            SignInFailure::PendingLink(error, line) => {
                written(&error);
                (error, Some(line))
            }
            SignInFailure::NotAudited(error) => {
                self.record(flow, &error, reference).await;
                (error, None)
            }
            SignInFailure::NotAdmitted(refused) => {
                let error = refused.error();
                self.record(flow, &error, reference).await;
                (error, None)
            }
        };
        let (provider, code) = (self.provider, error.code);
        self.count(code.as_str());
        self.app.note_failure(code);
        let mut response = back_to_login(code, provider, reference, (&flow.return_to, refused.as_ref()));
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, flow.removal(self.app));
        headers.extend(link.map(|line| (header::SET_COOKIE, line)));
        response
    }

    fn count(&self, outcome: &'static str) {
        let provider = self.provider.to_string();
        metrics::counter!("vestibule_sign_ins_total", "provider" => provider, "outcome" => outcome).increment(1);
    }

    /// The audit event of a flow that failed.
    fn event(&self, flow: &Flow, error: &SignInError, reference: &Ref) -> AuditEvent {
        let kind = if flow.link_in.is_some() { EventKind::Link } else { EventKind::SignIn };
        AuditEvent::new(kind, reference.clone())
            .failed(error.code)
            .provider(self.provider.clone())
            .address(self.client.address.to_string())
            .detail(error.detail.clone())
    }

    /// Writes the audit event of a flow that failed. If that fails too, the log line is the only record.
    async fn record(&self, flow: &Flow, error: &SignInError, reference: &Ref) {
        let event = self.event(flow, error, reference);
        if let Err(error) = self.app.refused(self.client.address, event).await {
            tracing::error!(%error, "could not write an audit event");
        }
    }
}

/// For the hint on the login page. It names the provider, never the person.
fn last_used(app: &SignInState, provider: &ProviderId) -> HeaderValue {
    let public_url = &app.settings.public_url;
    cookies::set(public_url, &cookies::last_used_name(public_url), provider.as_str(), LAST_USED)
}

#[expect(clippy::needless_pass_by_value, reason = "used as a conversion function")]
fn storage(error: StoreError) -> SignInFailure {
    SignInFailure::NotAudited(SignInError::new(error.code(), Cause::Storage, error.detail()))
}
