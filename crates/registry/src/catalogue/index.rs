//! The definitions by id, by file and by icon, and the documents that gave none.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use vestibule_apps::AppDefinition;
use vestibule_core::{definition::Definition, ids::DefinitionId, violation::Violations};

use super::{drop_in::DropIn, entry::EntryOf, official::OfficialFile};
use crate::definition::{companion_files::Icon, kind::DefinitionKind};

/// A document that gave no definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueFault {
    pub path: PathBuf,
    /// Everything that is wrong with it.
    pub violations: Violations,
}

/// All known definitions of providers.
pub type Catalogue = CatalogueOf<Definition>;
/// All known definitions of apps.
pub type AppCatalogue = CatalogueOf<AppDefinition>;

/// All known definitions of a kind, by id.
#[derive(Debug)]
pub struct CatalogueOf<K: DefinitionKind> {
    entries: BTreeMap<DefinitionId, Listed<K>>,
    by_path: HashMap<PathBuf, DefinitionId>,
    icons: HashMap<String, DefinitionId>,
    pub(super) faults: Vec<CatalogueFault>,
    /// What the definitions of this catalogue can have.
    pub(super) context: K::Context,
}

impl<K: DefinitionKind> Default for CatalogueOf<K> {
    fn default() -> Self {
        Self::new(K::Context::default())
    }
}

/// A definition of the catalogue. Clones of an official one are parsed once.
#[derive(Debug, Clone)]
pub(super) enum Listed<K: DefinitionKind> {
    Parsed(Arc<EntryOf<K>>),
    Official(Arc<OfficialFile<K>>),
}

impl<K: DefinitionKind> Listed<K> {
    fn entry(&self) -> Option<&Arc<EntryOf<K>>> {
        match self {
            Self::Parsed(entry) => Some(entry),
            Self::Official(file) => file.entry(),
        }
    }

    /// The entry, unless it is an official one.
    fn parsed(&self) -> Option<&Arc<EntryOf<K>>> {
        match self {
            Self::Parsed(entry) => Some(entry),
            Self::Official(_) => None,
        }
    }

    /// Whether both are one definition. Two official ones are compared by their texts, unparsed.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Official(file), Self::Official(other)) => Arc::ptr_eq(file, other) || file.has_text_of(other),
            _ => match (self.entry(), other.entry()) {
                (Some(entry), Some(other)) => entry.digest == other.digest && entry.origin == other.origin,
                (entry, other) => entry.is_none() && other.is_none(),
            },
        }
    }

    #[cfg(test)]
    pub(super) fn is_parsed(&self) -> bool {
        match self {
            Self::Parsed(_) => true,
            Self::Official(file) => file.is_parsed(),
        }
    }
}

impl<K: DefinitionKind> CatalogueOf<K> {
    /// A catalogue without definitions.
    pub fn new(context: K::Context) -> Self {
        let (entries, by_path, icons) = (BTreeMap::new(), HashMap::new(), HashMap::new());
        Self { entries, by_path, icons, faults: Vec::new(), context }
    }

    pub fn find(&self, id: &DefinitionId) -> Option<&Arc<EntryOf<K>>> {
        self.entries.get(id)?.entry()
    }

    /// The definition that was written in that file.
    pub fn find_by_path(&self, path: &Path) -> Option<&Arc<EntryOf<K>>> {
        self.find(self.by_path.get(path)?)
    }

    /// The picture at that path below `/assets/icons/`.
    pub fn find_icon(&self, path: &str) -> Option<&Icon> {
        self.find(self.icons.get(path)?)?.icon.as_ref()
    }

    /// All definitions, by id. Parses the official ones that nobody has asked for yet.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<EntryOf<K>>> {
        self.entries.values().filter_map(Listed::entry)
    }

    /// The definitions of drop-in files and plugins, by id.
    pub fn custom(&self) -> impl Iterator<Item = &Arc<EntryOf<K>>> {
        self.entries.values().filter_map(Listed::parsed).filter(|entry| !entry.official)
    }

    /// The id of every definition.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &DefinitionId> {
        self.entries.keys()
    }

    /// Those definitions of `self` that `before` does not have, and those that it has in another version, each by
    /// id. Parses no official one.
    pub(crate) fn changes_since(&self, before: &Self) -> (Vec<DefinitionId>, Vec<DefinitionId>) {
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for (id, listed) in &self.entries {
            match before.entries.get(id) {
                None => added.push(id.clone()),
                Some(old) if !old.is_same(listed) => changed.push(id.clone()),
                Some(_) => {}
            }
        }
        (added, changed)
    }

    /// The ids of the definitions that have been parsed.
    #[cfg(test)]
    pub(crate) fn parsed_ids(&self) -> Vec<&str> {
        self.entries.iter().filter(|(_, listed)| listed.is_parsed()).map(|(id, _)| id.as_str()).collect()
    }

    /// Every definition, without parsing one.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&DefinitionId, &Listed<K>)> {
        self.entries.iter()
    }

    pub(crate) fn contains(&self, id: &DefinitionId) -> bool {
        self.entries.contains_key(id)
    }

    /// Adds a definition that has no files of its own.
    pub(super) fn list(&mut self, id: DefinitionId, listed: Listed<K>) {
        match listed {
            Listed::Parsed(entry) => self.add(entry),
            Listed::Official(_) => drop(self.entries.insert(id, listed)),
        }
    }

    /// All documents that gave no definition, in the order of the folders.
    pub fn faults(&self) -> &[CatalogueFault] {
        &self.faults
    }

    /// The outcome of the file at that path.
    pub(super) fn find_drop_in(&self, path: &Path) -> Option<DropIn<K>> {
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
    pub(super) fn add(&mut self, entry: Arc<EntryOf<K>>) {
        let id = entry.definition.id().clone();
        // An official one has neither path nor companion files.
        if let Some(Listed::Parsed(replaced)) = self.entries.remove(&id) {
            replaced.path().map(|path| self.by_path.remove(path));
            replaced.icon.as_ref().map(|icon| self.icons.remove(&icon.path));
        }
        if let Some(path) = entry.path() {
            self.by_path.insert(path.to_owned(), id.clone());
        }
        if let Some(icon) = &entry.icon {
            self.icons.insert(icon.path.clone(), id.clone());
        }
        self.entries.insert(id, Listed::Parsed(entry));
    }
}
