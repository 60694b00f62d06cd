//! The head of every handler that changes something: the request is from a page of ours or from a program, and its body is
//! read.

use std::sync::Arc;

use axum::{
    RequestExt as _,
    extract::{FromRef, FromRequest, Request},
};
use bytes::Bytes;
use http::HeaderMap;
use serde::de::DeserializeOwned;
use vestibule_core::{
    code::ErrorCode,
    media_type::{FORM, media_type},
};

use super::{api_error::ApiError, client::Client, origin_check::same_origin, state::HttpState};

/// A request that no other site's page made ([`same_origin`]), with its body.
pub(crate) struct OwnRequest {
    pub(crate) client: Client,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl OwnRequest {
    /// The body as JSON; `expected` says what to send.
    pub(crate) fn json<T: DeserializeOwned>(&self, expected: &str) -> Result<T, ApiError> {
        serde_json::from_slice(&self.body).map_err(|_| ApiError::new(ErrorCode::InvalidJson).detail(expected))
    }

    /// Whether the body is a form, where it may be one or JSON.
    pub(crate) fn is_form(&self) -> Result<bool, ApiError> {
        match media_type(&self.headers).as_str() {
            "application/json" => Ok(false),
            FORM => Ok(true),
            _ => Err(ErrorCode::UnsupportedMediaType.into()),
        }
    }

    /// A field of the form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(&self.body);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

impl<S> FromRequest<S> for OwnRequest
where
    S: Send + Sync,
    Arc<HttpState>: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, ApiError> {
        let headers = request.headers().clone();
        same_origin(&headers, &Arc::<HttpState>::from_ref(state).settings.public_url)?;
        let Ok(client) = request.extract_parts_with_state::<Client, S>(state).await;
        let broken = if media_type(&headers) == FORM { ErrorCode::InvalidRequest } else { ErrorCode::InvalidJson };
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|error| ApiError::body_read_error(&error, broken))?;
        Ok(Self { client, headers, body })
    }
}
