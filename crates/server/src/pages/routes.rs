//! Which pages there are.

use axum::routing::{get, post};
use vestibule_core::routes::pattern;

use super::{access, account, admin, apps, home, language, login, second_factor, server, setup, setup_strength};
use crate::{AppState, http::routes::Routes};

/// The page at `/`.
pub(crate) fn mount_home(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(home::endpoint())
}

/// All other pages.
pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    let routes = routes
        .endpoint(login::endpoint())
        .endpoint(server::endpoint())
        .route(pattern::LanguagePage, get(language::list).post(language::choose))
        .route(pattern::Setup, get(setup::show).post(setup::create))
        .route(pattern::SecondFactorPage, get(second_factor::show))
        .route(pattern::RequestAccess, get(access::show).post(access::ask))
        .route(pattern::SetupStrength, post(setup_strength::estimate));
    let areas = [account::mount, admin::mount, apps::mount];
    areas.into_iter().fold(routes, |routes, mount| mount(routes))
}
