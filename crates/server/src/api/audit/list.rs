//! `GET /api/admin/audit`: events, filtered by reference, user, provider, kind and outcome.

use axum::extract::State;
use http::StatusCode;
use serde_json::json;
use vestibule_core::ids::Ref;
use vestibule_store::{self as store, AuditFilter, EventKind, Outcome};

use super::event::AuditEvent;
use crate::{
    AppState,
    api::{
        Admin,
        pagination::Page,
        query::{QueryParameters, invalid},
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/audit", list, |operation| {
        let text = || json!({ "type": "string" });
        operation
            .named("listAuditEvents", "List audit events")
            .tag("audit")
            .admin()
            .paged()
            .query("ref", "Only events with this reference.", text())
            .query("user", "Only events about this user.", json!({ "type": "string", "format": "uuid" }))
            .query("provider", "Only events of this provider.", text())
            .query("event", "Only events of this kind.", text())
            .query("outcome", "Only events with this outcome.", json!({ "enum": ["ok", "failed"] }))
            .json::<Page<AuditEvent>>(StatusCode::OK, "Newest first.")
    })
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Page<AuditEvent>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor", "ref", "user", "provider", "event", "outcome"])?;
    let filter = parse_filter(&parameters)?;
    let page = Page::load(
        &parameters,
        |event: &store::AuditEntry| event.id,
        |before, limit| {
            let filter = AuditFilter { before, limit, ..filter.clone() };
            let store = app.store.clone();
            async move { store.list_audit(&filter).await }
        },
    );
    Ok(page.await?.map(AuditEvent::from))
}

fn parse_filter(parameters: &QueryParameters) -> Result<AuditFilter, ApiError> {
    Ok(AuditFilter {
        reference: parse(parameters, "ref", Ref::parse)?,
        user: parameters.id("user")?,
        provider: parse(parameters, "provider", |text| text.parse().ok())?,
        kind: parse(parameters, "event", EventKind::parse)?,
        outcome: parse(parameters, "outcome", Outcome::parse)?,
        ..AuditFilter::default()
    })
}

fn parse<T>(
    parameters: &QueryParameters,
    name: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, ApiError> {
    let Some(text) = parameters.find(name) else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| invalid(format!("`{name}` has an invalid value.")))
}
