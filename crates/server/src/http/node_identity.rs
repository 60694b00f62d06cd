//! Which node this is.

use std::collections::BTreeMap;

use vestibule_core::clock::Timestamp;

/// Which node this is, and what of its configuration the others must have, too.
#[derive(Debug, Clone)]
pub struct NodeIdentity {
    /// Random, new at each start.
    pub id: String,
    /// As its operator calls it, or its host name.
    pub name: String,
    /// Of the program.
    pub version: String,
    pub started_at: Timestamp,
    /// Digests of the sections of the configuration, without secrets and without what each node has for itself.
    pub settings: BTreeMap<String, String>,
}
