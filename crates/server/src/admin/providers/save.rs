//! What follows every change: the registry takes it up before the answer is sent.

use vestibule_core::code::ErrorCode;

use crate::{App, admin::revision::mismatch, failure::Failure};

/// Has the registry read the settings again. What is stored stays stored if it cannot: the next reload takes it up.
pub(super) async fn publish(app: &App) {
    match app.registry.reload().await {
        Some(report) if report.error.is_none() => {}
        // The registry has logged why.
        Some(_) => tracing::warn!("a change is stored, and is not in force until the configuration can be read again"),
        None => tracing::warn!("a change is stored, and comes into force at the next start"),
    }
}

/// Why the store refused a change.
pub(super) fn refused(code: ErrorCode) -> Failure {
    let detail = match code {
        ErrorCode::RevisionMismatch => return mismatch(None),
        ErrorCode::LastWayIn => {
            "No administrator could sign in any more. Give one another way in first: a password, or a link to another \
             provider."
        }
        ErrorCode::InUse => {
            "People are linked to this provider. With `?force=true` it is deleted all the same; their links stay, and \
             match again only with the same issuer."
        }
        _ => return code.into(),
    };
    Failure::new(code).detail(detail)
}
