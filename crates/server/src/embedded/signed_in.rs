//! Somebody who is signed in, as an application sees them.

use vestibule_core::{access::Access, clock::Timestamp, ids::ProviderId};
use vestibule_store::User;

use crate::session::CurrentSession;

/// The live session of a request, with what counts of it at this moment. A clone copies pointers.
#[derive(Clone)]
pub struct SignedIn(pub(super) CurrentSession);

impl SignedIn {
    /// The account.
    pub fn user(&self) -> &User {
        &self.0.user
    }

    /// What they may do now.
    pub fn access(&self) -> &Access {
        self.0.access()
    }

    /// The provider that they signed in with; `None` for a password or a passkey.
    pub fn provider(&self) -> Option<&ProviderId> {
        self.0.session.provider.as_ref()
    }

    /// When they proved who they are.
    pub fn signed_in_at(&self) -> Timestamp {
        self.0.session.auth_time()
    }
}
