//! A request of an app that waits in its browser while the person signs in or is asked: sealed into a cookie of its own, so
//! that nothing is written for an anonymous request, and a restart, another node or another tab loses nothing.

use std::sync::Arc;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vestibule_apps::{App, AuthorizationRequest, AuthorizationTarget, OAuthError, Parameters, TargetError};
use vestibule_core::{
    clock::{Timestamp, from_millis},
    ids::{ProviderId, UserId},
    random::token_128,
    routes::Route,
    secret::sha256,
};
use vestibule_store::Session;

use super::{
    par::{Expanded, LIFETIME as PUSHED_LIFETIME},
    state::AppsState,
    test_sign_in::test_redirect_uri,
};
use crate::http::{
    api_error::ApiError,
    cookies,
    pending_cookies::PendingCookies,
    return_to::ReturnTo,
    sealed_cookie::{open, seal},
};

/// How long a person may take.
const LIFETIME: Duration = Duration::minutes(60);
/// How many requests a browser may have waiting, and how many bytes their cookies may take.
const MOST: usize = 5;
const MOST_BYTES: usize = 4_096;
/// Browsers drop a cookie of more than 4096 bytes without a word.
const LARGEST: usize = 3_968;

/// The parameter that names a waiting request.
pub(crate) const PENDING: &str = "pending";

/// A request that waits.
#[derive(Serialize, Deserialize)]
pub(crate) struct PendingRequest {
    #[serde(rename = "i")]
    id: String,
    #[serde(rename = "t")]
    began_at: i64,
    #[serde(rename = "p")]
    pub(super) parameters: Parameters,
    /// What names the pushed request that it came from.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pushed: Option<String>,
    /// The administrator who tests the app with it: it is answered at an address of ours.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(super) tested_by: Option<UserId>,
}

/// For what, and by what, a person is about to sign in.
pub(crate) struct SignInFor {
    /// The name of the app.
    pub(crate) app: String,
    of: Arc<App>,
    /// The provider that the app preselects.
    pub(crate) preselected: Option<String>,
    /// What the upstream is asked for.
    pub(crate) hints: Vec<(&'static str, String)>,
    /// When the request began: a session since then is enough.
    began_at: Timestamp,
    /// Whether an older session is not enough.
    asks_who: bool,
    /// Where the browser goes in the end, for the Content-Security-Policy.
    pub(crate) redirect_uri: String,
}

impl PendingRequest {
    /// A request that arrived just now.
    pub(super) fn new(app: &AppsState, expanded: &Expanded) -> Self {
        Self {
            id: token_128(&*app.random),
            began_at: app.clock.now().timestamp_millis(),
            parameters: AuthorizationRequest::parameters_of(&expanded.parameters),
            pushed: expanded.pushed.clone(),
            tested_by: expanded.tested_by,
        }
    }

    /// Where a request with these parameters is answered.
    pub(super) fn target(&self, app: &AppsState, parameters: &Parameters) -> Result<AuthorizationTarget, TargetError> {
        let apps = &app.registry.load().apps;
        match self.tested_by {
            None => AuthorizationTarget::bind(parameters, apps),
            Some(_) => AuthorizationTarget::bind_test(parameters, apps, |of| test_redirect_uri(app, &of.id)),
        }
    }

    /// Uses up the pushed request that it came from, for as long as anybody could come with it; false when that was done
    /// before. One that was not pushed is not used up.
    pub(super) async fn consume(&self, app: &AppsState) -> Result<bool, ApiError> {
        let Some(pushed) = &self.pushed else { return Ok(true) };
        let until = app.clock.now() + LIFETIME + PUSHED_LIFETIME;
        Ok(app.store.consume_flow(&sha256(["pushed request\0", pushed].concat()), until).await?)
    }

    pub(super) fn began_at(&self) -> Timestamp {
        from_millis(self.began_at)
    }

    /// Where the browser comes back to.
    pub(super) fn url(&self) -> String {
        Route::AppAuthorize.with_query([(PENDING, self.id.as_str())])
    }

    /// The page that asks for consent.
    pub(super) fn consent_url(&self) -> String {
        Route::Consent.with_query([(PENDING, self.id.as_str())])
    }

