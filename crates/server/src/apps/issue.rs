//! What the token endpoint is asked and gives out, whichever grant it is for.

use std::sync::Arc;

use vestibule_apps::{App, Parameters, Scopes};
use vestibule_core::access::Access;
use vestibule_store::SessionWithUser;

use super::{made_tokens::MadeTokens, state::AppsState};
use crate::http::client::Client;

/// A token request of an app that proved who it is.
pub(super) struct TokenCall<'a> {
    pub(super) app: &'a AppsState,
    pub(super) of: &'a Arc<App>,
    pub(super) client: &'a Client,
    pub(super) form: &'a Parameters,
}

/// What is given out.
pub(super) struct Issued {
    pub(super) session: SessionWithUser,
    pub(super) access: Access,
    pub(super) scopes: Scopes,
    pub(super) nonce: Option<String>,
    pub(super) tokens: MadeTokens,
}
