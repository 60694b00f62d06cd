//! From an unknown client's request to an accepted flow. [`AcceptedFlow`] can only be made here.

use http::HeaderMap;
use vestibule_core::{cause::Cause, code::ErrorCode, driver::SignInError, ids::ProviderId};
use vestibule_registry::{Ready, Registry, Slot};

use super::{
    flow::Flow,
    parameters::Parameters,
    refusal::{not_ready_code, try_again_url},
};
use crate::{http::api_error::ApiError, sign_in::state::SignInState};

/// A flow of this browser, for this state, in time, of the provider whose path was requested, and consumed: no other
/// request gets one for it. With the provider as the snapshot had it.
pub(super) struct AcceptedFlow<'a> {
    flow: Flow,
    slot: &'a Slot,
    ready: &'a Ready,
}

impl<'a> AcceptedFlow<'a> {
    pub(super) fn flow(&self) -> &Flow {
        &self.flow
    }

    pub(super) fn slot(&self) -> &'a Slot {
        self.slot
    }

    pub(super) fn ready(&self) -> &'a Ready {
        self.ready
    }
}

/// What became of a callback.
pub(super) enum Acceptance<'a> {
    /// Continue with the provider's driver.
    Accepted(AcceptedFlow<'a>),
    /// The flow is this browser's, and ends here.
    Ended(Flow, SignInError),
    /// This browser has no flow for this state.
    NoFlow,
    /// A cross-site form post came without cookies: post it once more from our own page.
    Repost,
}

/// Accepts a callback, or says why not. `provider` is the one whose path was requested.
pub(super) async fn accept<'a>(
    app: &SignInState,
    registry: &'a Registry,
    provider: &ProviderId,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Acceptance<'a>, ApiError> {
    let Some(state) = parameters.state.as_deref() else { return Ok(Acceptance::NoFlow) };
    let Some(flow) = Flow::open(app, headers, state) else {
        return Ok(if may_repost(headers, parameters) { Acceptance::Repost } else { Acceptance::NoFlow });
    };
    let again = try_again_url(&flow.provider, &flow.return_to);
    if flow.provider != *provider {
        return Err(rejected(ErrorCode::ProviderMismatch).try_again(again));
    }
    if flow.is_expired(app.clock.now()) {
        return Err(rejected(ErrorCode::StateExpired).try_again(again));
    }
    let slot = registry.slots.get(provider).ok_or_else(|| rejected(ErrorCode::InvalidState))?;
    if slot.ready().is_some_and(|ready| !is_same_upstream(&flow, ready)) {
        return Err(rejected(ErrorCode::InvalidState).try_again(again));
    }
    let forget_at = flow.began_at() + super::flow::LIFETIME;
    match app.store.consume_flow(&flow.fingerprint(), forget_at).await {
        Ok(true) => Ok(with_provider(flow, slot)),
        Ok(false) => Err(rejected(ErrorCode::InvalidState).try_again(again)),
        Err(error) => {
            tracing::error!(%error, "could not consume a flow");
            Ok(Acceptance::Ended(
                flow,
                SignInError::new(ErrorCode::StorageUnavailable, Cause::Storage, "the flow could not be consumed"),
            ))
        }
    }
}

fn with_provider(flow: Flow, slot: &Slot) -> Acceptance<'_> {
    if !slot.enabled() {
        let error = SignInError::new(
            ErrorCode::ProviderDisabled,
            Cause::ProviderNotReady,
            "the provider was disabled in the meantime",
        );
        return Acceptance::Ended(flow, error);
    }
    match slot.ready() {
        Some(ready) => Acceptance::Accepted(AcceptedFlow { flow, slot, ready }),
        None => Acceptance::Ended(
            flow,
            SignInError::new(not_ready_code(slot), Cause::ProviderNotReady, "the provider is unavailable"),
        ),
    }
}

/// The provider is the one that the flow began with, not another one that took its id in the meantime.
pub(super) fn is_same_upstream(flow: &Flow, ready: &Ready) -> bool {
    flow.issuer == *ready.driver.issuer() && flow.client_id == ready.driver.client_id()
}

/// Browsers leave `SameSite=Lax` cookies out of a POST that another site's page makes, so the first try of a form_post
/// arrives without its flow. Posted again from a page of ours, the cookies come along; if not then, there are none.
pub(super) fn may_repost(headers: &HeaderMap, parameters: &Parameters) -> bool {
    let own_page = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    parameters.posted && !parameters.reposted && !own_page
}

/// Before a flow is accepted every refusal is a 400: no redirect, no request to the upstream.
pub(super) fn rejected(code: ErrorCode) -> ApiError {
    ApiError::new(code).status(400)
}
