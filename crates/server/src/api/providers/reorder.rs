//! `PUT /api/admin/providers/order`: `{"ids": […]}`, all or nothing.
//!
//! The listed providers get the sort orders 10, 20, 30 …; others keep theirs. Providers of the configuration have their
//! sort order there.

use axum::extract::State;
use http::StatusCode;
use schemars::JsonSchema;
use serde_json::Value;
use vestibule_core::{code::ErrorCode, ids::ProviderId, violation::Violations};
use vestibule_registry::Registry;
use vestibule_store::{ChangeOutcome, EventKind};

use super::{
    load::{LoadedProvider, is_configured, load_all},
    provider::Provider,
    provider_request::BODY_LIMIT,
    publish::refused,
};
use crate::{
    AppState,
    api::{
        Admin,
        body::{JsonBody, reject},
        owned::publish,
        pagination::Page,
        query::QueryParameters,
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    let endpoint = Endpoint::put("/api/admin/providers/order", reorder, |operation| {
        operation
            .named("reorderProviders", "Reorder providers")
            .tag("providers")
            .admin()
            .body::<ProviderOrder>("application/json")
            .json::<Page<Provider>>(StatusCode::OK, "All providers in the new order.")
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::NotFound)
    });
    endpoint.body_limit(BODY_LIMIT)
}

/// The new order.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ProviderOrder {
    /// Ids of providers that are managed by administrators, first to last.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    ids: Vec<ProviderId>,
}

async fn reorder(
    State(app): State<AppState>,
    admin: Admin,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Page<Provider>, ApiError> {
    parameters.deny_unknown(&[])?;
    reorder_providers(&app, &admin, &ProviderOrder::parse(&body)?.ids).await?;
    let all = load_all(&app, &app.registry.load()).await?;
    let items = all.iter().map(|loaded| Provider::new(loaded, &app)).collect();
    Ok(Page { items, next: None })
}

/// Gives these providers this order, or changes nothing.
pub(crate) async fn reorder_providers(app: &AppState, admin: &Admin, ids: &[ProviderId]) -> Result<(), ApiError> {
    let registry = app.registry.load();
    let all = load_all(app, &registry).await?;
    check(ids, &registry, &all)?;
    let before = all.iter().map(|loaded| &loaded.record.id).filter(|id| ids.contains(id));
    let joined = |ids: Vec<&str>| ids.join(", ");
    let (before, after) =
        (joined(before.map(ProviderId::as_str).collect()), joined(ids.iter().map(ProviderId::as_str).collect()));
    let event = admin.event(app, EventKind::ProvidersReordered).detail(format!("{before} → {after}"));
    match app.store.reorder_providers(ids, &event).await? {
        ChangeOutcome::Done(()) => {}
        ChangeOutcome::NotFound => return Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => return Err(refused(code)),
    }
    publish(app).await;
    Ok(())
}

impl ProviderOrder {
    fn parse(body: &JsonBody) -> Result<Self, ApiError> {
        body.deny_unknown(&["ids"])?;
        let mut bad = Violations::default();
        let list = body.0.get("ids").and_then(Value::as_array).filter(|list| !list.is_empty());
        let Some(list) = list else {
            bad.push("/ids", "must be a list of ids, first to last");
            return Err(reject(ErrorCode::InvalidParameter, bad));
        };
        let mut ids: Vec<ProviderId> = Vec::new();
        for (index, id) in list.iter().enumerate() {
            match id.as_str().and_then(|id| id.parse().ok()) {
                Some(id) if ids.contains(&id) => bad.push(format!("/ids/{index}"), "duplicate id"),
                Some(id) => ids.push(id),
                None => bad.push(format!("/ids/{index}"), "invalid id"),
            }
        }
        bad.check().map_err(|bad| reject(ErrorCode::InvalidParameter, bad))?;
        Ok(Self { ids })
    }
}

fn check(ids: &[ProviderId], registry: &Registry, all: &[LoadedProvider]) -> Result<(), ApiError> {
    let violations = |matches: &dyn Fn(&ProviderId) -> bool, detail: &str| {
        let mut bad = Violations::default();
        for (index, _) in ids.iter().enumerate().filter(|(_, id)| matches(id)) {
            bad.push(format!("/ids/{index}"), detail);
        }
        bad.check()
    };
    let absent = |id: &ProviderId| all.iter().all(|loaded| loaded.record.id != *id);
    violations(&absent, "there is no provider with this id").map_err(|bad| reject(ErrorCode::InvalidParameter, bad))?;
    violations(&|id| is_configured(registry, id), "this provider is in the configuration; set its sort_order there")
        .map_err(|bad| reject(ErrorCode::ManagedByConfig, bad))
}
