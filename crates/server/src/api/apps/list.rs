//! `GET /api/admin/apps`.

use axum::extract::State;
use http::StatusCode;

use super::{
    app::App,
    load::{LoadedApp, load_all},
};
use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/apps", list, |operation| {
        operation
            .named("listApps", "List apps")
            .tag("administered apps")
            .admin()
            .paged()
            .json::<Page<App>>(StatusCode::OK, "By id.")
    })
}

async fn list(State(app): State<AppState>, _admin: Admin, parameters: QueryParameters) -> Result<Page<App>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor"])?;
    let all = load_all(&app, &app.registry.load()).await?;
    let show = |loaded: &LoadedApp| App::new(loaded, &app, None);
    Page::of_slice(&all, &parameters, |loaded| loaded.record.id.as_str(), show)
}
