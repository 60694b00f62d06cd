//! `GET /`: the account of who is signed in, or with `[home] apps` the apps that they may open; the login page for everybody
//! else. Also where upstreams send people after they have signed out there, who go on to the app that asked for it.

use askama::Template;
use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};

use super::{Forms, Frame, apps, login, render, texts::Account};
use vestibule_core::routes::pattern;

use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError, assets, openapi::Endpoint},
    session::{self, CurrentSession},
};
use vestibule_core::routes::Route;

pub(crate) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Home, home, |operation| {
        operation
            .named("home", "Home page")
            .tag("sign-in")
            .content::<String>(
                StatusCode::OK,
                "The login page, when signed out; the apps, when they are shown.",
                "text/html",
            )
            .empty(
                StatusCode::SEE_OTHER,
                "To the account page, when signed in; to the app that asked for a sign-out, when the upstream sends back.",
            )
    })
}

async fn home(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    match session::find(&app, &headers).await? {
        Some(current) if app.settings.home_apps => Ok(tiles(&app, &headers, &current)),
        Some(_) => Ok(see_other(Route::Account)),
        None => match apps::go_on(&app, &headers) {
            Some(to_app) => Ok(to_app),
            None => Ok(login::front(&app, &headers).await),
        },
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    frame: Frame<'a>,
    t: Account,
    is_admin: bool,
    tiles: Vec<Tile>,
}

/// An app that the person may open.
struct Tile {
    name: String,
    icon: String,
    url: String,
}

/// The apps that let the person in, as they have signed in, and that have an address.
fn tiles(app: &AppState, headers: &HeaderMap, current: &CurrentSession) -> Response {
    let (registry, access) = (app.registry.load(), current.access());
    let provider = current.session.provider.as_ref();
    let admitted = registry.apps.iter().filter(|of| of.admits(access, provider));
    let tile = |of: &std::sync::Arc<vestibule_apps::App>| {
        Some(Tile {
            name: of.name.clone(),
            icon: assets::picture_or_icon(of.picture.as_deref(), of.icon.as_deref()),
            url: of.start_url.clone()?,
        })
    };
    let mut tiles: Vec<Tile> = admitted.filter_map(tile).collect();
    tiles.sort_by_cached_key(|tile| tile.name.to_lowercase());
    let frame = Frame::new(app, headers);
    let template = HomePage { t: frame.language.account(), frame, is_admin: access.is_admin(), tiles };
    // Signing out leads to the upstream.
    render(app, &template, Forms::Leave)
}
