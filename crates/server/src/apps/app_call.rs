//! The head of every endpoint that an application's program calls: its form is read, and the app proves who it is.

use std::sync::Arc;

use axum::{
    RequestExt as _,
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use vestibule_apps::{App, OAuthError, Parameters};
use vestibule_core::code::ErrorCode;

use super::{client::authenticate, oauth_answer::OAuthAnswer, state::AppsState};
use crate::http::{api_error::ApiError, client::Client, state::HttpState};

/// A form of an app that proved who it is. What fails is counted for the address.
pub(super) struct AppCall {
    pub(super) app: Arc<AppsState>,
    /// Which app.
    pub(super) of: Arc<App>,
    pub(super) client: Client,
    pub(super) form: Parameters,
}

impl AppCall {
    /// A parameter that has to be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, OAuthAnswer> {
        let missing = || OAuthError::invalid_request(format!("The '{name}' parameter is missing."));
        Ok(self.form.find(name)?.ok_or_else(missing)?)
    }
}

impl<S> FromRequest<S> for AppCall
where
    S: Send + Sync,
    Arc<HttpState>: FromRef<S>,
    Arc<AppsState>: FromRef<S>,
{
    /// In the shape of RFC 6749, but for a body that cannot be read.
    type Rejection = Response;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Response> {
        let app = Arc::<AppsState>::from_ref(state);
        let headers = request.headers().clone();
        let Ok(client) = request.extract_parts_with_state::<Client, S>(state).await;
        let body = Bytes::from_request(request, state).await;
        let unread = |error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest).into_response();
        let form = OAuthAnswer::form(&headers, &body.map_err(unread)?).map_err(OAuthAnswer::into_response)?;
        let of = authenticate(&app, &client, &headers, &form).await.map_err(OAuthAnswer::into_response)?;
        Ok(Self { app, of, client, form })
    }
}
