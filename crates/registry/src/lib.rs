//! The registry: from documents and settings to a published set of providers.
//!
//! ```text
//! bytes ──load──▶ Document ──parse──▶ Definition ──bind(+ settings)──▶ Bound ──resolve──▶ Driver ──publish──▶ Registry
//! ```
//! Owns the line above and the one writer that walks it. A request reads the published [`Registry`] once and passes it
//! down; mounting a provider is publishing a snapshot whose [`RouteTable`] has its routes. Knows no protocol (drivers
//! come from a factory map), no configuration format of settings (they come from a [`SettingsSource`]) and no HTTP.
//!
//! Start with [`Registry`] for what readers see, with [`spawn`] for what moves it.
#![forbid(unsafe_code)]

mod beside;
mod catalogue;
mod definitions;
mod document;
mod draft;
mod effective;
mod file;
mod folder;
mod handle;
mod input;
mod json_spots;
mod place;
mod places;
mod plan;
mod report;
mod resolve;
mod rest;
mod routes;
mod rules;
mod shape;
mod slot;
mod snapshot;
mod source;
mod stamp;
mod stir;
mod template;
mod tree;
mod trial;
mod watch;
mod writer;

pub use beside::Icon;
pub use catalogue::{Catalogue, CatalogueEntry, CatalogueFault};
pub use definitions::{DefinitionSource, Definitions, DescribedDefinition, DescribedDocument};
pub use document::{Document, Format};
pub use draft::{CheckReport, CheckStep, CheckedStep, Outcome};
pub use effective::{Effective, Provenance, settings_json};
pub use handle::RegistryHandle;
pub use plan::{Ground, Plan, PlannedProvider};
pub use report::{DefinitionChanges, ReloadReport};
pub use rest::Rest;
pub use routes::{Route, RouteKind, RouteTable};
pub use slot::{Ready, Slot, State};
pub use snapshot::Registry;
pub use source::{FixedSettings, Reading, SettingsSource, SourceError};
pub use stamp::Stamps;
pub use watch::{WatchedPaths, watch};
pub use writer::{Writer, spawn};
