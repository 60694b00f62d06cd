//! From definitions and settings to the published snapshot: plan (pure), resolve (network), publish (one swap).

pub(crate) mod context;
pub(crate) mod digests;
pub(crate) mod effective;
mod entries;
pub(crate) mod handle;
mod observe;
mod places;
pub(crate) mod plan;
pub(crate) mod preview;
pub(crate) mod reload_on_change;
pub(crate) mod report;
mod resolve;
pub(crate) mod routes;
pub(crate) mod settings_source;
pub(crate) mod slot;
pub(crate) mod snapshot;
pub(crate) mod writer;
