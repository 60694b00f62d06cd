//! `GET /api/auth/providers/{id}/authorize`: starts a sign-in.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, Method, StatusCode, header, request::Parts};
use serde_json::json;
use tracing::Instrument;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{BeginRequest, Context, Hints, SignInError},
    ids::Ref,
};
use vestibule_registry::Slot;

use super::{
    authorize_params::AuthorizeParams,
    choose_server::{self, SERVER},
    flow::Flow,
    refusal::{back_to_login, not_ready_code, unknown_provider},
    timing::Timed,
};
use crate::{
    http::{
        answer::{see_other, to_upstream, wants_html},
        api_error::ApiError,
        client::{Client, peer},
        openapi::OperationSpec,
        page_load::page_load,
        return_to::ReturnTo,
    },
    sign_in::state::SignInState,
};

/// No parameter of ours is longer.
const MAX_PARAMETER: usize = 512;

/// The description of the query parameter.
pub(crate) const RETURN_TO: &str = "Where to go afterwards: a path here, or a URL of an allowed origin. Otherwise `/`.";

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, "/api/auth/providers/{id}/authorize", |operation| {
        let text = || json!({ "type": "string", "maxLength": MAX_PARAMETER });
        operation
            .named("authorize", "Start sign-in")
            .tag("sign-in")
            .query("return_to", RETURN_TO, text())
            .query("login_hint", "The user who is expected to sign in.", text())
            .query("prompt", "What the upstream should ask for.", text())
            .query("ui_locales", "The preferred languages of the user.", text())
            .query("server", "Which server the user has an account at, where each user chooses one.", text())
            .empty(
                StatusCode::SEE_OTHER,
                "To the upstream, with the flow in a cookie; to the page that asks for a server.",
            )
            .problem(ErrorCode::InvalidServer)
            .problem(ErrorCode::NotANavigation)
            .problem(ErrorCode::UnknownProvider)
            .problem(ErrorCode::ProviderMisconfigured)
            .problem(ErrorCode::ProviderUnavailable)
            .problem(ErrorCode::ProviderTimeout)
            .problem(ErrorCode::RateLimited)
    })
}

pub(crate) async fn authorize(app: &SignInState, slot: &Slot, request: Request) -> Result<Response, ApiError> {
    let (parts, _) = request.into_parts();
    if !slot.enabled() {
        return Err(unknown_provider());
    }
    page_load(&parts.headers)?;
    count(app, &parts)?;
    let (return_to, hints) = read_query(app, parts.uri.query().unwrap_or_default())?;
    let params = AuthorizeParams { return_to, hints, link_in: None };
    if choose_server::is_missing(&params, slot) && wants_html(&parts.headers) {
        return Ok(see_other(choose_server::page(&slot.id, &params, None)));
    }
    begin(app, slot, &parts.headers, params).await
}

/// Charges one attempt to the client's rate limit.
pub(super) fn count(app: &SignInState, parts: &Parts) -> Result<(), ApiError> {
    let client = Client::of(parts, &app.settings).address;
    match app.untrusted_proxy.named_client(peer(&parts.extensions), &parts.headers) {
        // One person behind it must not use up the share of all others.
        Some(named) => {
            app.limits.authorize_together.count(client)?;
            app.limits.authorize.count(named)
        }
        None => app.limits.authorize.count(client),
    }
}

/// Makes a flow, lets the driver make the authorization request, and sends the browser there.
pub(super) async fn begin(
    app: &SignInState,
    slot: &Slot,
    headers: &HeaderMap,
    params: AuthorizeParams,
) -> Result<Response, ApiError> {
    let Some(ready) = slot.ready() else {
        let detail = slot.faults.first().map_or("the provider is unavailable", |fault| &fault.detail);
        let error = SignInError::new(not_ready_code(slot), Cause::ProviderNotReady, detail);
        return refuse(app, slot, headers, &params, error);
    };
    let mut flow = Flow::new(app, (&slot.id, &*ready.driver), redirect_uri(app, slot));
    (flow.return_to, flow.link_in) = (params.return_to.clone(), params.link_in);
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let values = flow.values();
    let request = BeginRequest { flow: &values, hints: &params.hints };
    let span = tracing::info_span!("authorize", provider = %slot.id);
    let timed = Timed::begin(&slot.id, "authorize");
    let begun = ready.driver.begin(&context, &request).instrument(span).await;
    drop(timed);
    match begun {
        Ok(begun) => {
            flow.save(begun.saved);
            let mut response = to_upstream(&begun.redirect);
            for line in flow.cookies(app, headers)? {
                response.headers_mut().append(header::SET_COOKIE, line);
            }
            Ok(response)
        }
        Err(error) => refuse(app, slot, headers, &params, error.explained(&slot.settings, app.clock.now())),
    }
}

/// An upstream that knows this installation by a `callback_path` answers there, else at the standard path.
fn redirect_uri(app: &SignInState, slot: &Slot) -> String {
    let public_url = &app.settings.public_url;
    slot.settings
        .callback_path
        .as_deref()
        .map_or_else(|| public_url.callback(&slot.id), |path| public_url.at_origin(path))
}

/// A provider that cannot be used now: a browser goes back to the login page, a program gets 503 and `Retry-After`.
#[expect(clippy::needless_pass_by_value, reason = "the error ends here")]
fn refuse(
    app: &SignInState,
    slot: &Slot,
    headers: &HeaderMap,
    params: &AuthorizeParams,
    error: SignInError,
) -> Result<Response, ApiError> {
    let reference = Ref::generate(&*app.random);
    let (code, provider) = (error.code, &slot.id);
    tracing::warn!(%provider, %code, r#ref = %reference, "could not start a sign-in: {}", error.detail);
    metrics::counter!("vestibule_sign_ins_total", "provider" => provider.to_string(), "outcome" => code.as_str())
        .increment(1);
    let wrong_server = code == ErrorCode::InvalidServer;
    if wants_html(headers) {
        return Ok(match wrong_server {
            true => see_other(choose_server::page(provider, params, Some((code, &reference)))),
            false => back_to_login(code, provider, &reference, (&params.return_to, None)),
        });
    }
    if wrong_server {
        return Err(ApiError::new(code).reference(reference));
    }
    Err(ApiError::new(code).status(503).retry_after(30).reference(reference))
}

/// Only these five are read, once each; nothing else of the query reaches the upstream.
fn read_query(app: &SignInState, query: &str) -> Result<(ReturnTo, Hints), ApiError> {
    let mut values: [Option<String>; 5] = Default::default();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let names = ["return_to", "login_hint", "prompt", "ui_locales", SERVER];
        let Some(index) = names.iter().position(|name| *name == key) else { continue };
        if values[index].replace(value.into_owned()).is_some() {
            let detail = format!("The parameter `{key}` appears more than once.");
            return Err(ApiError::new(ErrorCode::InvalidRequest).detail(detail));
        }
    }
    let [return_to, login_hint, prompt, ui_locales, server] =
        values.map(|value| value.filter(|v| v.len() <= MAX_PARAMETER));
    let hints = Hints { login_hint, prompt, ui_locales, server };
    Ok((ReturnTo::parse(return_to.as_deref(), &app.settings), hints))
}
