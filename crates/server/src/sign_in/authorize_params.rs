//! What is asked of the upstream, and what happens afterwards.

use vestibule_core::{driver::Hints, ids::SessionId};

use crate::http::return_to::ReturnTo;

/// What is asked of the upstream, and what happens afterwards.
pub(super) struct AuthorizeParams {
    pub(super) return_to: ReturnTo,
    pub(super) hints: Hints,
    pub(super) link_in: Option<SessionId>,
}
