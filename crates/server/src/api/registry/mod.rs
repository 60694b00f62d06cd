//! `/api/admin/registry` and `/api/admin/reload`: what is published, and reading it all again.

mod get;
mod reload;

pub(crate) use get::{RegistryState, get};
pub(crate) use reload::{Reloaded, reload};

use serde::Serialize;
use vestibule_core::{fault::Fault, ids::ProviderId};

/// What is wrong with one provider.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct FaultyProvider {
    /// Which one.
    provider: ProviderId,
    /// Everything that is wrong with it.
    faults: Vec<Fault>,
}
