//! The registry: from documents and settings to a published set of providers.
//!
//! ```text
//! bytes ──load──▶ Document ──parse──▶ Definition ──bind(+ settings)──▶ Bound ──resolve──▶ Driver ──publish──▶ Registry
//! ```
//! Owns the line above and the one writer that moves along it. A request reads the published [`Registry`] once and passes it
//! down; mounting a provider is publishing a snapshot whose [`RouteTable`] has its routes. Knows no protocol (drivers
//! come from a factory map), no configuration format of settings (they come from a [`SettingsSource`]) and no HTTP.
//!
//! Start with [`Registry`] for what readers see, and with [`spawn`] for the writer.
#![forbid(unsafe_code)]

mod catalogue;
mod definition;
mod provider_check;
mod publish;
mod reload;

pub use catalogue::{
    entry::{AppCatalogueEntry, CatalogueEntry},
    index::{AppCatalogue, Catalogue, CatalogueFault},
    newer::{NewerCatalogue, SERIAL},
    sources::{
        AllDefinitions, AppDefinitions, DefinitionSource, Definitions, DescribedDefinition, DescribedDocument,
        OfficialSource,
    },
};
pub use definition::{companion_files::Icon, document::Document, format::Format, schema::definition_schema};
pub use provider_check::{CheckReport, CheckStep, CheckedStep, Outcome};
pub use publish::{
    context::RegistryContext,
    digests::digests,
    effective::{Effective, Provenance, settings_json},
    handle::RegistryHandle,
    plan::{Plan, PlannedProvider, faults_of_definition, faults_of_disabled},
    preview::Preview,
    reload_on_change::watch,
    report::{DefinitionChanges, ReloadReport},
    routes::{Route, RouteKind, RouteTable},
    settings_source::{FixedSettings, Reading, SettingsSource, SourceError},
    slot::{Ready, Slot, SlotState},
    snapshot::Registry,
    writer::{Writer, spawn},
};
pub use reload::{file_stability::FileStability, fingerprints::FileFingerprints, watched_paths::WatchedPaths};
