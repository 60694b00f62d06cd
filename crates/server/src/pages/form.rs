//! A form of our own pages that arrives: from our own page, in a living session, with the token of that session.
//!
//! Two locks against forgery, each enough alone: the browser says where the form came from
//! ([`SignedInRequest`]), and the form holds a token that only a page of this session can hold.

use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use vestibule_core::{code::ErrorCode, secret::constant_time_eq};

use crate::{
    AppState,
    http::{api_error::ApiError, client::Client, own_request::OwnRequest},
    session::{self, CurrentSession, SignedInRequest},
};

/// The field that holds the token.
pub(crate) const TOKEN: &str = "csrf";

/// A form that may be acted upon.
pub(crate) struct Posted {
    pub(crate) current: CurrentSession,
    pub(crate) client: Client,
    pub(crate) headers: HeaderMap,
    fields: Vec<(String, String)>,
}

impl Posted {
    /// All fields, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a field; the first one when there are several.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<AppState> for Posted {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        let SignedInRequest { current, own: OwnRequest { client, headers, body } } =
            SignedInRequest::from_request(request, app).await?;
        let fields: Vec<_> = url::form_urlencoded::parse(&body).take(500).map(|(k, v)| (k.into(), v.into())).collect();
        let posted = Self { current, client, headers, fields };
        let (sent, wanted) = (posted.find(TOKEN).unwrap_or_default(), session::form_token(app, &posted.headers));
        if wanted.is_some_and(|wanted| constant_time_eq(sent.as_bytes(), wanted.as_bytes())) {
            return Ok(posted);
        }
        Err(ApiError::new(ErrorCode::Csrf).detail("The form is older than your session. Open the page again."))
    }
}
