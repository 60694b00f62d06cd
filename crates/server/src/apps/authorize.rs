//! `GET` and `POST /api/oidc/authorize`: an app sends a browser here.

use http::{HeaderMap, HeaderValue};
use vestibule_apps::{
    AuthorizationRequest, AuthorizationTarget, Consent, NextStep, OAuthError, Parameters, Scopes, TargetError, Visitor,
};
use vestibule_core::{clock::Timestamp, code::ErrorCode, ids::UserId, routes::Route};
use vestibule_store::EventKind;

use super::{
    answer::{AuthorizeAnswer, event},
    code::{AuthorizationCode, CodeFor},
    par::expand,
    pending_request::{PENDING, PendingRequest},
    state::AppsState,
};
use crate::{
    http::{api_error::ApiError, client::Client, page_load::page_load, return_to::ReturnTo},
    session::{self, CurrentSession},
};

/// A request at the authorization endpoint.
pub(crate) struct AuthorizeCall {
    pub(crate) client: Client,
    pub(crate) headers: HeaderMap,
    /// Of the query or of the form.
    pub(crate) parameters: Parameters,
    /// A form of another site comes without our cookies.
    pub(crate) posted: bool,
}

/// A request on its way to an answer.
struct Authorizing<'a> {
    app: &'a AppsState,
    call: &'a AuthorizeCall,
    /// As it waits, or as it would.
    pending: PendingRequest,
    /// Whether the browser has its cookie.
    waits: bool,
    consents_now: bool,
}

/// Answers a request that has just arrived, or one that waited while the person signed in.
pub(crate) async fn authorize(app: &AppsState, call: &AuthorizeCall) -> Result<AuthorizeAnswer, ApiError> {
    page_load(&call.headers)?;
    if let Some(id) = call.parameters.hint(PENDING) {
        let pending = PendingRequest::open(app, &call.headers, id).ok_or(ErrorCode::AppRequestExpired)?;
        return Authorizing { app, call, pending, waits: true, consents_now: false }.answer().await;
    }
    app.limits.authorize.count(call.client.address)?;
    let expanded = expand(app, &call.parameters).map_err(|error| unreadable(app, &call.client, &error))?;
    let pending = PendingRequest::new(app, &expanded);
    let authorizing = Authorizing { app, call, pending, waits: false, consents_now: false };
    let target = authorizing.target(&expanded.parameters)?;
    if expanded.is_pushed_for_other(&target.app.client_id) {
        let foreign = "the pushed request is of another client";
        return Err(unreadable(app, &call.client, &TargetError::Unreadable(foreign.into())));
    }
    match AuthorizationRequest::bind(target.clone(), &expanded.parameters) {
        // Cookies come with the GET that follows.
        Ok(_) if call.posted => match authorizing.pending.cookies(app, &call.headers) {
            Ok(cookies) => Ok(AuthorizeAnswer::redirect(authorizing.pending.url(), cookies)),
            Err(error) => authorizing.refuse(&target, &error),
        },
        Ok(request) => authorizing.go_on(request).await,
        Err(error) => authorizing.refuse(&target, &error),
    }
}

/// The person has answered the question for consent of a waiting request.
pub(crate) async fn consent(app: &AppsState, call: &AuthorizeCall, allows: bool) -> Result<AuthorizeAnswer, ApiError> {
    let id = call.parameters.hint(PENDING).unwrap_or_default();
    let pending = PendingRequest::open(app, &call.headers, id).ok_or(ErrorCode::AppRequestExpired)?;
    let authorizing = Authorizing { app, call, pending, waits: true, consents_now: allows };
    if allows {
        return authorizing.answer().await;
    }
    let target = authorizing.target(&authorizing.pending.parameters)?;
    let error = OAuthError::new("access_denied", ErrorCode::AccessDenied, "The person did not consent.");
    if let Some(current) = session::find(app, &call.headers).await? {
        authorizing.record_refusal(&target, &current, &error).await?;
    }
    authorizing.refuse(&target, &error)
}

