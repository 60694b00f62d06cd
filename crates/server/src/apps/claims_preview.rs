//! What an app would get to know about somebody, by the same functions as its ID tokens.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Map, Value, json};
use vestibule_apps::{App, claims_of};
use vestibule_core::{access::Access, code::ErrorCode, ids::ProviderId, random::token_256, secret::Secret};
use vestibule_store::{SessionWithUser, User};

use super::{
    access_token::may_use,
    id_token::{IdTokenFor, sign},
    person::person,
    state::AppsState,
};
use crate::{http::api_error::ApiError, session::CurrentSession};

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

    /// The ID token that the app would get in this session now, as header and claims; `None` when it does not let the session
    /// in. Nothing is granted: the token is signed as every other one, and goes nowhere.
    pub(crate) async fn test_id_token(&self, of: &App, current: &CurrentSession) -> Result<Option<Value>, ApiError> {
        let session = SessionWithUser { session: current.session.clone(), user: current.user.clone() };
        let Some(access) = may_use(self, of, (&session.session, &session.user)) else { return Ok(None) };
        // One that nobody gets, so that `at_hash` is there.
        let access_token = Secret::new(token_256(&*self.random));
        let scopes = &of.scopes;
        let about = IdTokenFor {
            app: of,
            session: &session,
            access: &access,
            scopes,
            nonce: None,
            access_token: &access_token,
        };
        let token = sign(self, &about).await?;
        let mut parts = token.expose().split('.').map(decode);
        match (parts.next().flatten(), parts.next().flatten()) {
            (Some(header), Some(claims)) => Ok(Some(json!({ "header": header, "claims": claims }))),
            _ => Err(ApiError::new(ErrorCode::Internal).log("an ID token that was just signed cannot be read")),
        }
    }
}

fn decode(part: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
