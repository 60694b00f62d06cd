//! Writes refusals, as their share allows, to the log and the audit log.

use std::net::IpAddr;

use vestibule_core::code::ErrorCode;
use vestibule_store::{AuditEvent, StoreError};

use super::state::HttpState;

/// Writes the one line of a refusal. fail2ban and CrowdSec read it (`deploy/`): what somebody else chose comes behind the
/// address.
pub(crate) fn log_refusal(address: IpAddr, event: &AuditEvent) {
    let (kind, code) = (event.kind.as_str(), event.code.map(ErrorCode::as_str));
    let (reference, provider) = (&event.reference, event.provider.as_ref().map(tracing::field::display));
    let detail = event.detail.as_deref();
    tracing::warn!(event = kind, code, %address, r#ref = %reference, provider, detail, "refused");
}

impl HttpState {
    /// Writes a refusal to the log and the audit log, or counts it.
    pub(crate) async fn refused(&self, address: IpAddr, event: AuditEvent) -> Result<(), StoreError> {
        self.write_counted().await;
        match self.refusals.admit(address, &event, self.clock.now()) {
            true => {
                log_refusal(address, &event);
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
