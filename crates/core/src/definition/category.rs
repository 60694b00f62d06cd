//! Where a definition is in the catalogue.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a definition is in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Software that people run themselves.
    SelfHosted,
    /// Services for organizations, whose members sign in.
    Companies,
    /// Services where people have accounts of their own.
    People,
}
