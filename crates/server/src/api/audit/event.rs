//! An event as programs read it: through the admin API, and in the messages of webhooks.

use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, ProviderId, Ref, UserId},
};
use vestibule_store::{self as store, Actor, EventKind, Outcome};

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
