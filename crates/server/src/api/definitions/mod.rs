//! `/api/admin/definitions`: what providers can be instances of.

mod credentials_schema;
mod definition;
mod get;
pub(crate) mod guide;
mod list;

pub(crate) use credentials_schema::credentials_schema;
pub(crate) use definition::FaultyDocument;
pub(crate) use get::{DefinitionDetails, get};
pub(crate) use list::{Definitions, list};

use std::sync::Arc;

use vestibule_core::code::ErrorCode;
use vestibule_registry::{CatalogueEntry, Registry};

use crate::http::api_error::ApiError;

/// The definition of an id in a path.
fn find(registry: &Registry, id: &str) -> Result<Arc<CatalogueEntry>, ApiError> {
    let found = id.parse().ok().and_then(|id| registry.catalogue.find(&id).cloned());
    found.ok_or_else(|| ApiError::new(ErrorCode::NotFound).detail("There is no definition of this id."))
}
