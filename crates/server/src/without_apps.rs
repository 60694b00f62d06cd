//! In place of Vestibule as the OpenID provider of applications, in a build without that: nothing is signed, and no path is
//! mounted.

use std::{ops::Deref, sync::Arc};

use serde_json::Value;
use vestibule_core::code::ErrorCode;
use vestibule_store::EndedAppSession;

use crate::{
    http::{api_error::ApiError, routes::Routes},
    session::SessionState,
};

/// The state of this layer.
pub struct AppsState {
    session: Arc<SessionState>,
}

impl AppsState {
    pub(crate) fn new(session: Arc<SessionState>) -> Self {
        Self { session }
    }

    pub(crate) async fn token_keys(&self) -> Result<Vec<Value>, ApiError> {
        Ok(Vec::new())
    }

    /// It is due again, for a node that can.
    pub(crate) async fn notify_logout(&self, _: &EndedAppSession) {}
}

impl Deref for AppsState {
    type Target = SessionState;
    fn deref(&self) -> &SessionState {
        &self.session
    }
}

pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S> {
    routes
}

/// There is no issuer to describe.
pub(crate) async fn metadata() -> ApiError {
    ErrorCode::NotFound.into()
}