    /// The `Set-Cookie` lines that keep it in the browser.
    pub(super) fn cookies(&self, app: &AppsState, headers: &HeaderMap) -> Result<Vec<HeaderValue>, OAuthError> {
        let name = cookie_name(app, &self.id);
        let sealed =
            seal(app, &name, self).map_err(|_| OAuthError::server_error(vestibule_core::code::ErrorCode::Internal))?;
        if name.len() + sealed.len() > LARGEST {
            return Err(OAuthError::invalid_request("The request is too long to be kept while the person signs in."));
        }
        let began_at = |name: &str, value: &str| open(app, name, value).map_or(0, |pending: Self| pending.began_at);
        Ok(pending_cookies(app).add((&app.settings.public_url, headers), (&name, &sealed), began_at))
    }

    /// The request of that name, if this browser has it and it is not too old.
    pub(crate) fn open(app: &AppsState, headers: &HeaderMap, id: &str) -> Option<Self> {
        let name = cookie_name(app, id);
        let mut opened = cookies::values(headers, &name).into_iter().filter_map(|value| open(app, &name, value));
        opened.find(|pending: &Self| pending.id == id && app.clock.now() - pending.began_at() <= LIFETIME)
    }

    /// The line that removes its cookie.
    pub(super) fn removal(&self, app: &AppsState) -> HeaderValue {
        cookies::remove(&app.settings.public_url, &cookie_name(app, &self.id))
    }

    /// The request that a way back leads to.
    pub(crate) fn of_return_to(app: &AppsState, headers: &HeaderMap, return_to: &ReturnTo) -> Option<Self> {
        let query = return_to
            .own_path(&app.settings)?
            .strip_prefix(vestibule_core::routes::pattern::AppAuthorize)?
            .strip_prefix('?')?;
        Self::open(app, headers, Parameters::parse(query.as_bytes()).hint(PENDING)?)
    }

    /// What it is about; an error when it cannot be answered any more.
    pub(crate) fn bind(&self, app: &AppsState) -> Result<AuthorizationRequest, ApiError> {
        let target = self.target(app, &self.parameters);
        let target = target.map_err(|error| ApiError::new(error.code()).log(error.to_string()))?;
        let bound = AuthorizationRequest::bind(target, &self.parameters);
        bound.map_err(|error| ApiError::new(error.error).detail(error.description))
    }

    /// For what a person signs in who comes to the login page with it.
    pub(crate) fn sign_in_for(&self, app: &AppsState) -> Option<SignInFor> {
        let request = self.bind(app).ok()?;
        let prompt = request.prompt;
        let ask = if prompt.login || request.max_age.is_some() { Some("login") } else { None };
        let ask = ask.or(prompt.select_account.then_some("select_account")).map(str::to_owned);
        let hints = [("login_hint", request.login_hint), ("prompt", ask), ("ui_locales", request.ui_locales)];
        Some(SignInFor {
            app: request.target.app.name.clone(),
            of: request.target.app.clone(),
            preselected: request.provider,
            hints: hints.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            began_at: self.began_at(),
            asks_who: prompt.asks_who() || request.max_age.is_some(),
            redirect_uri: request.target.redirect_uri,
        })
    }
}

impl SignInFor {
    /// Whether the app accepts a provider; `None`: a password or a passkey.
    pub(crate) fn accepts(&self, provider: Option<&ProviderId>) -> bool {
        self.of.allow.admits_provider(provider)
    }

    /// Whether a session is what the person was sent here for.
    pub(crate) fn is_done_by(&self, session: &Session, now: Timestamp) -> bool {
        let is_accepted = || {
            self.accepts(session.provider.as_ref())
                && self.of.accepts_session(session.signed_in_at, &session.authentication, now)
        };
        session.signed_in_at >= self.began_at || (!self.asks_who && is_accepted())
    }
}

/// Named after the request by a one-way function, so that a list of cookie names gives none away.
fn cookie_name(app: &AppsState, id: &str) -> String {
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&sha256(id)[..9]);
    format!("{}{digest}", cookies::app_request_prefix(&app.settings.public_url))
}

fn pending_cookies(app: &AppsState) -> PendingCookies {
    PendingCookies {
        prefix: cookies::app_request_prefix(&app.settings.public_url),
        most: MOST,
        most_bytes: MOST_BYTES,
        lifetime: LIFETIME,
    }
}
