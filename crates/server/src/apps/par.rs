//! `POST /api/oidc/par`: a request is left here before the browser comes with its reference (RFC 9126).
//!
//! The reference holds the request itself, sealed, so nothing is written and every node knows it. It gives one code (§7.3):
//! that is noted when the code is issued, so a page may be loaded again, and an anonymous request still writes nothing.

use std::collections::BTreeMap;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::Duration;
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule_apps::{AuthorizationRequest, AuthorizationTarget, OAuthError, Parameters, TargetError};
use vestibule_core::{clock::from_millis, code::ErrorCode, ids::UserId, random::token_128, routes::pattern};

use super::{
    app_call::AppCall,
    oauth_answer::{OAuthAnswer, with_errors},
    state::AppsState,
};
use crate::http::{
    openapi::OperationSpec,
    sealed_cookie::{SealedCookieError, open, seal},
};

const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// How long the browser may take to come with it.
pub(super) const LIFETIME: Duration = Duration::seconds(90);
/// What it is sealed for.
const PLACE: &str = "pushed request";
/// What only authenticates the client.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// A request that was pushed.
#[derive(Serialize, Deserialize)]
struct Pushed {
    #[serde(rename = "i")]
    id: String,
    #[serde(rename = "t")]
    pushed_at: i64,
    #[serde(rename = "p")]
    parameters: Parameters,
    /// The administrator who tests the app with it.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    tested_by: Option<UserId>,
}

/// A request in full.
pub(super) struct Expanded {
    pub(super) parameters: Parameters,
    /// Who the browser says has pushed it; `None`: it was not pushed.
    pushed_by: Option<String>,
    /// What names the pushed request.
    pub(super) pushed: Option<String>,
    /// The administrator who tests the app with it.
    pub(super) tested_by: Option<UserId>,
}

impl Expanded {
    /// Whether a pushed request is of another client than the browser says (RFC 9126 §4).
    pub(super) fn is_pushed_for_other(&self, client_id: &str) -> bool {
        self.pushed_by.as_ref().is_some_and(|pushed_by| pushed_by != client_id)
    }
}

/// The answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the answer")]
struct PushedAnswer {
    /// What the browser brings.
    request_uri: String,
    /// In seconds.
    expires_in: i64,
}

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::AppPar, |operation| {
        with_errors(operation)
            .named("pushAuthorizationRequest", "Push an authorization request (RFC 9126)")
            .tag("apps")
            .form::<BTreeMap<String, String>>()
            .json::<PushedAnswer>(StatusCode::CREATED, "The reference of the request.")
    })
}

/// Seals a request, if it is one that the authorization endpoint would put before a person.
pub(super) async fn push(AppCall { app, of, form, .. }: AppCall) -> Result<Response, OAuthAnswer> {
    if form.find("request_uri").map_err(OAuthError::from)?.is_some() {
        return Err(OAuthError::invalid_request("A pushed request cannot refer to another one.").into());
    }
    // With Basic the body need not contain the id; the request that is kept names its client in any case.
    let parameters = form.with("client_id", &of.client_id).without(&CREDENTIALS);
    let apps = app.registry.load().apps.clone();
    let target = AuthorizationTarget::bind(&parameters, &apps);
    let target = target.map_err(|error| OAuthError::new("invalid_request", error.code(), error.to_string()))?;
    AuthorizationRequest::bind(target, &parameters)?;
    let request_uri = keep(&app, &parameters, None).map_err(|_| OAuthError::server_error(ErrorCode::Internal))?;
    let body = json!({ "request_uri": request_uri, "expires_in": LIFETIME.num_seconds() });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// The reference of a request.
pub(super) fn keep(
    app: &AppsState,
    parameters: &Parameters,
    tested_by: Option<UserId>,
) -> Result<String, SealedCookieError> {
    let pushed = Pushed {
        id: token_128(&*app.random),
        pushed_at: app.clock.now().timestamp_millis(),
        parameters: AuthorizationRequest::parameters_of(parameters),
        tested_by,
    };
    Ok(format!("{PREFIX}{}", seal(app, PLACE, &pushed)?))
}

/// The request that a browser brings: as it is, or the pushed one that it refers to. Other parameters of a reference are
/// not read (RFC 9126 §4).
pub(super) fn expand(app: &AppsState, parameters: &Parameters) -> Result<Expanded, TargetError> {
    let Some(sealed) = parameters.hint("request_uri").and_then(|uri| uri.strip_prefix(PREFIX)) else {
        return Ok(Expanded { parameters: parameters.clone(), pushed_by: None, pushed: None, tested_by: None });
    };
    let unknown = || TargetError::Unreadable("the pushed request is unknown or has expired; push it again".to_owned());
    let pushed: Pushed = open(app, PLACE, sealed).ok_or_else(unknown)?;
    if app.clock.now() >= from_millis(pushed.pushed_at) + LIFETIME {
        return Err(unknown());
    }
    let pushed_by = parameters.hint("client_id").unwrap_or_default().to_owned();
    let Pushed { id, parameters, tested_by, .. } = pushed;
    Ok(Expanded { parameters, pushed_by: Some(pushed_by), pushed: Some(id), tested_by })
}
