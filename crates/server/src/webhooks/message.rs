//! One message of a webhook, as Standard Webhooks has it.

use bytes::Bytes;
use http::{Method, Request, header};
use serde_json::json;
use vestibule_core::{clock::Timestamp, webhook::Webhook};
use vestibule_store::AuditEntry;

use crate::api::AuditEvent;

const USER_AGENT: &str = concat!("Vestibule/", env!("CARGO_PKG_VERSION"));

/// The request that sends an event at `now`. Its id is the event's, so that a receiver knows what it has seen before.
pub(super) fn request(webhook: &Webhook, entry: AuditEntry, now: Timestamp) -> Result<Request<Bytes>, http::Error> {
    let (id, seconds) = (entry.id.to_string(), now.timestamp());
    let kind = format!("{}.{}", entry.event.kind.as_str(), entry.event.outcome.as_str());
    let body = json!({ "type": kind, "timestamp": entry.at, "data": AuditEvent::from(entry) }).to_string();
    Request::builder()
        .method(Method::POST)
        .uri(webhook.url.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, USER_AGENT)
        .header("webhook-signature", webhook.key.sign(&id, seconds, &body))
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .body(body.into())
}
