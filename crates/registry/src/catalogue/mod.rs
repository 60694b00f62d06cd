//! All definitions that are known: the official ones inside the binary, and those of the drop-in folders.

pub(crate) mod definitions;
pub(crate) mod folder;
mod stdin;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use vestibule_core::{
    credentials::CredentialsSchema,
    definition::Definition,
    ids::DefinitionId,
    origin::Origin,
    secret::sha256,
    violation::{Violation, Violations},
};

use crate::{
    catalogue::definitions::{DescribedDefinition, DescribedDocument},
    catalogue::folder::DropIn,
    definition::companion_files::{CompanionFiles, Icon},
    definition::document::{Document, Format, Parsed},
    definition::source_map::SourceMap,
    reload::file_stability::FileStability,
    reload::fingerprints::FileFingerprints,
};

/// The files of `providers/official/`, as they were when the program was built.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../providers/official"]
struct OfficialFiles;

/// A definition that can be used.
#[derive(Debug)]
pub struct CatalogueEntry {
    /// The definition, without what its credentials must be: that is `schema`.
    pub definition: Arc<Definition>,
    /// Its credentials schema, compiled.
    pub schema: Arc<CredentialsSchema>,
    /// True when it came inside the binary.
    pub official: bool,
    /// Where it was written.
    pub origin: Origin,
    /// SHA-256 of the document and the files beside it: two entries with one digest are the same definition.
    pub digest: [u8; 32],
    /// SHA-256 of the schema alone.
    pub(crate) schema_digest: [u8; 32],
    /// The picture beside it, when its icon is one.
    pub icon: Option<Icon>,
    /// Where its values stand, when it is a file.
    pub(crate) places: SourceMap,
    /// SHA-256 of the document alone.
    pub(crate) text_digest: [u8; 32],
    /// The files beside it that it names.
    pub(crate) beside: Vec<String>,
    /// How its files looked on the disk when they were read.
    pub(crate) fingerprints: Mutex<FileFingerprints>,
    /// What stands for a file where there is none.
    place: Option<PathBuf>,
}

impl CatalogueEntry {
    pub(crate) fn parse(document: &Document, beside: &CompanionFiles) -> Result<Self, Violations> {
        let Parsed { mut definition, schema, icon, places } = document.parse_with(beside)?;
        // The schema keeps it, and equal schemas are kept once.
        definition.credentials = serde_json::Value::Null;
        Ok(Self {
            definition: Arc::new(definition),
            schema_digest: sha256(schema.as_json().to_string()),
            schema,
            official: document.official,
            origin: document.origin(),
            digest: beside.digest(&document.text),
            icon,
            // What is inside the program has no place that anybody could open.
            places: if document.official { SourceMap::default() } else { places },
            text_digest: sha256(&document.text),
            beside: document.companion_names(),
            fingerprints: Mutex::default(),
            place: None,
        })
    }

    /// What a plugin describes. `place` stands for its file.
    pub(crate) fn describe(place: &Path, described: &DescribedDocument) -> Result<Self, Violations> {
        // Parsed as if it were ours, because only then may it name the protocol; it is not official all the same.
        let text = described.text.clone();
        let document = Document { path: place.to_owned(), format: Format::Json, text, official: true };
        let entry = Self::parse(&document, &CompanionFiles::default())?;
        let (place, digest) = (Some(place.to_owned()), described.digest);
        Ok(Self { official: false, origin: Origin::Plugin, place, digest, ..entry })
    }

    /// The file that it was written in, or the section of the configuration that stands for it; `None` for one inside
    /// the binary.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(place) => Some(&place.path),
            _ => self.place.as_deref(),
        }
    }
}

/// A document that gave no definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueFault {
    /// Which one.
    pub path: PathBuf,
    /// Everything that is wrong with it.
    pub violations: Violations,
}

/// All definitions that are known, by id.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: BTreeMap<DefinitionId, Arc<CatalogueEntry>>,
    by_path: HashMap<PathBuf, DefinitionId>,
    icons: HashMap<String, DefinitionId>,
    faults: Vec<CatalogueFault>,
}

impl Catalogue {
    /// The definitions inside the binary.
    pub fn official() -> Self {
        let documents = OfficialFiles::iter().filter(|name| name.ends_with(".toml")).filter_map(|name| {
            let file = OfficialFiles::get(&name)?;
            let text = String::from_utf8(file.data.into_owned()).ok()?;
            let path = Path::new("providers/official").join(name.as_ref());
            Some(Document { path, format: Format::Toml, text, official: true })
        });
        Self::from_documents(documents)
    }

