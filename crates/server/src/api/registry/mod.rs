//! `/api/admin/registry` and `/api/admin/reload`: the published configuration.

mod get;
mod reload;

use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{fault::Fault, ids::ProviderId};

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(get::endpoint()).endpoint(reload::endpoint())
}

/// A provider with its faults.
#[derive(Debug, Serialize, JsonSchema)]
struct FaultyProvider {
    provider: ProviderId,
    faults: Vec<Fault>,
}
