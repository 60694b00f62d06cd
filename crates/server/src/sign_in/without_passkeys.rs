//! In place of passkeys, in a build without them: nobody has one, and nothing offers to make one.

use std::sync::Arc;

use vestibule_store::Store;

use crate::http::{routes::Routes, settings::Settings};

/// The relying party of an installation without passkeys.
pub(crate) struct RelyingParty;

impl RelyingParty {
    pub(crate) fn new(_: Arc<dyn Store>, _: &Settings) -> Self {
        Self
    }

    pub(crate) fn has_page(&self) -> bool {
        false
    }

    pub(crate) fn is_available(&self) -> bool {
        false
    }

    pub(crate) async fn is_offered(&self) -> bool {
        false
    }
}

pub(super) fn mount<S>(routes: Routes<S>) -> Routes<S> {
    routes
}
