//! `GET /`: the account of who is signed in, the login page for everybody else. Also where upstreams send people after
//! they have signed out there.

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};

use super::login;
use vestibule_core::routes::pattern;

use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError, openapi::Endpoint},
    session,
};
use vestibule_core::routes::Route;

pub(crate) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Home, home, |operation| {
        operation
            .named("home", "Home page")
            .tag("sign-in")
            .content::<String>(StatusCode::OK, "The login page, when signed out.", "text/html")
            .empty(StatusCode::SEE_OTHER, "To the account page, when signed in.")
    })
}

async fn home(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    match session::find(&app, &headers).await? {
        Some(_) => Ok(see_other(Route::Account)),
        None => Ok(login::front(&app, &headers).await),
    }
}
