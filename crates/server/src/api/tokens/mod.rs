//! `/api/admin/tokens`: API tokens. They are created at the shell only (`vestibule admin token NAME`), so that a stolen
//! token can't be used to create another.

mod list;
mod revoke;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(list::endpoint()).endpoint(revoke::endpoint())
}
