//! From a stranger's request to an accepted flow. The types are the proof: [`AcceptedFlow`] can only be made here.

use http::HeaderMap;
use vestibule_core::{code::ErrorCode, ids::ProviderId};
use vestibule_registry::{Registry, Slot};

use super::{
    flow::Flow,
    parameters::Parameters,
    refusal::{not_ready_code, try_again_url},
};
use crate::{http::api_error::ApiError, sign_in::state::SignInState};

/// A flow of this browser, for this state, in time, of the provider whose path was asked, and consumed: nobody else
/// holds one for it.
pub(super) struct AcceptedFlow(Flow);

impl AcceptedFlow {
    /// The flow.
    pub(super) fn flow(&self) -> &Flow {
        &self.0
    }
}

/// What became of a callback.
pub(super) enum Acceptance {
    /// Go on with the driver of the provider.
    Accepted(AcceptedFlow),
    /// The flow is this browser's, and ends here with a code.
    Ended(Flow, ErrorCode, &'static str),
    /// This browser has no flow for this state.
    NoFlow,
    /// A cross-site form post came without cookies: post it once more from our own page.
    Repost,
}

/// Accepts a callback, or says why not. `provider` is the one whose path was asked.
pub(super) async fn accept(
    app: &SignInState,
    registry: &Registry,
    provider: &ProviderId,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Acceptance, ApiError> {
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
        Ok(true) => Ok(end_or_go_on(flow, slot)),
        Ok(false) => Err(rejected(ErrorCode::InvalidState).try_again(again)),
        Err(error) => {
            tracing::error!(%error, "a flow could not be consumed");
            Ok(Acceptance::Ended(flow, ErrorCode::StorageUnavailable, "the flow could not be consumed"))
        }
    }
}

fn end_or_go_on(flow: Flow, slot: &Slot) -> Acceptance {
    if !slot.enabled() {
        return Acceptance::Ended(flow, ErrorCode::ProviderDisabled, "the provider was disabled meanwhile");
    }
    if slot.ready().is_none() {
        return Acceptance::Ended(flow, not_ready_code(slot), "the provider is not in service any more");
    }
    Acceptance::Accepted(AcceptedFlow(flow))
}

/// The provider is the one that the flow began with, not another one that took its id meanwhile.
fn is_same_upstream(flow: &Flow, ready: &vestibule_registry::Ready) -> bool {
    flow.issuer == *ready.driver.issuer() && flow.client_id == ready.driver.client_id()
}

/// Browsers leave `SameSite=Lax` cookies out of a POST that another site's page makes, so the first try of a form_post
/// arrives without its flow. Posted again from a page of ours, the cookies come along; if not then, there are none.
pub(super) fn may_repost(headers: &HeaderMap, parameters: &Parameters) -> bool {
    let own_page = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    parameters.posted && !parameters.reposted && !own_page
}

/// Before a flow is accepted every refusal is an answer of its own with 400: no redirect, nothing upstream.
pub(super) fn rejected(code: ErrorCode) -> ApiError {
    ApiError::new(code).status(400)
}