    /// Parses every document; one that is wrong is a fault and hurts no other. Of two with one id the first counts.
    pub fn from_documents(documents: impl IntoIterator<Item = Document>) -> Self {
        let mut catalogue = Self::default();
        for document in documents {
            match CatalogueEntry::parse(&document, &CompanionFiles::default()) {
                Ok(entry) => {
                    let other = catalogue.entries.get(&entry.definition.id).map(|other| other.origin.to_string());
                    match other {
                        Some(other) => catalogue.reject_id(document.path, entry.definition.id.as_str(), &other),
                        None => catalogue.add(Arc::new(entry)),
                    }
                }
                Err(violations) => catalogue.faults.push(CatalogueFault { path: document.path, violations }),
            }
        }
        catalogue
    }

    /// The definitions of `official` with those of the folders and those that are `described`. Reads files; blocks.
    ///
    /// What cannot be used is a fault and leaves in place what `previous` had of it; a file that is gone takes its
    /// definition along; one that is not at rest is not read. Two files with one id are both refused.
    pub(crate) fn load(
        official: &Self,
        folders: &[PathBuf],
        described: Vec<DropIn>,
        (previous, stability): (&Self, &FileStability),
    ) -> Self {
        let mut drop_ins = folder::load(folders, previous, stability);
        drop_ins.extend(described);
        Self::assemble(official, drop_ins, previous)
    }

    /// What these files would be beside `official` if nothing else were dropped in: what is wrong with one is a fault,
    /// as at a reload. Reads files; blocks.
    pub fn lint(official: &Self, files: &[PathBuf]) -> Self {
        Self::assemble(official, folder::load_files(files), &Self::default())
    }

    /// What these would be beside `official` if nothing else were described.
    pub fn lint_described(official: &Self, described: Vec<DescribedDefinition>) -> Self {
        Self::assemble(official, described.into_iter().map(DropIn::described).collect(), &Self::default())
    }

    /// The definition of that id.
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

    /// All documents that gave none, in the order of the folders.
    pub fn faults(&self) -> &[CatalogueFault] {
        &self.faults
    }

    /// What became of the file at that path.
    pub(crate) fn find_drop_in(&self, path: &Path) -> Option<DropIn> {
        let fault = self.faults.iter().find(|fault| fault.path == path).map(|fault| Err(fault.violations.clone()));
        let outcome = fault.or_else(|| self.find_by_path(path).cloned().map(Ok))?;
        Some(DropIn { path: path.to_owned(), outcome })
    }

