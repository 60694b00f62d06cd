//! In place of the admin API, in a build without it: what probes, webhooks and other programs read stays.

#[path = "api/audit/event.rs"]
mod audit_event;
#[path = "api/health/mod.rs"]
pub(crate) mod health;
#[path = "api/openapi.rs"]
pub(crate) mod openapi;
#[path = "api/public_keys.rs"]
pub(crate) mod public_keys;

pub(crate) use audit_event::AuditEvent;

use crate::{AppState, http::routes::Routes};

pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
}
