//! What an app knows a person and a session by (OpenID Connect Core §8).
//!
//! To most apps that is the user's id. To an app with `subject = "pairwise"` it is made of the id and the app's sector with
//! a key that the installation keeps sealed: the same for one sector on every node, and of no use to compare people with
//! another one. `sid` would give that away again, so it is made in the same way, for each app.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use vestibule_apps::App;
use vestibule_core::{
    code::ErrorCode,
    ids::{SessionId, UserId},
    random::token_256,
    sealed_documents::DocumentError,
    secret::Secret,
};
use vestibule_jose::hmac_sha256;

use super::state::AppsState;
use crate::http::api_error::ApiError;

/// The sealed document with the key. Whoever deletes it makes everybody somebody else to such apps.
const DOCUMENT: &str = "apps/pairwise";

impl AppsState {
    /// `sub`.
    pub(super) async fn subject(&self, of: &App, user: UserId) -> Result<String, ApiError> {
        match &of.sector {
            None => Ok(user.to_string()),
            Some(sector) => self.pairwise(&["sub", sector, &user.to_string()]).await,
        }
    }

    /// `sid`.
    pub(super) async fn session_name(&self, of: &App, session: SessionId) -> Result<String, ApiError> {
        match &of.sector {
            None => Ok(session.to_string()),
            Some(_) => self.pairwise(&["sid", of.id.as_str(), &session.to_string()]).await,
        }
    }

    /// No part holds the character between them.
    async fn pairwise(&self, parts: &[&str]) -> Result<String, ApiError> {
        let key = self.pairwise_key.get_or_try_init(|| self.read_pairwise_key()).await?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256(key.expose().as_bytes(), parts.join("\0").as_bytes())))
    }

    /// Made at first need. Of several nodes one makes it, and the others read it then.
    async fn read_pairwise_key(&self) -> Result<Secret, ApiError> {
        let unusable = |DocumentError(why)| ApiError::new(ErrorCode::StorageUnavailable).log(why).retry_after(5);
        if let Some(found) = self.store.find_document(DOCUMENT).await.map_err(unusable)? {
            return Ok(found.content);
        }
        let new = Secret::new(token_256(&*self.random));
        if self.store.put_document(DOCUMENT, None, &new).await.map_err(unusable)?.is_some() {
            return Ok(new);
        }
        let found = self.store.find_document(DOCUMENT).await.map_err(unusable)?;
        // A key that does not open is not replaced: every pairwise subject would be another one.
        let lost = || ApiError::new(ErrorCode::Internal).log("the key of pairwise subjects cannot be decrypted");
        found.map(|found| found.content).ok_or_else(lost)
    }
}
