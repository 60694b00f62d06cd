//! `/api/admin/audit`: the audit log.

mod list;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(list::endpoint())
}
