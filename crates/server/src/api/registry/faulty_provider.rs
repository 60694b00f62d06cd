//! A provider in a report of faults.

use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{fault::Fault, ids::ProviderId};

/// A provider with its faults.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FaultyProvider {
    pub(super) provider: ProviderId,
    pub(super) faults: Vec<Fault>,
}
