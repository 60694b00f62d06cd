//! `/api/admin/audit`: the audit log.

mod event;
mod list;

use crate::{AppState, http::routes::Routes};

pub(crate) use event::AuditEvent;

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(list::endpoint())
}
