//! Where an authorization request may be answered: what has to be known before a mistake can be sent to an application.

use std::sync::Arc;

use url::Url;
use vestibule_core::{code::ErrorCode, redact::escape_for_log};

use crate::{
    app::App,
    apps::Apps,
    oauth_error::OAuthError,
    parameters::{Parameters, Repeated},
};

/// The most that the names and values of a request may have, in bytes: it waits in a cookie while a person signs in.
pub const MAX_REQUEST: usize = 2_560;

/// How an answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of a redirect.
    Query,
    /// In a form that a page of ours posts.
    FormPost,
}

/// Why nothing may be sent anywhere: a page of ours says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No app calls itself so, or it is disabled: deliberately the same answer.
    #[error("no app has the client id that the request names")]
    UnknownApp,
    /// The app has not registered the address.
    #[error(
        "the app {app} has not registered the {kind} {asked:?}; if it is the application's, add it to the app, byte for byte"
    )]
    RedirectUri {
        /// `redirect URI` or `post-logout redirect URI`.
        kind: &'static str,
        /// Which app.
        app: String,
        /// What people call it.
        name: String,
        /// The address of the request, shortened; empty without one.
        asked: String,
    },
    /// The request cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

impl TargetError {
    /// An address that is none of the app's. `asked` is anybody's word, and logged.
    pub fn of_address(app: &App, kind: &'static str, asked: &str) -> Self {
        Self::RedirectUri { kind, app: app.id.to_string(), name: app.name.clone(), asked: escape_for_log(asked) }
    }

    /// What the page says.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::UnknownApp => ErrorCode::UnknownApp,
            Self::RedirectUri { .. } => ErrorCode::RedirectUriMismatch,
            Self::Unreadable(_) => ErrorCode::AppRequestInvalid,
        }
    }
}

/// Where a request may be answered: an address that is registered for this very app.
#[derive(Debug, Clone)]
pub struct AuthorizationTarget {
    /// The app.
    pub app: Arc<App>,
    /// The address, byte for byte as the app wrote it: what the token request has to repeat.
    pub redirect_uri: String,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// What the app gets back with it.
    pub state: Option<String>,
}

impl AuthorizationTarget {
    /// Finds out where to answer. Until that is known nobody is redirected anywhere.
    pub fn bind(parameters: &Parameters, apps: &Apps) -> Result<Self, TargetError> {
        Self::bind_where(parameters, apps, App::may_answer_at)
    }

    /// The same for a test, which is answered at an address of ours and at no address of the app.
    pub fn bind_test(
        parameters: &Parameters,
        apps: &Apps,
        answered_at: impl Fn(&App) -> String,
    ) -> Result<Self, TargetError> {
        Self::bind_where(parameters, apps, |app, uri| uri == answered_at(app))
    }

    fn bind_where(
        parameters: &Parameters,
        apps: &Apps,
        may_answer_at: impl Fn(&App, &str) -> bool,
    ) -> Result<Self, TargetError> {
        let once = |name: &str| {
            let twice =
                |Repeated(name)| TargetError::Unreadable(format!("the parameter `{name}` appears more than once"));
            parameters.find(name).map_err(twice)
        };
        let size: usize = parameters.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > MAX_REQUEST {
            return Err(TargetError::Unreadable(format!(
                "the request has {size} bytes, and at most {MAX_REQUEST} are read"
            )));
        }
        let app = once("client_id")?.and_then(|id| apps.find_client(id)).ok_or(TargetError::UnknownApp)?;
        let asked = once("redirect_uri")?;
        let unknown = || TargetError::of_address(app, "redirect URI", asked.unwrap_or_default());
        let redirect_uri = asked.filter(|uri| may_answer_at(app, uri)).ok_or_else(unknown)?;
        let mode = match parameters.hint("response_mode") {
            Some("form_post") => ResponseMode::FormPost,
            _ => ResponseMode::Query,
        };
        let state = parameters.hint("state").map(str::to_owned);
        Ok(Self { app: app.clone(), redirect_uri: redirect_uri.to_owned(), mode, state })
    }

    /// The parameters of an answer: a code or an error, with the state of the request and our issuer (RFC 9207).
    pub fn answer(&self, issuer: &str, outcome: Result<&str, &OAuthError>) -> Vec<(&'static str, String)> {
        let mut parameters = match outcome {
            Ok(code) => vec![("code", code.to_owned())],
            Err(error) => vec![("error", error.code.to_owned()), ("error_description", error.description.clone())],
        };
        parameters.extend(self.state.iter().map(|state| ("state", state.clone())));
        parameters.push(("iss", issuer.to_owned()));
        parameters
    }

    /// The redirect URI with these parameters in its query; what it has already stays.
    pub fn url_with(&self, parameters: &[(&'static str, String)]) -> Option<Url> {
        let mut url = Url::parse(&self.redirect_uri).ok()?;
        url.query_pairs_mut().extend_pairs(parameters);
        Some(url)
    }
}
