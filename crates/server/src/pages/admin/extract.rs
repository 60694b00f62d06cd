//! Who may see the administration, and who may change something in it.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, request::Parts};
use vestibule_core::code::ErrorCode;
use vestibule_core::routes::pattern;
use vestibule_store::Actor;

use super::super::{form::Posted, form_again::Submission};
use crate::{
    AppState,
    http::{answer::to_login, api_error::ApiError, client::Client},
    session::guard::{Admin, find_administrator, report, what},
};

/// An administrator who looks at a page. Whoever is not signed in is sent to the login page and comes back.
pub(super) struct AdminPage {
    pub(super) headers: HeaderMap,
    /// The query, decoded.
    query: Vec<(String, String)>,
}

impl AdminPage {
    /// A parameter of the query that is not empty.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }
}

impl FromRequestParts<AppState> for AdminPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        match find_administrator(app, &parts.headers).await {
            Ok(_) => {}
            Err(failure) if failure.code == ErrorCode::Unauthenticated => {
                let place = parts.uri.path_and_query().map_or(pattern::Admin, |place| place.as_str());
                return Err(to_login(&app.settings, place));
            }
            Err(failure) => {
                let client = Client::of(parts, &app.settings);
                return Err(report(app, &client, (&parts.headers, &what(parts)), failure).await.into_response());
            }
        }
        let query = parts.uri.query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).take(50);
        Ok(Self { headers: parts.headers.clone(), query: query.map(|(k, v)| (k.into(), v.into())).collect() })
    }
}

/// A form of an administrator: what is to be done, and by whom.
pub(super) struct AdminForm {
    pub(super) admin: Admin,
    pub(super) posted: Posted,
}

impl AdminForm {
    async fn of(app: &AppState, posted: Posted) -> Result<Self, ApiError> {
        let found = match find_administrator(app, &posted.headers).await {
            Ok(found) => found,
            Err(refused) => {
                let what = format!("POST {}", posted.path().chars().take(256).collect::<String>());
                return Err(report(app, &posted.client, (&posted.headers, &what), refused).await);
            }
        };
        let admin = Admin { actor: Actor::User(found.user.id), address: posted.client.address.to_string() };
        Ok(Self { admin, posted })
    }
}

impl FromRequest<AppState> for AdminForm {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, Posted::from_request(request, app).await?).await
    }
}

/// A form that takes a while to fill in. Unlike an [`AdminForm`] it survives the end of its session.
pub(super) struct FilledForm {
    pub(super) form: AdminForm,
    /// Whether it is from another session than this one. It is shown again then, and nothing else is done with it.
    pub(super) again: bool,
}

impl FromRequest<AppState> for FilledForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        let sent = Submission::from_request(request, app).await?;
        let form = AdminForm::of(app, sent.posted).await.map_err(IntoResponse::into_response)?;
        Ok(Self { form, again: sent.again })
    }
}
