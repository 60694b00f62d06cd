//! What an app would get to know about somebody, by the same functions as its ID tokens.

use serde_json::{Map, Value};
use vestibule_apps::{App, claims_of};
use vestibule_core::{access::Access, ids::ProviderId};
use vestibule_store::User;

use super::{person::person, state::AppsState};
use crate::http::api_error::ApiError;

impl AppsState {
    /// The claims about a person, with everything that the app may ask for.
    pub(crate) async fn preview_claims(
        &self,
        of: &App,
        user: &User,
        access: &Access,
        provider: Option<&ProviderId>,
    ) -> Result<Map<String, Value>, ApiError> {
        let subject = self.subject(of, user.id).await?;
        Ok(claims_of(&person(subject, user, access, provider), &of.scopes, of))
    }
}
