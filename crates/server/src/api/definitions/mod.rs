//! `/api/admin/definitions`: what providers are instances of.

mod definition;
mod get;
mod get_credentials_schema;
pub(crate) mod guide;
mod list;

use std::sync::Arc;

use vestibule_core::code::ErrorCode;
use vestibule_registry::{CatalogueEntry, Registry};

pub(super) use self::definition::FaultyFile;
use crate::{
    AppState,
    http::{api_error::ApiError, routes::Routes},
};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(list::endpoint()).endpoint(get::endpoint()).endpoint(get_credentials_schema::endpoint())
}

/// The definition of an id in a path.
fn find(registry: &Registry, id: &str) -> Result<Arc<CatalogueEntry>, ApiError> {
    let found = id.parse().ok().and_then(|id| registry.catalogue.find(&id).cloned());
    found.ok_or_else(|| ApiError::new(ErrorCode::NotFound).detail("There is no definition with this id."))
}
