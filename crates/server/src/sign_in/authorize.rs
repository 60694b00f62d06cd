//! `GET /api/auth/providers/{id}/authorize`: a sign-in begins.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, header, request::Parts};
use tracing::Instrument;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{BeginRequest, Context, Hints, SignInError},
    ids::Ref,
};
use vestibule_registry::Slot;

use super::{
    flow::Flow,
    refusal::{back_to_login, not_ready_code, unknown_provider},
};
use crate::{
    http::{
        answer::{see_other, wants_html},
        api_error::ApiError,
        client::Client,
        return_to::ReturnTo,
    },
    sign_in::state::SignInState,
};

/// No parameter of ours is longer.
const MAX_PARAMETER: usize = 512;

pub(crate) async fn authorize(app: &SignInState, slot: &Slot, request: Request) -> Result<Response, ApiError> {
    let (parts, _) = request.into_parts();
    if !slot.enabled() {
        return Err(unknown_provider());
    }
    count(app, &parts)?;
    let (return_to, hints) = read_query(app, parts.uri.query().unwrap_or_default())?;
    begin(app, slot, &parts.headers, AuthorizeParams { return_to, hints, link_in: None }).await
}

/// What a beginning needs beside the provider.
pub(super) struct AuthorizeParams {
    pub(super) return_to: ReturnTo,
    pub(super) hints: Hints,
    pub(super) link_in: Option<vestibule_core::ids::SessionId>,
}

/// Charges one attempt to the client's rate limit.
pub(super) fn count(app: &SignInState, parts: &Parts) -> Result<(), ApiError> {
    app.limits.authorize.count(Client::of(parts, &app.settings).address)
}

/// Makes a flow, lets the driver make the authorization request, and sends the browser there.
pub(super) async fn begin(
    app: &SignInState,
    slot: &Slot,
    headers: &HeaderMap,
    beginning: AuthorizeParams,
) -> Result<Response, ApiError> {
    let Some(ready) = slot.ready() else {
        let code = not_ready_code(slot);
        return refuse(
            app,
            slot,
            headers,
            &beginning.return_to,
            SignInError::new(code, Cause::ProviderNotReady, "the provider is unavailable"),
        );
    };
    let mut flow = Flow::new(app, slot, &*ready.driver, beginning.return_to);
    flow.link_in = beginning.link_in;
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let values = flow.values();
    let request = BeginRequest { flow: &values, hints: &beginning.hints };
    let span = tracing::info_span!("authorize", provider = %slot.id);
    match ready.driver.begin(&context, &request).instrument(span).await {
        Ok(begun) => {
            flow.save(&begun.saved);
            let mut response = see_other(begun.redirect.as_str());
            for line in flow.cookies(app, headers) {
                response.headers_mut().append(header::SET_COOKIE, line);
            }
            Ok(response)
        }
        Err(error) => refuse(app, slot, headers, &flow.return_to, error),
    }
}

/// A provider that cannot be used now: a browser goes back to the login page, a program is told when to come again.
#[allow(clippy::needless_pass_by_value, reason = "the error ends here")]
fn refuse(
    app: &SignInState,
    slot: &Slot,
    headers: &HeaderMap,
    return_to: &ReturnTo,
    error: SignInError,
) -> Result<Response, ApiError> {
    let reference = Ref::generate(&*app.random);
    let (code, provider) = (error.code, &slot.id);
    tracing::warn!(%provider, %code, r#ref = %reference, "a sign-in could not begin: {}", error.detail);
    metrics::counter!("vestibule_sign_ins_total", "provider" => provider.to_string(), "outcome" => code.as_str())
        .increment(1);
    if wants_html(headers) {
        return Ok(back_to_login(code, provider, &reference, return_to));
    }
    Err(ApiError::new(code).status(503).retry_after(30).reference(reference))
}

/// Only these four are read, once each; nothing else of the query reaches the upstream.
fn read_query(app: &SignInState, query: &str) -> Result<(ReturnTo, Hints), ApiError> {
    let mut values: [Option<String>; 4] = Default::default();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let names = ["return_to", "login_hint", "prompt", "ui_locales"];
        let Some(index) = names.iter().position(|name| *name == key) else { continue };
        if values[index].replace(value.into_owned()).is_some() {
            let detail = format!("The parameter `{key}` stands there twice.");
            return Err(ApiError::new(ErrorCode::InvalidRequest).detail(detail));
        }
    }
    let [return_to, login_hint, prompt, ui_locales] = values.map(|value| value.filter(|v| v.len() <= MAX_PARAMETER));
    let hints = Hints { login_hint, prompt, ui_locales };
    Ok((ReturnTo::parse(return_to.as_deref(), &app.settings), hints))
}
