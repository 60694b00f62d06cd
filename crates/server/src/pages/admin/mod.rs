//! The administration pages: everything below `/admin`.
//!
//! ```text
//! GET ──AdminPage─▶ an administrator's session, else the login page ──▶ page
//! POST ──AdminForm─▶ the same, from our own page, with the session's token ──▶ 303 and a notice, or the form again
//! ```
//! What is decided here is only how it looks. Rules are those of the admin API, called as functions.

mod apps;
mod audit;
mod audit_export;
mod audit_filter;
mod branding;
mod change_user;
mod extract;
pub(crate) mod first_steps;
mod listing;
mod nodes;
mod providers;
mod registry;
mod search;
mod sessions;
mod shell;
mod statistics;
mod steps;
mod test_sign_in;
mod tokens;
mod user;
mod users;
mod zone;

use axum::routing::{get, post};
use vestibule_core::routes::{Route, pattern};

use crate::{
    AppState,
    http::{answer::see_other, routes::Routes},
};

/// The routes below `/admin`.
pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
        .route(pattern::Admin, get(async || see_other(Route::AdminProviders)))
        .route(pattern::AdminFirstSteps, get(first_steps::show))
        .route(pattern::AdminProviders, get(providers::list))
        .route(pattern::AdminProviderOrder, post(providers::order))
        .route(pattern::AdminCatalogue, get(providers::catalogue))
        .route(pattern::AdminNewProvider, get(providers::new).post(providers::create))
        .route(pattern::AdminProvider, get(providers::show).post(providers::save))
        .route(pattern::AdminSwitchProvider, post(providers::switch))
        .route(pattern::AdminMoveProvider, post(providers::shift))
        .route(pattern::AdminRegisterProvider, post(providers::register))
        .route(pattern::AdminDeleteProvider, post(providers::delete))
        .route(pattern::AdminTestSignIn, get(test_sign_in::show))
        .route(pattern::AdminApps, get(apps::list))
        .route(pattern::AdminAppCatalogue, get(apps::catalogue))
        .route(pattern::AdminNewApp, get(apps::new).post(apps::create))
        .route(pattern::AdminApp, get(apps::show).post(apps::save))
        .route(pattern::AdminSwitchApp, post(apps::switch))
        .route(pattern::AdminDeleteApp, post(apps::delete))
        .route(pattern::AdminAppTest, get(apps::test_result).post(apps::test))
        .route(pattern::AdminAppSecrets, post(apps::add_secret))
        .route(pattern::AdminAppSecret, post(apps::end_secret))
        .route(pattern::AdminAppGrant, post(apps::revoke_grant))
        .route(pattern::AdminUsers, get(users::list))
        .route(pattern::AdminUser, get(user::show).post(change_user::change))
        .route(pattern::AdminUserPicture, get(user::picture))
        .route(pattern::AdminRevokePersonalToken, post(user::revoke_token))
        .route(pattern::AdminSessions, get(sessions::list))
        .route(pattern::AdminEndSession, post(sessions::end))
        .route(pattern::AdminAudit, get(audit::list))
        .route(pattern::AdminAuditCsv, get(audit_export::export))
        .route(pattern::AdminBranding, get(branding::show))
        .route(pattern::AdminBrandingPreview, get(branding::preview))
        .route(pattern::AdminSearch, get(search::show))
        .route(pattern::AdminTokens, get(tokens::list))
        .route(pattern::AdminRevokeToken, post(tokens::revoke))
        .route(pattern::AdminStatistics, get(statistics::show))
        .route(pattern::AdminRegistry, get(registry::show))
        .route(pattern::AdminReload, post(registry::reload))
}
