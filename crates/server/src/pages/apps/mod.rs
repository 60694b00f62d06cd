//! The pages that a browser meets on its way to an app and back: sign in and consent, sign out.

mod authorize;
mod consent;
mod device;
mod end_session;
mod form_post;
mod scope_words;

pub(super) use end_session::go_on;

use axum::routing::{get, post};
use vestibule_core::routes::pattern;

use crate::{AppState, http::routes::Routes};

/// The routes. Both protocol endpoints take GET and POST alike.
pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    let [authorize, authorize_by_form] = authorize::endpoints();
    let [end_session, end_session_by_form] = end_session::endpoints();
    routes
        .endpoint(authorize)
        .endpoint(authorize_by_form)
        .endpoint(end_session)
        .endpoint(end_session_by_form)
        .route(pattern::Consent, get(consent::ask).post(consent::answer))
        .route(pattern::Device, get(device::ask).post(device::answer))
        .route(pattern::SignOut, post(end_session::confirm))
}
