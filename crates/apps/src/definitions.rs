//! The definitions that apps can be instances of, as a parameter: the catalogue of the registry has them.

use std::sync::Arc;

use vestibule_core::{credentials::CredentialsSchema, ids::DefinitionId};

use crate::definition::AppDefinition;

/// A definition that can be used.
#[derive(Debug, Clone)]
pub struct KnownDefinition {
    /// The definition.
    pub definition: Arc<AppDefinition>,
    /// The schema of its settings, compiled.
    pub schema: Arc<CredentialsSchema>,
    /// Where its own picture is, below `/assets/icons/`.
    pub picture: Option<String>,
}

/// All definitions that apps can be instances of.
pub trait AppDefinitions {
    /// The one of that id.
    fn find_definition(&self, id: &DefinitionId) -> Option<KnownDefinition>;
    /// The id of each.
    fn ids(&self) -> Vec<DefinitionId>;
}
