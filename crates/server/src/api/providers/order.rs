//! `PUT /api/admin/providers/order`: `{"ids": […]}`, all or nothing.
//!
//! The listed providers get the sort orders 10, 20, 30 …; one that is not listed keeps its own. The order of a provider
//! of the configuration is written there.

use axum::extract::State;
use serde_json::Value;
use vestibule_core::{code::ErrorCode, ids::ProviderId, violation::Violations};
use vestibule_registry::Registry;
use vestibule_store::{ChangeOutcome, EventKind};

use super::{
    find::{Found, is_configured, load_all},
    provider::Provider,
    save::{publish, refused},
};
use crate::{
    AppState,
    api::{
        Admin,
        body::{JsonBody, refuse},
        listing::Listing,
        query::Parameters,
    },
    http::api_error::ApiError,
};

/// The new order.
#[derive(Debug, schemars::JsonSchema)]
#[allow(dead_code, reason = "its schema documents the body, which is read by hand so that every mistake is named")]
pub(crate) struct NewOrder {
    /// Ids of providers that administrators own, first to last.
    #[schemars(length(min = 1))]
    ids: Vec<ProviderId>,
}

pub(crate) async fn order(
    State(app): State<AppState>,
    admin: Admin,
    parameters: Parameters,
    body: JsonBody,
) -> Result<Listing<Provider>, ApiError> {
    parameters.only(&[])?;
    body.only(&["ids"])?;
    reorder(&app, &admin, &parse(body.0.get("ids"))?).await?;
    let all = load_all(&app, &app.registry.load()).await?;
    let items = all.iter().map(|found| Provider::new(found, &app.settings.public_url)).collect();
    Ok(Listing { items, next: None })
}

/// Gives the providers of these ids this order, or none of them.
pub(crate) async fn reorder(app: &AppState, admin: &Admin, ids: &[ProviderId]) -> Result<(), ApiError> {
    let registry = app.registry.load();
    check(ids, &registry, &load_all(app, &registry).await?)?;
    let event = admin.event(app, EventKind::ProvidersReordered);
    match app.store.reorder_providers(ids, &event).await? {
        ChangeOutcome::Done(()) => {}
        ChangeOutcome::NotFound => return Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => return Err(refused(code)),
    }
    publish(app).await;
    Ok(())
}

fn parse(ids: Option<&Value>) -> Result<Vec<ProviderId>, ApiError> {
    let mut bad = Violations::default();
    let list = ids.and_then(Value::as_array).filter(|list| !list.is_empty());
    let Some(list) = list else {
        bad.push("/ids", "a list of ids, first to last");
        return Err(refuse(ErrorCode::InvalidParameter, bad));
    };
    let mut parsed: Vec<ProviderId> = Vec::new();
    for (index, id) in list.iter().enumerate() {
        match id.as_str().and_then(|id| id.parse().ok()) {
            Some(id) if parsed.contains(&id) => bad.push(format!("/ids/{index}"), "this id stands twice in the list"),
            Some(id) => parsed.push(id),
            None => bad.push(format!("/ids/{index}"), "this is not an id"),
        }
    }
    bad.check().map_err(|bad| refuse(ErrorCode::InvalidParameter, bad))?;
    Ok(parsed)
}

fn check(ids: &[ProviderId], registry: &Registry, all: &[Found]) -> Result<(), ApiError> {
    let places = |wanted: &dyn Fn(&ProviderId) -> bool, detail: &str| {
        let mut bad = Violations::default();
        for (index, _) in ids.iter().enumerate().filter(|(_, id)| wanted(id)) {
            bad.push(format!("/ids/{index}"), detail);
        }
        bad.check()
    };
    let absent = |id: &ProviderId| all.iter().all(|found| found.record.id != *id);
    places(&absent, "there is no provider of this id").map_err(|bad| refuse(ErrorCode::InvalidParameter, bad))?;
    places(&|id| is_configured(registry, id), "this provider is in the configuration; write its sort_order there")
        .map_err(|bad| refuse(ErrorCode::ManagedByConfig, bad))
}
