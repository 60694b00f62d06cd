//! What a plugin does against its contract, as an error of the sign-in.

use vestibule_core::{cause::Cause, code::ErrorCode, driver::SignInError};

/// The plugin does what the contract forbids. It stays enabled, because the next sign-in may go well.
pub(crate) fn contract_violation(what: impl std::fmt::Display) -> SignInError {
    SignInError::new(ErrorCode::ProviderMisconfigured, Cause::Plugin, format!("the plugin breaks its contract: {what}"))
}
