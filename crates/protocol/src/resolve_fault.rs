//! Why a provider is not ready, as the registry keeps it.

use vestibule_core::{
    clock::Clock,
    driver::SignInError,
    fault::{Fault, Stage},
};

/// A failure of the way to a ready provider.
pub(crate) fn resolve_fault(error: SignInError, clock: &dyn Clock) -> Fault {
    Fault {
        stage: Stage::Resolve,
        code: error.code,
        cause: error.cause,
        detail: error.detail,
        origin: None,
        at: clock.now(),
        next_retry_at: None,
    }
}
