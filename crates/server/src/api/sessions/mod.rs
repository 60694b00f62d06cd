//! `/api/admin/sessions`: the sessions of all users.

mod list;
mod revoke;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(list::endpoint()).endpoint(revoke::endpoint())
}
