//! The definition that a path names.

use std::sync::Arc;

use vestibule_core::code::ErrorCode;
use vestibule_registry::{CatalogueEntry, Registry};

use crate::http::api_error::ApiError;

/// The definition of an id in a path.
pub(super) fn find(registry: &Registry, id: &str) -> Result<Arc<CatalogueEntry>, ApiError> {
    let found = id.parse().ok().and_then(|id| registry.catalogue.find(&id).cloned());
    found.ok_or_else(|| ApiError::new(ErrorCode::NotFound).detail("There is no definition with this id."))
}
