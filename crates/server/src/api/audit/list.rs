//! `GET /api/admin/audit`: events, filtered by reference, user, provider, kind and outcome.

use axum::extract::State;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, ProviderId, Ref, UserId},
};
use vestibule_store::{self as store, Actor, AuditFilter, EventKind, Outcome};

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

/// An event in the audit log.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AuditEvent {
    id: AuditId,
    at: Timestamp,
    event: EventKind,
    outcome: Outcome,
    /// Why it failed.
    #[schemars(with = "Option<String>")]
    code: Option<ErrorCode>,
    /// The reference that the error page and the log show.
    #[schemars(with = "String")]
    r#ref: Ref,
    provider: Option<ProviderId>,
    /// The user that the event is about, who may have been deleted since.
    user_id: Option<UserId>,
    actor: Actor,
    address: Option<String>,
    detail: Option<String>,
}

impl From<store::AuditEntry> for AuditEvent {
    fn from(store::AuditEntry { id, at, event }: store::AuditEntry) -> Self {
        Self {
            id,
            at,
            event: event.kind,
            outcome: event.outcome,
            code: event.code,
            r#ref: event.reference,
            provider: event.provider,
            user_id: event.user,
            actor: event.actor,
            address: event.address,
            detail: event.detail,
        }
    }
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
