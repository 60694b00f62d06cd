//! The definitions by id, by file and by icon, and the documents that gave none.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use vestibule_core::{ids::DefinitionId, protocol::Protocols, violation::Violations};

use super::{drop_in::DropIn, entry::CatalogueEntry};
use crate::definition::companion_files::Icon;

/// A document that gave no definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueFault {
    pub path: PathBuf,
    /// Everything that is wrong with it.
    pub violations: Violations,
}

/// All known definitions, by id.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: BTreeMap<DefinitionId, Arc<CatalogueEntry>>,
    by_path: HashMap<PathBuf, DefinitionId>,
    icons: HashMap<String, DefinitionId>,
    pub(super) faults: Vec<CatalogueFault>,
    /// What the definitions of this catalogue can have.
    pub(super) protocols: Protocols,
}

impl Catalogue {
    /// A catalogue without definitions.
    pub fn new(protocols: Protocols) -> Self {
        Self { protocols, ..Self::default() }
    }

    pub fn find(&self, id: &DefinitionId) -> Option<&Arc<CatalogueEntry>> {
        self.entries.get(id)
    }

    /// The definition that was written in that file.
    pub fn find_by_path(&self, path: &Path) -> Option<&Arc<CatalogueEntry>> {
        self.entries.get(self.by_path.get(path)?)
    }

    /// The picture at that path below `/assets/icons/`.
    pub fn find_icon(&self, path: &str) -> Option<&Icon> {
        self.entries.get(self.icons.get(path)?)?.icon.as_ref()
    }

    /// All definitions, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<CatalogueEntry>> {
        self.entries.values()
    }

    /// All documents that gave no definition, in the order of the folders.
    pub fn faults(&self) -> &[CatalogueFault] {
        &self.faults
    }

    /// The outcome of the file at that path.
    pub(super) fn find_drop_in(&self, path: &Path) -> Option<DropIn> {
        let fault = self.faults.iter().find(|fault| fault.path == path).map(|fault| Err(fault.violations.clone()));
        let outcome = fault.or_else(|| self.find_by_path(path).cloned().map(Ok))?;
        Some(DropIn { path: path.to_owned(), outcome })
    }

    /// The files directly in that folder that gave a definition or a fault.
    pub(super) fn paths_in<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        let faulty = self.faults.iter().map(|fault| &*fault.path);
        let inside = move |path: &&Path| path.parent() == Some(folder);
        self.by_path.keys().map(PathBuf::as_path).chain(faulty).filter(inside)
    }

    /// Adds a definition in place of another one with its id.
    pub(super) fn add(&mut self, entry: Arc<CatalogueEntry>) {
        let id = entry.definition.id.clone();
        if let Some(replaced) = self.entries.remove(&id) {
            replaced.path().map(|path| self.by_path.remove(path));
            replaced.icon.as_ref().map(|icon| self.icons.remove(&icon.path));
        }
        if let Some(path) = entry.path() {
            self.by_path.insert(path.to_owned(), id.clone());
        }
        if let Some(icon) = &entry.icon {
            self.icons.insert(icon.path.clone(), id.clone());
        }
        self.entries.insert(id, entry);
    }
}
