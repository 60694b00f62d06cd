//! How many sessions an act has ended.

use schemars::JsonSchema;
use serde::Serialize;

/// How many sessions have ended.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SessionsEnded {
    /// How many sessions have ended with this request, on every node.
    pub(crate) sessions_ended: u64,
}