    /// The files directly in that folder that gave a definition or a fault.
    pub(crate) fn paths_in<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        let faulty = self.faults.iter().map(|fault| &*fault.path);
        let inside = move |path: &&Path| path.parent() == Some(folder);
        self.by_path.keys().map(PathBuf::as_path).chain(faulty).filter(inside)
    }

    fn assemble(official: &Self, drop_ins: Vec<DropIn>, previous: &Self) -> Self {
        let mut catalogue = Self { faults: official.faults.clone(), ..Self::default() };
        official.entries.values().for_each(|entry| catalogue.add(entry.clone()));
        let mut good: BTreeMap<DefinitionId, Vec<(PathBuf, Arc<CatalogueEntry>)>> = BTreeMap::new();
        let mut kept = Vec::new();
        for DropIn { path, outcome } in drop_ins {
            match outcome {
                Ok(entry) => good.entry(entry.definition.id.clone()).or_default().push((path, entry)),
                Err(violations) => {
                    kept.extend(previous.iter().filter(|entry| entry.path() == Some(&*path)).cloned());
                    catalogue.faults.push(CatalogueFault { path, violations });
                }
            }
        }
        for (id, entries) in good {
            let taken = official.find(&id).is_some();
            match entries.as_slice() {
                [(_, entry)] if !taken || entry.definition.replaces_official => {
                    kept.retain(|kept| kept.definition.id != id);
                    catalogue.add(entry.clone());
                }
                [(path, entry)] => {
                    kept.extend(previous.find_by_path(path).filter(|kept| kept.definition.id == id).cloned());
                    catalogue.reject_official(path.clone(), entry);
                }
                several => {
                    kept.extend(previous.find(&id).filter(|kept| !kept.official).cloned());
                    let paths: Vec<&PathBuf> = several.iter().map(|(path, _)| path).collect();
                    for path in &paths {
                        let others =
                            paths.iter().filter(|other| *other != path).map(|other| other.display().to_string());
                        catalogue.reject_id((*path).clone(), id.as_str(), &others.collect::<Vec<_>>().join(", "));
                    }
                }
            }
        }
        kept.into_iter().for_each(|entry| catalogue.add(entry));
        catalogue
    }

    fn add(&mut self, entry: Arc<CatalogueEntry>) {
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

    fn reject_id(&mut self, path: PathBuf, id: &str, other: &str) {
        let detail = format!("the id `{id}` is also in {other}; give each definition an id of its own");
        self.refuse(path, detail);
    }

    fn reject_official(&mut self, path: PathBuf, entry: &CatalogueEntry) {
        let id = &entry.definition.id;
        // A file may say that it is meant; a plugin has no word for that.
        let or = if entry.origin == Origin::Plugin { "" } else { ", or write replaces_official = true" };
        self.refuse(path, format!("the id `{id}` belongs to an official definition; choose another id{or}"));
    }

    fn refuse(&mut self, path: PathBuf, detail: String) {
        let origin = Some(Origin::File(vestibule_core::origin::FilePlace { path: path.clone(), line: 1, column: 1 }));
        let violations = Violations(vec![Violation { pointer: "/id".to_owned(), detail, origin }]);
        self.faults.push(CatalogueFault { path, violations });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, name: &str) -> Document {
        let text = format!("id = \"{id}\"\nname = \"{name}\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {{}}\n");
        Document { path: format!("{name}.toml").into(), format: Format::Toml, text, official: false }
    }

    fn drop_in(document: &Document) -> DropIn {
        let outcome = CatalogueEntry::parse(document, &CompanionFiles::default()).map(Arc::new);
        DropIn { path: document.path.clone(), outcome }
    }

    fn assemble(documents: &[Document], previous: &Catalogue) -> Catalogue {
        let official = Catalogue::from_documents([Document { official: true, ..document("official", "Official") }]);
        Catalogue::assemble(&official, documents.iter().map(drop_in).collect(), previous)
    }

    fn names(catalogue: &Catalogue) -> Vec<&str> {
        catalogue.iter().map(|entry| entry.definition.name.as_str()).collect()
    }

    fn faulty(catalogue: &Catalogue) -> Vec<&str> {
        catalogue.faults().iter().map(|fault| fault.path.to_str().unwrap()).collect()
    }

    #[test]
    fn every_official_definition_is_usable() {
        let catalogue = Catalogue::official();
        assert!(catalogue.faults().is_empty(), "{:?}", catalogue.faults());
        let ids: Vec<_> = catalogue.iter().map(|entry| entry.definition.id.as_str().to_owned()).collect();
        assert!(ids.contains(&"pocketid".to_owned()) && ids.contains(&"oidc".to_owned()), "{ids:?}");
        assert!(catalogue.iter().all(|entry| entry.official));
    }

    /// DF-01: one bad document never hurts another.
    #[test]
    fn a_broken_document_is_a_fault_and_no_more() {
        let mut broken = document("b", "b");
        broken.text.push_str("nonsense = 1\n");
        let catalogue = Catalogue::from_documents([document("a", "a"), broken, document("a", "again")]);
        assert_eq!(names(&catalogue), ["a"]);
        assert_eq!(faulty(&catalogue), ["b.toml", "again.toml"]);
    }

    #[test]
    fn a_file_that_breaks_leaves_its_last_good_definition() {
        let before = assemble(&[document("a", "a"), document("b", "b")], &Catalogue::default());
        let broken = Document { text: "id = \"a\"\nname".to_owned(), ..document("a", "a") };
        let after = assemble(&[broken.clone(), document("b", "b")], &before);
        assert_eq!((names(&after), faulty(&after)), (vec!["a", "b", "Official"], vec!["a.toml"]));
        let gone = assemble(&[document("b", "b")], &after);
        assert_eq!(names(&gone), ["b", "Official"], "a file that is gone takes its definition along");
        let replaced = assemble(&[broken, document("a", "new")], &after);
        assert_eq!((names(&replaced), faulty(&replaced)), (vec!["new", "Official"], vec!["a.toml"]));
    }

    #[test]
    fn two_files_with_one_id_are_both_refused_and_the_last_good_one_stays() {
        let before = assemble(&[document("a", "first")], &Catalogue::default());
        for (previous, wanted) in [(&Catalogue::default(), vec!["Official"]), (&before, vec!["first", "Official"])] {
            let after = assemble(&[document("a", "first"), document("a", "second")], previous);
            assert_eq!(names(&after), wanted);
            assert_eq!(faulty(&after), ["first.toml", "second.toml"]);
            let text = after.faults()[0].violations.to_string();
            assert!(text.contains("first.toml:1:1") && text.contains("second.toml"), "{text}");
        }
    }

    #[test]
    fn an_official_id_is_taken_only_on_purpose() {
        let thief = document("official", "thief");
        let refused = assemble(std::slice::from_ref(&thief), &Catalogue::default());
        assert_eq!((names(&refused), faulty(&refused)), (vec!["Official"], vec!["thief.toml"]));
        let owner = Document { text: format!("replaces_official = true\n{}", thief.text), ..thief };
        let replaced = assemble(&[owner], &refused);
        assert_eq!((names(&replaced), replaced.faults().len()), (vec!["thief"], 0));
        assert_eq!(names(&assemble(&[], &replaced)), ["Official"], "taking the file away brings it back");
    }
}
