//! Errors that several steps of a registration end with.

use vestibule_core::{cause::Cause, code::ErrorCode, driver::SignInError, sealed_documents::DocumentError};

/// The database does not say which client is registered.
pub(crate) fn unreadable(error: DocumentError) -> SignInError {
    let detail = format!("the registered client cannot be read or written: {error}");
    SignInError::new(ErrorCode::ProviderUnavailable, Cause::Storage, detail)
}

/// The upstream does not take our client, or not in this way.
pub(super) fn refused(detail: String) -> SignInError {
    SignInError::new(ErrorCode::ProviderMisconfigured, Cause::Registration, detail)
}
