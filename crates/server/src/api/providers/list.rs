//! `GET /api/admin/providers`.

use axum::extract::State;
use http::StatusCode;

use super::{
    load::{LoadedProvider, load_all},
    provider::Provider,
};
use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/providers", list, |operation| {
        operation
            .named("listProviders", "List providers")
            .tag("providers")
            .admin()
            .paged()
            .json::<Page<Provider>>(StatusCode::OK, "In the order of the sign-in page.")
    })
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Page<Provider>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor"])?;
    let all = load_all(&app, &app.registry.load()).await?;
    let show = |loaded: &LoadedProvider| Provider::new(loaded, &app);
    Page::of_slice(&all, &parameters, |loaded| loaded.record.id.as_str(), show)
}