/// Nothing is sent anywhere; the log says why.
pub(super) fn unreadable(app: &AppsState, client: &Client, error: &TargetError) -> ApiError {
    // Anybody can cause this, but not more often than the limit allows, so it may be logged.
    if let Err(limited) = app.limits.callback_failures.count(client.address) {
        return limited;
    }
    let reference = vestibule_core::ids::Ref::generate(&*app.random);
    let (code, address) = (error.code(), client.address);
    tracing::warn!(%code, %address, r#ref = %reference, "a request of an application was refused: {error}");
    let answer = ApiError::new(code).log(error.to_string()).reference(reference);
    match error {
        // The address itself is whoever's wrote the link.
        TargetError::RedirectUri { name, kind, .. } => {
            answer.detail(format!("The address in the request is not a {kind} of {name}."))
        }
        TargetError::Unreadable(detail) => answer.detail(format!("In this case {detail}.")),
        TargetError::UnknownApp => answer,
    }
}

impl Authorizing<'_> {
    async fn answer(&self) -> Result<AuthorizeAnswer, ApiError> {
        let target = self.target(&self.pending.parameters)?;
        match AuthorizationRequest::bind(target.clone(), &self.pending.parameters) {
            Ok(request) => self.go_on(request).await,
            Err(error) => self.refuse(&target, &error),
        }
    }

    fn target(&self, parameters: &Parameters) -> Result<AuthorizationTarget, ApiError> {
        let target = self.pending.target(self.app, parameters);
        target.map_err(|error| unreadable(self.app, &self.call.client, &error))
    }

    async fn go_on(&self, request: AuthorizationRequest) -> Result<AuthorizeAnswer, ApiError> {
        let (app, target) = (self.app, &request.target);
        let current = session::find(app, &self.call.headers).await?;
        if let (Some(by), Some(current)) = (self.pending.tested_by, &current) {
            only_tester(by, current)?;
        }
        let consented = match &current {
            Some(current) if target.app.consent == Consent::First => {
                app.store.find_consent(current.user.id, &target.app.id).await?.map(|scopes| Scopes::parse(&scopes))
            }
            _ => None,
        };
        let visitor = current.as_ref().map(|current| visitor(current, consented.as_ref(), self.consents_now));
        let now: Timestamp = app.clock.now();
        match (request.next_step(visitor.as_ref(), self.pending.began_at(), now), &current) {
            (NextStep::IssueCode, Some(current)) => self.issue_code(&request, current).await,
            (NextStep::Refuse(error), current) => {
                if let Some(current) = current.as_ref().filter(|_| error.code == "access_denied") {
                    self.record_refusal(target, current, &error).await?;
                }
                self.refuse(target, &error)
            }
            (NextStep::AskConsent, _) => self.wait(&request, self.pending.consent_url()),
            (NextStep::SignIn | NextStep::IssueCode, _) => self.wait(&request, self.login_url()),
        }
    }

    /// Keeps the request in the browser, and sends the person to where they are asked.
    fn wait(&self, request: &AuthorizationRequest, location: String) -> Result<AuthorizeAnswer, ApiError> {
        if self.waits {
            return Ok(AuthorizeAnswer::redirect(location, Vec::new()));
        }
        match self.pending.cookies(self.app, &self.call.headers) {
            Ok(cookies) => Ok(AuthorizeAnswer::redirect(location, cookies)),
            Err(error) => self.refuse(&request.target, &error),
        }
    }

    fn login_url(&self) -> String {
        let back = ReturnTo::own(&self.pending.url(), &self.app.settings);
        Route::Login.with_query(back.query())
    }

    async fn issue_code(
        &self,
        request: &AuthorizationRequest,
        current: &CurrentSession,
    ) -> Result<AuthorizeAnswer, ApiError> {
        let (app, target, user) = (self.app, &request.target, current.user.id);
        let is_test = self.pending.tested_by.is_some();
        if self.consents_now && !is_test {
            let kept = match app.store.find_consent(user, &target.app.id).await? {
                Some(before) => Scopes::parse(&format!("{before} {}", request.scopes)),
                None => request.scopes.clone(),
            };
            app.store.keep_consent(user, &target.app.id, &kept.to_string()).await?;
        }
        if !self.pending.consume(app).await? {
            let description = "The pushed request was used before. Push it again.";
            return self
                .refuse(target, &OAuthError::new("invalid_request_uri", ErrorCode::AppRequestExpired, description));
        }
        let session = current.session.id;
        let code = AuthorizationCode::issue(app, &CodeFor { request, user, session, is_test })?;
        let event = event(app, EventKind::AppSignIn, (&target.app, &self.call.client), Some(user));
        let event = if is_test { event.detail(format!("app {}, test", target.app.id)) } else { event };
        app.store.record(&event).await?;
        metrics::counter!("vestibule_app_authorizations_total", "app" => target.app.id.to_string(), "outcome" => "ok")
            .increment(1);
        AuthorizeAnswer::at_app(app, target, Ok(&code), self.removal())
    }

    /// A person who was there and did not get in is on record.
    async fn record_refusal(
        &self,
        target: &AuthorizationTarget,
        current: &CurrentSession,
        error: &OAuthError,
    ) -> Result<(), ApiError> {
        let (app, client) = (self.app, &self.call.client);
        let event = event(app, EventKind::AppSignIn, (&target.app, client), Some(current.user.id));
        let event = match self.pending.tested_by {
            Some(_) => event.detail(format!("app {}, test", target.app.id)),
            None => event,
        };
        Ok(app.refused(client.address, event.failed(error.error)).await?)
    }

    /// An error for the app.
    fn refuse(&self, target: &AuthorizationTarget, error: &OAuthError) -> Result<AuthorizeAnswer, ApiError> {
        let (app, code) = (&target.app.id, error.error);
        tracing::info!(%app, %code, error = error.code, "a request of an application was refused: {}", error.description);
        metrics::counter!("vestibule_app_authorizations_total", "app" => app.to_string(), "outcome" => error.code)
            .increment(1);
        AuthorizeAnswer::at_app(self.app, target, Err(error), self.removal())
    }

    /// An answered request waits no longer.
    fn removal(&self) -> Vec<HeaderValue> {
        if self.waits { vec![self.pending.removal(self.app)] } else { Vec::new() }
    }
}

/// A test is of the administrator who began it, while they are one.
fn only_tester(by: UserId, current: &CurrentSession) -> Result<(), ApiError> {
    match current.user.id == by && current.access().is_admin() {
        true => Ok(()),
        false => Err(ApiError::new(ErrorCode::Forbidden).detail("This test belongs to another account.")),
    }
}

fn visitor<'a>(current: &'a CurrentSession, consented: Option<&'a Scopes>, consents_now: bool) -> Visitor<'a> {
    Visitor {
        signed_in_at: current.session.signed_in_at,
        auth_time: current.session.auth_time(),
        authentication: &current.session.authentication,
        provider: current.session.provider.as_ref(),
        access: current.access(),
        consented,
        consents_now,
    }
}
