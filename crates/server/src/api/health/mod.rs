//! `/healthz`, `/readyz` and `/metrics`.

mod live;
pub(crate) mod metrics;
mod ready;

use crate::{AppState, http::routes::Routes};

pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(live::endpoint()).endpoint(ready::endpoint()).endpoint(metrics::endpoint())
}
