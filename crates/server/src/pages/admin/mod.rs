//! The administration pages: everything below `/admin`.
//!
//! ```text
//! GET ──Visitor──▶ an administrator's session, else the login page ──▶ page
//! POST ──Order───▶ the same, from our own page, with the session's token ──▶ 303 and a notice, or the form again
//! ```
//! What is decided here is only how it looks. Rules are those of the admin API, called as functions.

mod audit;
pub(crate) mod first_steps;
mod providers;
mod registry;
mod sessions;
mod shell;
mod statistics;
mod test_sign_in;
mod users;
mod visitor;

use axum::routing::{get, post};

use crate::{
    AppState,
    http::{answer::see_other, paths::Paths},
};

/// The routes below `/admin`.
pub(crate) fn mount(paths: Paths<AppState>) -> Paths<AppState> {
    paths
        .route("/admin", get(async || see_other("/admin/providers")))
        .route("/admin/first-steps", get(first_steps::show))
        .route("/admin/providers", get(providers::list))
        .route("/admin/providers/order", post(providers::order))
        .route("/admin/providers/new", get(providers::catalogue))
        .route("/admin/providers/new/{definition}", get(providers::new).post(providers::create))
        .route("/admin/providers/{id}", get(providers::show).post(providers::save))
        .route("/admin/providers/{id}/switch", post(providers::switch))
        .route("/admin/providers/{id}/move", post(providers::shift))
        .route("/admin/providers/{id}/delete", post(providers::delete))
        .route("/admin/trials/{name}", get(test_sign_in::show))
        .route("/admin/users", get(users::list))
        .route("/admin/users/{id}", post(users::change))
        .route("/admin/sessions", get(sessions::list))
        .route("/admin/sessions/{id}/end", post(sessions::end))
        .route("/admin/audit", get(audit::list))
        .route("/admin/audit.csv", get(audit::export))
        .route("/admin/statistics", get(statistics::show))
        .route("/admin/registry", get(registry::show))
        .route("/admin/registry/reload", post(registry::reload))
}
