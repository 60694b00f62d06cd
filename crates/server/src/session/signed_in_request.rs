//! The head of every handler by which a signed-in user changes something.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequest, Request};
use vestibule_core::code::ErrorCode;

use super::{CurrentSession, current::find, state::SessionState};
use crate::http::{api_error::ApiError, own_request::OwnRequest, state::HttpState};

/// A request of a signed-in user that no other site's page made, with its body.
pub(crate) struct SignedInRequest {
    pub(crate) current: CurrentSession,
    pub(crate) own: OwnRequest,
}

impl<S> FromRequest<S> for SignedInRequest
where
    S: Send + Sync,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let own = OwnRequest::from_request(request, state).await?;
        let current = find(&Arc::<SessionState>::from_ref(state), &own.headers).await?;
        Ok(Self { current: current.ok_or(ErrorCode::Unauthenticated)?, own })
    }
}
