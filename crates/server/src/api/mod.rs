//! The admin API: everything below `/api/admin`; also health checks, metrics, the OpenAPI document
//! and the public keys.
//!
//! ```text
//! request ──Admin──▶ authorized ──QueryParameters, JsonBody──▶ handler ──▶ response, or a problem document
//! ```
//! Owns the conventions of every resource ([`body`], [`query`], [`pagination`], [`revision`], [`owned`]). One endpoint is one file,
//! `<resource>/<verb>.rs`: handler, request and response types, OpenAPI operation. A handler takes [`Admin`] first, so
//! that a request without rights learns nothing from other errors. The administration pages call the functions behind
//! the handlers.

pub(crate) mod apps;
mod audit;
mod body;
pub(crate) mod changes;
pub(crate) mod definitions;
pub(crate) mod health;
mod merge_patch;
pub(crate) mod openapi;
mod owned;
mod pagination;
pub(crate) mod providers;
pub(crate) mod public_keys;
mod query;
mod registry;
pub(crate) mod revision;
mod sessions;
mod tokens;
mod users;

pub(crate) use audit::AuditEvent;

pub(crate) use crate::session::guard::Admin;

use crate::{AppState, http::routes::Routes};

/// All routes below `/api/admin`.
pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    let resources = [
        definitions::mount,
        providers::mount,
        apps::mount,
        users::mount,
        sessions::mount,
        audit::mount,
        tokens::mount,
        registry::mount,
    ];
    resources.into_iter().fold(routes, |routes, mount| mount(routes))
}
