//! `GET /api/admin/providers`: all providers, in the order of their buttons.

use axum::extract::State;

use super::{
    find::{Found, load_all},
    provider::Provider,
};
use crate::{
    AppState,
    api::{Admin, listing::Listing, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Listing<Provider>, ApiError> {
    parameters.only(&["limit", "cursor"])?;
    let all = load_all(&app, &app.registry.load()).await?;
    let show = |found: &Found| Provider::new(found, &app.settings.public_url);
    Listing::page(&all, &parameters, |found| found.record.id.as_str(), show)
}
