//! `GET` or `POST /api/auth/providers/{id}/callback`: the answer of an upstream.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, Method, StatusCode};
use tracing::Instrument;
use vestibule_core::{
    code::ErrorCode,
    driver::{Callback, Context, FinishRequest, SignInError},
    identity::Identity,
    ids::{ProviderId, Ref},
    routes::{Route, pattern},
    settings::ProviderSettings,
};
use vestibule_registry::{Ready, Slot};

use super::{
    accept::{Acceptance, AcceptedFlow, accept, may_repost, rejected},
    complete::CallbackContext,
    flow::Flow,
    parameters::Parameters,
    refusal::unknown_provider,
    test_sign_in::{self, AcceptedTest, TestAcceptance},
    timing::Timed,
};
use crate::{
    http::{
        api_error::ApiError,
        client::Client,
        openapi::{Operation, OperationSpec},
        page_load::page_load,
    },
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

pub(super) fn operations() -> [OperationSpec; 2] {
    fn describe<'g>(operation: Operation<'g>, id: &str) -> Operation<'g> {
        operation
            .named(id, "Receive authorization response")
            .tag("sign-in")
            .empty(StatusCode::SEE_OTHER, "To `return_to` with a session, or to `/login?error=CODE`.")
            .problem(ErrorCode::InvalidState)
            .problem(ErrorCode::NotANavigation)
            .problem(ErrorCode::UnknownProvider)
    }
    let path = "/api/auth/providers/{id}/callback";
    [
        OperationSpec::new(Method::GET, path, |operation| describe(operation, "callback")),
        OperationSpec::new(Method::POST, path, |operation| describe(operation, "callbackByForm")),
    ]
}

/// Answers a callback. `slot` is the provider whose path was requested; `None` when no enabled provider has it.
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
    page_load(request.headers())?;
    let (parts, body) = request.into_parts();
    let client = Client::of(&parts, &app.settings);
    let (headers, parameters) = Parameters::read(Request::from_parts(parts, body))
        .await
        .map_err(|error| counted(app, &client, error.status(400)))?;
    let callback = CallbackContext { app, provider: &provider, client: &client, headers: &headers };
    let ending = match parameters.state.as_deref().filter(|state| Flow::is_of_test(state)) {
        // The state of a test sign-in belongs to nothing else.
        Some(_) if may_repost(&headers, &parameters) => {
            return Ok(CallbackAnswer::Repost { path, headers, form: parameters.form });
        }
        Some(state) => match test_sign_in::accept(app, &headers, (&provider, state)).await {
            Ok(TestAcceptance::Accepted(test)) => Ending::Report(test),
            Ok(TestAcceptance::Reported(response)) => return Ok(CallbackAnswer::Done(response)),
            Err(error) => return Err(counted(app, &client, error)),
        },
        None => match accept(app, &registry, &provider, &headers, &parameters).await {
            Ok(Acceptance::Accepted(accepted)) => Ending::SignIn(Box::new(accepted)),
            Ok(Acceptance::Ended(flow, error)) => return Ok(CallbackAnswer::Done(callback.fail(&flow, error).await)),
            // Without a flow of this browser nothing says that the provider ever existed.
            Ok(Acceptance::Repost | Acceptance::NoFlow) if slot.is_none() => return Err(unknown_provider()),
            Ok(Acceptance::Repost) => return Ok(CallbackAnswer::Repost { path, headers, form: parameters.form }),
            Ok(Acceptance::NoFlow) => return Err(counted(app, &client, rejected(ErrorCode::InvalidState))),
            Err(error) => return Err(counted(app, &client, error)),
        },
    };
    Ok(CallbackAnswer::Done(finish(&callback, ending, &parameters.answer).await?))
}

/// What an accepted callback leads to.
enum Ending<'a> {
    /// A session, or a link. Boxed, because it is far larger than the other one.
    SignIn(Box<AcceptedFlow<'a>>),
    /// A page that shows an administrator what would have happened. Changes nothing.
    Report(Box<AcceptedTest>),
}

impl Ending<'_> {
    fn flow(&self) -> &Flow {
        match self {
            Self::SignIn(accepted) => accepted.flow(),
            Self::Report(test) => &test.flow,
        }
    }

    fn settings(&self) -> &ProviderSettings {
        match self {
            Self::SignIn(accepted) => &accepted.slot().settings,
            Self::Report(test) => test.settings(),
        }
    }

    fn ready(&self) -> &Ready {
        match self {
            Self::SignIn(accepted) => accepted.ready(),
            Self::Report(test) => &test.ready,
        }
    }
}

/// Lets the driver verify the answer, then ends as the flow was meant to.
async fn finish(callback: &CallbackContext<'_>, ending: Ending<'_>, answer: &Callback) -> Result<Response, ApiError> {
    let _timed = Timed::begin(callback.provider, "callback");
    let reference = Ref::generate(&*callback.app.random);
    let span = tracing::info_span!("callback", provider = %callback.provider, r#ref = %reference);
    async {
        let identity = verify(callback.app, ending.ready(), ending.flow(), answer).await;
        let identity = identity.map_err(|error| error.explained(ending.settings(), callback.app.clock.now()));
        match ending {
            Ending::SignIn(accepted) => Ok(callback.complete(&accepted, identity, &reference).await),
            Ending::Report(test) => test_sign_in::report(callback, &test, identity, answer).await,
        }
    }
    .instrument(span)
    .await
}

async fn verify(app: &SignInState, ready: &Ready, flow: &Flow, answer: &Callback) -> Result<Identity, SignInError> {
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let values = flow.values();
    let request = FinishRequest { flow: &values, saved: flow.saved(), callback: answer, began_at: flow.began_at() };
    ready.driver.finish(&context, &request).await
}

/// Charges a callback without a flow to the client's rate limit. One with a flow costs nothing.
fn counted(app: &SignInState, client: &Client, error: ApiError) -> ApiError {
    let code = error.code;
    metrics::counter!("vestibule_callbacks_rejected_total", "code" => code.as_str()).increment(1);
    if let Err(limited) = app.limits.callback_failures.count(client.address) {
        return limited;
    }
    // Anybody can cause this, but not more often than the limit allows, so it may be logged.
    let reference = Ref::generate(&*app.random);
    tracing::info!(%code, address = %client.address, r#ref = %reference, "a callback was rejected");
    error.reference(reference)
}

fn provider_of_path(path: &str) -> Option<ProviderId> {
    let id = path.strip_prefix(pattern::Providers)?.strip_prefix('/')?.split('/').next()?.parse().ok()?;
    (Route::Callback(&id).path() == path).then_some(id)
}
