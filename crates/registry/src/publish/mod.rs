//! From definitions and settings to the published snapshot: plan (pure), resolve (network), publish (one swap).

pub(crate) mod effective;
pub(crate) mod handle;
pub(crate) mod plan;
pub(crate) mod report;
mod resolve;
mod resolve_unpublished;
pub(crate) mod routes;
pub(crate) mod settings_source;
pub(crate) mod slot;
pub(crate) mod snapshot;
pub(crate) mod writer;
