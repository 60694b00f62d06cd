//! `GET /api/admin/audit`: events, newest first, by reference, user, provider, kind and outcome.

use axum::extract::State;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, ProviderId, Ref, UserId},
};
use vestibule_store::{Actor, AuditEntry, AuditFilter, EventKind, Outcome};

use crate::{
    AppState,
    api::{
        Admin,
        listing::{Listing, split_page},
        query::{Parameters, invalid},
    },
    http::api_error::ApiError,
};

/// One event.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ShownEvent {
    id: AuditId,
    at: Timestamp,
    event: EventKind,
    outcome: Outcome,
    /// Why it failed.
    #[schemars(with = "Option<String>")]
    code: Option<ErrorCode>,
    /// What the person can read to an administrator.
    #[schemars(with = "String")]
    r#ref: Ref,
    provider: Option<ProviderId>,
    /// About whom. The user may be gone.
    user_id: Option<UserId>,
    /// By whom.
    actor: Actor,
    address: Option<String>,
    detail: Option<String>,
}

impl ShownEvent {
    fn new(AuditEntry { id, at, event }: AuditEntry) -> Self {
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

pub(crate) async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Listing<ShownEvent>, ApiError> {
    parameters.only(&["limit", "cursor", "ref", "user", "provider", "event", "outcome"])?;
    let limit = parameters.limit()?;
    let filter = read(&parameters, limit)?;
    let mut found = app.store.list_audit(&filter).await?;
    if found.len() == limit && limit == Parameters::MOST {
        let after = AuditFilter { before: found.last().map(|event| event.id), limit: 1, ..filter };
        found.extend(app.store.list_audit(&after).await?);
    }
    let next = split_page(&mut found, limit, |event| event.id.to_string());
    Ok(Listing { items: found.into_iter().map(ShownEvent::new).collect(), next })
}

fn read(parameters: &Parameters, limit: usize) -> Result<AuditFilter, ApiError> {
    Ok(AuditFilter {
        reference: known(parameters, "ref", Ref::parse)?,
        user: parameters.id("user")?,
        provider: known(parameters, "provider", |text| text.parse().ok())?,
        kind: known(parameters, "event", EventKind::parse)?,
        outcome: known(parameters, "outcome", Outcome::parse)?,
        before: parameters.id("cursor")?,
        limit: Parameters::rows(limit),
    })
}

fn known<T>(parameters: &Parameters, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
    let Some(text) = parameters.find(name) else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| invalid(format!("`{name}` has a value that no event can have.")))
}
