//! `/api/admin/registry` and `/api/admin/reload`: the published configuration.

mod faulty_provider;
mod get;
mod reload;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(get::endpoint()).endpoint(reload::endpoint())
}
