//! Writes refusals, as their share allows, to the log and the audit log.

use std::net::IpAddr;

use vestibule_core::code::ErrorCode;
use vestibule_store::{AuditEvent, StoreError};

use super::state::HttpState;

impl HttpState {
    /// Writes a refusal to the log and the audit log, or counts it.
    pub(crate) async fn refused(&self, address: IpAddr, event: AuditEvent) -> Result<(), StoreError> {
        self.write_counted().await;
        match self.refusals.admit(address, &event, self.clock.now()) {
            true => {
                let (event_kind, code) = (event.kind.as_str(), event.code.map(ErrorCode::as_str));
                let (reference, detail) = (&event.reference, event.detail.as_deref());
                tracing::warn!(event = event_kind, code, %address, r#ref = %reference, detail, "refused");
                self.store.record(&event).await.map(drop)
            }
            false => Ok(()),
        }
    }

    /// Whether a refusal that somebody else writes is a row of its own; otherwise it was counted here.
    pub(crate) fn admits_row(&self, address: IpAddr, event: &AuditEvent) -> bool {
        self.refusals.admit(address, event, self.clock.now())
    }

    /// Writes what was counted in minutes that are over.
    pub(crate) async fn write_counted(&self) {
        for event in self.refusals.take_counted(self.clock.now()) {
            if let Err(error) = self.store.record(&event).await {
                tracing::error!(%error, "could not write an audit event");
            }
        }
    }
}
