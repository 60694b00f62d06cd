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

use vestibule_core::routes::pattern;

use crate::{AppState, http::paths::Paths};

/// A credential of a provider may be long, and then the answer should say which one it is: so there is room for one
/// that is far too long.
const BODY_LIMIT: usize = 1024 * 1024 + 64 * 1024;

/// All routes below `/api/admin`.
pub(crate) fn mount(paths: Paths<AppState>) -> Paths<AppState> {
    let limit = || DefaultBodyLimit::max(BODY_LIMIT);
    paths
        .route(pattern::ApiDefinitions, get(definitions::list))
        .route(pattern::ApiDefinition, get(definitions::get))
        .route(pattern::ApiCredentialsSchema, get(definitions::credentials_schema))
        .route(pattern::ApiProviders, get(providers::list).merge(post(providers::create).layer(limit())))
        .route(pattern::ApiProviderOrder, put(providers::order).layer(limit()))
        .route(
            pattern::ApiProvider,
            get(providers::get).delete(providers::delete).merge(patch(providers::patch).layer(limit())),
        )
        .route(pattern::ApiProviderCheck, post(providers::check))
        .route(pattern::ApiCheck, post(providers::check_draft).layer(limit()))
        .route(pattern::ApiUsers, get(users::list))
        .route(pattern::ApiUser, get(users::get).patch(users::patch).delete(users::delete))
        .route(pattern::ApiUserLink, delete(users::unlink))
        .route(pattern::ApiSessions, get(sessions::list))
        .route(pattern::ApiSession, delete(sessions::delete))
        .route(pattern::ApiAudit, get(audit::list))
        .route(pattern::ApiTokens, get(tokens::list))
        .route(pattern::ApiToken, delete(tokens::delete))
        .route(pattern::ApiRegistry, get(registry::get))
        .route(pattern::ApiReload, post(registry::reload))
}
