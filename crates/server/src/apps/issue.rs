//! What the token endpoint gives out, whichever grant it is for.

use vestibule_apps::Scopes;
use vestibule_core::access::Access;
use vestibule_store::SessionWithUser;

use super::made_tokens::MadeTokens;

/// What is given out.
pub(super) struct Issued {
    pub(super) session: SessionWithUser,
    pub(super) access: Access,
    pub(super) scopes: Scopes,
    pub(super) nonce: Option<String>,
    pub(super) tokens: MadeTokens,
}
