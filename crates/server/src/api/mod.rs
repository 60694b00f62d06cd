//! The admin API: everything below `/api/admin`.
//!
//! ```text
//! request ──Admin──▶ who asks, with which rights ──Parameters, JsonBody──▶ handler ──▶ Listing, problem document
//! ```
//! Owns who may ask ([`guard`]) and the conventions of every resource ([`body`], [`query`], [`listing`], [`revision`]).
//! One endpoint is one file: `<resource>/<verb>.rs`. A handler takes [`Admin`] first, so that nobody learns from another
//! refusal what they may not ask; the rules of a resource are pure functions beside its handlers, which the
//! administration pages call too.

mod audit;
mod body;
pub(crate) mod configured;
pub(crate) mod definitions;
pub(crate) mod health;
mod listing;
pub(crate) mod openapi;
pub(crate) mod providers;
mod query;
mod registry;
pub(crate) mod revision;
pub(crate) mod schemas;
mod sessions;
mod tokens;
mod users;

use axum::{
    extract::DefaultBodyLimit,
    routing::{delete, get, patch, post, put},
};

pub(crate) use crate::session::guard::Admin;

use crate::{AppState, http::paths::Paths};

/// A credential of a provider may be long, and then the answer should say which one it is: so there is room for one
/// that is far too long.
const BODY_LIMIT: usize = 1024 * 1024 + 64 * 1024;

/// All routes below `/api/admin`.
pub(crate) fn mount(paths: Paths<AppState>) -> Paths<AppState> {
    let limit = || DefaultBodyLimit::max(BODY_LIMIT);
    paths
        .route("/api/admin/definitions", get(definitions::list))
        .route("/api/admin/definitions/{id}", get(definitions::get))
        .route("/api/admin/definitions/{id}/credentials-schema", get(definitions::credentials_schema))
        .route("/api/admin/providers", get(providers::list).merge(post(providers::create).layer(limit())))
        .route("/api/admin/providers/order", put(providers::order).layer(limit()))
        .route(
            "/api/admin/providers/{id}",
            get(providers::get).delete(providers::delete).merge(patch(providers::patch).layer(limit())),
        )
        .route("/api/admin/providers/{id}/check", post(providers::check))
        .route("/api/admin/check", post(providers::check_draft).layer(limit()))
        .route("/api/admin/users", get(users::list))
        .route("/api/admin/users/{id}", get(users::get).patch(users::patch).delete(users::delete))
        .route("/api/admin/users/{id}/links/{link}", delete(users::unlink))
        .route("/api/admin/sessions", get(sessions::list))
        .route("/api/admin/sessions/{id}", delete(sessions::delete))
        .route("/api/admin/audit", get(audit::list))
        .route("/api/admin/tokens", get(tokens::list))
        .route("/api/admin/tokens/{id}", delete(tokens::delete))
        .route("/api/admin/registry", get(registry::get))
        .route("/api/admin/reload", post(registry::reload))
}
