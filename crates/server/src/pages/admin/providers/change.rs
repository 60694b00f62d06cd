//! The small forms of the list: switch, order, delete.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, ids::ProviderId};

use super::super::{super::notice::Notice, extract::AdminForm, shell::done, steps};
use crate::{
    AppState,
    api::{
        providers::{delete::delete_provider, load::load_all, reorder::reorder_providers, update::ProviderUpdate},
        revision::IfMatch,
    },
    http::api_error::ApiError,
};
use vestibule_core::routes::{Route, pattern};

/// `POST /admin/providers/{id}/switch`
pub(in crate::pages::admin) async fn switch(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let on = submitted.posted.find("enabled") == Some("true");
    let place = if on && steps::pending(&app.registry.load()) { Route::AdminFirstSteps } else { Route::AdminProviders };
    let members = Map::from_iter([("enabled".to_owned(), Value::from(on))]);
    let update = ProviderUpdate { id: &id, if_match: &IfMatch::Any, patch: &members, force: false };
    let found = update.apply(&app, &submitted.admin).await.map_err(|failure| incomplete(failure, &id))?;
    Ok(done(&app, place, &Notice::ProviderSaved(found.record.id.to_string())))
}

/// The form of the provider; the list, when the text is no id.
fn provider_page(id: &str) -> String {
    id.parse().map_or_else(|_| Route::AdminProviders.path(), |id| Route::AdminProvider(&id).path())
}

/// Switching on what is incomplete leads to the form, where the fields are.
fn incomplete(failure: ApiError, id: &str) -> ApiError {
    match failure.violations.0.first().map(|first| first.to_string()) {
        Some(first) => failure.detail(first).try_again(provider_page(id)),
        None => failure.try_again(pattern::AdminProviders),
    }
}

/// `POST /admin/providers/{id}/move`: one place up or down among those that administrators own.
pub(in crate::pages::admin) async fn shift(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let all = load_all(&app, &app.registry.load()).await?;
    let own = all.iter().filter(|found| found.row.is_some()).map(|found| found.record.id.clone());
    let mut ids: Vec<ProviderId> = own.collect();
    let from = ids.iter().position(|known| known.as_str() == id).ok_or(ErrorCode::NotFound)?;
    let to =
        if submitted.posted.find("to") == Some("up") { from.saturating_sub(1) } else { (from + 1).min(ids.len() - 1) };
    ids.swap(from, to);
    reorder_providers(&app, &submitted.admin, &ids).await?;
    Ok(done(&app, Route::AdminProviders, &Notice::Reordered))
}

/// `POST /admin/providers/order`: the whole order, as it was dragged.
pub(in crate::pages::admin) async fn order(
    State(app): State<AppState>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let sent = submitted.posted.find("ids").unwrap_or_default();
    let ids: Result<Vec<ProviderId>, _> = sent.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let ids = ids.map_err(|_| ApiError::new(ErrorCode::InvalidParameter))?;
    reorder_providers(&app, &submitted.admin, &ids).await?;
    Ok(done(&app, Route::AdminProviders, &Notice::Reordered))
}

/// `POST /admin/providers/{id}/delete`
pub(in crate::pages::admin) async fn delete(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let force = submitted.posted.find("force").is_some();
    let removed = delete_provider(&app, &submitted.admin, &id, &IfMatch::Any, force).await;
    removed.map_err(|failure| failure.try_again(provider_page(&id)))?;
    Ok(done(&app, Route::AdminProviders, &Notice::ProviderDeleted))
}
