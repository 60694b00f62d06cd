//! What a browser is answered that an app has sent, and the audit event of it.

use axum::response::Response;
use http::{HeaderValue, header};
use url::Url;
use vestibule_apps::{App, AuthorizationTarget, OAuthError, ResponseMode};
use vestibule_core::ids::{Ref, UserId};
use vestibule_store::{Actor, AuditEvent, EventKind};

use super::state::AppsState;
use crate::http::{answer::see_other, api_error::ApiError, client::Client};

/// What a browser is answered.
pub(crate) enum AuthorizeAnswer {
    /// A redirect.
    Done(Response),
    /// A page that posts these fields to the app (OAuth 2.0 Form Post Response Mode).
    FormPost {
        /// Where to.
        action: String,
        /// What.
        fields: Vec<(String, String)>,
        /// The cookies that go with it.
        cookies: Vec<HeaderValue>,
    },
}

impl AuthorizeAnswer {
    /// A code or an error, at the app's own address. Nobody learns that address from a referrer.
    pub(super) fn at_app(
        app: &AppsState,
        target: &AuthorizationTarget,
        outcome: Result<&str, &OAuthError>,
        cookies: Vec<HeaderValue>,
    ) -> Result<Self, ApiError> {
        let parameters = target.answer(app.issuer(), outcome);
        if target.mode == ResponseMode::FormPost {
            let fields = parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            return Ok(Self::FormPost { action: target.redirect_uri.clone(), fields, cookies });
        }
        let url: Option<Url> = target.url_with(&parameters);
        let url = url.ok_or_else(|| ApiError::new(vestibule_core::code::ErrorCode::RedirectUriMismatch))?;
        Ok(Self::redirect(url, cookies))
    }

    /// To a page of ours, or to the app.
    pub(super) fn redirect(location: impl std::fmt::Display, cookies: Vec<HeaderValue>) -> Self {
        let mut response = see_other(location);
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response.headers_mut().extend(cookies.into_iter().map(|line| (header::SET_COOKIE, line)));
        Self::Done(response)
    }
}

/// What the audit log says of an app and a person.
pub(super) fn event(
    app: &AppsState,
    kind: EventKind,
    (of, client): (&App, &Client),
    user: Option<UserId>,
) -> AuditEvent {
    AuditEvent::new(kind, Ref::generate(&*app.random))
        .actor(user.map_or(Actor::Anonymous, Actor::User))
        .user(user)
        .address(client.address.to_string())
        .detail(format!("app {}", of.id))
}
