//! `GET` or `POST /api/auth/providers/{id}/callback`: a sign-in comes back.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, header};
use tracing::Instrument;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, FinishRequest, SignInError},
    identity::Identity,
    ids::{ProviderId, Ref},
    routes::Route,
};
use vestibule_registry::{Ready, Registry, Slot};

use super::{
    accept::{Acceptance, AcceptedFlow, accept, may_repost, rejected},
    complete::{self, CallbackContext},
    flow::Flow,
    parameters::Parameters,
    refusal::{back_to_login, unknown_provider},
    test_sign_in,
};
use crate::{
    http::{api_error::ApiError, client::Client},
    sign_in::state::SignInState,
};

/// What a callback is answered with.
pub(crate) enum CallbackAnswer {
    Done(Response),
    /// A page that posts the form once more, from our own origin, so that the browser sends its cookies.
    Repost {
        path: String,
        headers: HeaderMap,
        form: Vec<(String, String)>,
    },
}

/// Answers a callback. `slot` is the provider whose path was asked; `None` when no enabled provider has it.
pub(crate) async fn callback(
    app: &SignInState,
    slot: Option<&Slot>,
    request: Request,
) -> Result<CallbackAnswer, ApiError> {
    let registry = app.registry.load();
    let path = request.uri().path().to_owned();
    let provider = match slot {
        Some(slot) => slot.id.clone(),
        None => provider_of_path(&path).ok_or_else(unknown_provider)?,
    };
    let (parts, body) = request.into_parts();
    let client = Client::of(&parts, &app.settings);
    let (headers, parameters) = Parameters::read(Request::from_parts(parts, body))
        .await
        .map_err(|failure| counted(app, &client, failure.status(400)))?;
    // A state that an administrator's trial has belongs to nothing else.
    if let Some(state) = parameters.state.as_deref().filter(|state| app.test_sign_ins.is_pending(Some(state))) {
        if may_repost(&headers, &parameters) {
            return Ok(CallbackAnswer::Repost { path, headers, form: parameters.form });
        }
        let answer = test_sign_in::finish(app, &client, &headers, (state, &parameters.answer)).await;
        return answer.map(CallbackAnswer::Done);
    }
    let accepted = accept(app, &registry, &provider, &headers, &parameters).await;
    let callback = CallbackContext { app, provider: &provider, client: &client, headers: &headers };
    match accepted {
        // Without a flow of this browser there is no telling whether the provider was ever there.
        Ok(Acceptance::Repost | Acceptance::NoFlow) if slot.is_none() => Err(unknown_provider()),
        Ok(Acceptance::Repost) => Ok(CallbackAnswer::Repost { path, headers, form: parameters.form }),
        Ok(Acceptance::NoFlow) => Err(counted(app, &client, rejected(ErrorCode::InvalidState))),
        Ok(Acceptance::Ended(flow, code, why)) => {
            Ok(CallbackAnswer::Done(callback.with_code(&flow, &SignInError::new(code, Cause::Callback, why)).await))
        }
        Ok(Acceptance::Accepted(accepted)) => {
            Ok(CallbackAnswer::Done(callback.with_identity(&registry, &accepted, &parameters).await))
        }
        Err(failure) => Err(counted(app, &client, failure)),
    }
}

/// A callback that belongs to no flow counts against the client; one that does never asks.
fn counted(app: &SignInState, client: &Client, failure: ApiError) -> ApiError {
    let code = failure.code;
    metrics::counter!("vestibule_callbacks_rejected_total", "code" => code.as_str()).increment(1);
    if let Err(limited) = app.limits.callback_failures.count(client.address) {
        return limited;
    }
    // Strangers can cause this at will, but not more often than the limit: so the log can have the page's reference.
    let reference = Ref::generate(&*app.random);
    tracing::info!(%code, address = %client.address, r#ref = %reference, "a callback was rejected");
    failure.reference(reference)
}

fn provider_of_path(path: &str) -> Option<ProviderId> {
    let id = path.strip_prefix("/api/auth/providers/")?.strip_suffix("/callback")?.parse().ok()?;
    (Route::Callback(&id).path() == path).then_some(id)
}

/// The end of a flow of this browser: always one audit event, always a redirect, the flow's cookie always goes.
impl CallbackContext<'_> {
    async fn with_identity(&self, registry: &Registry, accepted: &AcceptedFlow, parameters: &Parameters) -> Response {
        let flow = accepted.flow();
        let reference = Ref::generate(&*self.app.random);
        let span = tracing::info_span!("callback", provider = %self.provider, r#ref = %reference);
        async {
            // Accepting has made sure that the provider is in service in this very snapshot.
            let Some((slot, ready)) = registry.slots.get(self.provider).and_then(|s| s.ready().map(|r| (s, r))) else {
                let gone = SignInError::new(
                    ErrorCode::ProviderUnavailable,
                    Cause::ProviderNotReady,
                    "the provider is unavailable",
                );
                return self.with_code(flow, &gone).await;
            };
            let outcome = match self.finish(ready, flow, parameters).await {
                Ok(identity) => complete::complete(self, slot, flow, &identity, &reference).await,
                Err(error) => Err(complete::SignInFailure::NotAudited(error)),
            };
            match outcome {
                Ok(mut response) => {
                    self.count("ok");
                    response.headers_mut().append(header::SET_COOKIE, flow.removal(self.app));
                    response
                }
                Err(unfinished) => self.refuse(flow, unfinished, &reference).await,
            }
        }
        .instrument(span)
        .await
    }

    async fn finish(&self, ready: &Ready, flow: &Flow, parameters: &Parameters) -> Result<Identity, SignInError> {
        let app = self.app;
        let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
        let (values, saved) = (flow.values(), flow.saved());
        let request =
            FinishRequest { flow: &values, saved: &saved, callback: &parameters.answer, began_at: flow.began_at() };
        ready.driver.finish(&context, &request).await
    }

    /// Ends a flow with a code, before or without a driver.
    async fn with_code(&self, flow: &Flow, error: &SignInError) -> Response {
        let reference = Ref::generate(&*self.app.random);
        let error = SignInError::new(error.code, error.cause, error.detail.clone());
        self.refuse(flow, complete::SignInFailure::NotAudited(error), &reference).await
    }

    async fn refuse(&self, flow: &Flow, unfinished: complete::SignInFailure, reference: &Ref) -> Response {
        let mut waiting = None;
        let error = match unfinished {
            complete::SignInFailure::Audited(error) => error,
            complete::SignInFailure::PendingLink(error, line) => {
                waiting = Some(line);
                error
            }
            complete::SignInFailure::NotAudited(error) => {
                complete::record(self, flow, &error, reference).await;
                error
            }
        };
        let (provider, code) = (self.provider, error.code);
        tracing::warn!(%provider, %code, r#ref = %reference, "a sign-in failed: {}", error.detail);
        self.count(code.as_str());
        let mut response = back_to_login(code, provider, reference, &flow.return_to);
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, flow.removal(self.app));
        headers.extend(waiting.map(|line| (header::SET_COOKIE, line)));
        response
    }

    fn count(&self, outcome: &'static str) {
        let provider = self.provider.to_string();
        metrics::counter!("vestibule_sign_ins_total", "provider" => provider, "outcome" => outcome).increment(1);
    }
}
