//! The small forms of the list: switch, order, delete.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, ids::ProviderId};

use super::super::{super::notice::Notice, first_steps, shell::done, visitor::Order};
use crate::{
    AppState,
    api::{
        providers::{delete::delete_provider, load::load_all, reorder::reorder_providers, update::ProviderUpdate},
        revision::IfMatch,
    },
    http::api_error::ApiError,
};

const LIST: &str = "/admin/providers";

/// `POST /admin/providers/{id}/switch`
pub(in crate::pages::admin) async fn switch(
    State(app): State<AppState>,
    Path(id): Path<String>,
    order: Order,
) -> Result<Response, ApiError> {
    let on = order.posted.find("enabled") == Some("true");
    let place = if on && first_steps::pending(&app.registry.load()) { first_steps::PAGE } else { LIST };
    let members = Map::from_iter([("enabled".to_owned(), Value::from(on))]);
    let update = ProviderUpdate { id: &id, if_match: &IfMatch::Any, patch: &members, force: false };
    let found = update.apply(&app, &order.admin).await.map_err(|failure| incomplete(failure, &id))?;
    Ok(done(&app, place, &Notice::ProviderSaved(found.record.id.to_string())))
}

/// Switching on what is incomplete leads to the form, where the fields are.
fn incomplete(failure: ApiError, id: &str) -> ApiError {
    match failure.violations.0.first().map(|first| first.to_string()) {
        Some(first) => failure.detail(first).try_again(format!("{LIST}/{id}")),
        None => failure.try_again(LIST),
    }
}

/// `POST /admin/providers/{id}/move`: one place up or down among those that administrators own.
pub(in crate::pages::admin) async fn shift(
    State(app): State<AppState>,
    Path(id): Path<String>,
    order: Order,
) -> Result<Response, ApiError> {
    let all = load_all(&app, &app.registry.load()).await?;
    let own = all.iter().filter(|found| found.row.is_some()).map(|found| found.record.id.clone());
    let mut ids: Vec<ProviderId> = own.collect();
    let from = ids.iter().position(|known| known.as_str() == id).ok_or(ErrorCode::NotFound)?;
    let to = if order.posted.find("to") == Some("up") { from.saturating_sub(1) } else { (from + 1).min(ids.len() - 1) };
    ids.swap(from, to);
    reorder_providers(&app, &order.admin, &ids).await?;
    Ok(done(&app, LIST, &Notice::Reordered))
}

/// `POST /admin/providers/order`: the whole order, as it was dragged.
pub(in crate::pages::admin) async fn order(State(app): State<AppState>, order: Order) -> Result<Response, ApiError> {
    let sent = order.posted.find("ids").unwrap_or_default();
    let ids: Result<Vec<ProviderId>, _> = sent.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let ids = ids.map_err(|_| ApiError::new(ErrorCode::InvalidParameter))?;
    reorder_providers(&app, &order.admin, &ids).await?;
    Ok(done(&app, LIST, &Notice::Reordered))
}

/// `POST /admin/providers/{id}/delete`
pub(in crate::pages::admin) async fn delete(
    State(app): State<AppState>,
    Path(id): Path<String>,
    order: Order,
) -> Result<Response, ApiError> {
    let force = order.posted.find("force").is_some();
    let removed = delete_provider(&app, &order.admin, &id, &IfMatch::Any, force).await;
    removed.map_err(|failure| failure.try_again(format!("{LIST}/{id}")))?;
    Ok(done(&app, LIST, &Notice::ProviderDeleted))
}
