//! Whether a definition is confirmed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether what a definition says is confirmed for the upstream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// By the vendor's documentation, or by a sign-in.
    #[default]
    Confirmed,
    /// Something in it is in no page of the vendor and has not been tried yet: the catalogue says so. It works like any
    /// other.
    Unconfirmed,
}
