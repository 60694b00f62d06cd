//! Which documents make it into a catalogue. The *last good version* of a file that became unusable stays.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use vestibule_core::{
    ids::DefinitionId,
    origin::{FilePlace, Origin},
    protocol::Protocols,
    violation::{Violation, Violations},
};

use super::{
    drop_in::DropIn,
    entry::CatalogueEntry,
    index::{Catalogue, CatalogueFault},
};
use crate::definition::{document::Document, format::Format};

/// The files of `providers/official/` at build time.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../providers/official"]
struct OfficialFiles;

impl Catalogue {
    /// The definitions inside the binary.
    pub fn official(protocols: &Protocols) -> Self {
        let documents = OfficialFiles::iter().filter(|name| name.ends_with(".toml")).filter_map(|name| {
            // One that is not UTF-8 becomes a fault, as any other that cannot be parsed.
            let text = String::from_utf8_lossy(&OfficialFiles::get(&name)?.data).into_owned();
            let path = Path::new("providers/official").join(name.as_ref());
            Some(Document { path, format: Format::Toml, text, official: true })
        });
        Self::from_documents(documents, protocols)
    }

    /// Parses every document; a broken one is a fault and affects no other. Of two with one id the first is used.
    pub fn from_documents(documents: impl IntoIterator<Item = Document>, protocols: &Protocols) -> Self {
        let mut catalogue = Self::new(protocols.clone());
        for document in documents {
            match CatalogueEntry::parse_alone(&document, protocols) {
                Ok(entry) => {
                    let other = catalogue.find(&entry.definition.id).map(|other| other.origin.to_string());
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

    fn reject_id(&mut self, path: PathBuf, id: &str, other: &str) {
        let detail = format!("the id `{id}` is also used in {other}; give each definition its own id");
        self.reject(path, detail);
    }

    fn reject_official(&mut self, path: PathBuf, entry: &CatalogueEntry) {
        let id = &entry.definition.id;
        // Plugins have no such key.
        let or = if entry.origin == Origin::Plugin { "" } else { ", or set replaces_official = true" };
        self.reject(path, format!("the id `{id}` belongs to an official definition; choose another id{or}"));
    }

    fn reject(&mut self, path: PathBuf, detail: String) {
        let origin = Some(Origin::File(FilePlace { path: path.clone(), line: 1, column: 1 }));
        let violations = Violations(vec![Violation { pointer: "/id".to_owned(), detail, origin }]);
        self.faults.push(CatalogueFault { path, violations });
    }
}

/// The definitions of `official` together with the drop-ins.
///
/// An unusable file is a fault and keeps what `previous` had of it. Two files with one id are both rejected.
pub(super) fn assemble(official: &Catalogue, drop_ins: Vec<DropIn>, previous: &Catalogue) -> Catalogue {
    let mut catalogue = Catalogue::new(official.protocols.clone());
    catalogue.faults.clone_from(&official.faults);
    official.iter().for_each(|entry| catalogue.add(entry.clone()));
    let mut good: BTreeMap<DefinitionId, Vec<(PathBuf, Arc<CatalogueEntry>)>> = BTreeMap::new();
    let mut last_good = Vec::new();
    for DropIn { path, outcome } in drop_ins {
        match outcome {
            Ok(entry) => good.entry(entry.definition.id.clone()).or_default().push((path, entry)),
            Err(violations) => {
                last_good.extend(previous.iter().filter(|entry| entry.path() == Some(&*path)).cloned());
                catalogue.faults.push(CatalogueFault { path, violations });
            }
        }
    }
    for (id, entries) in good {
        let taken = official.find(&id).is_some();
        match entries.as_slice() {
            [(_, entry)] if !taken || entry.definition.replaces_official => {
                last_good.retain(|kept| kept.definition.id != id);
                catalogue.add(entry.clone());
            }
            [(path, entry)] => {
                last_good.extend(previous.find_by_path(path).filter(|kept| kept.definition.id == id).cloned());
                catalogue.reject_official(path.clone(), entry);
            }
            several => {
                last_good.extend(previous.find(&id).filter(|kept| !kept.official).cloned());
                let paths: Vec<&PathBuf> = several.iter().map(|(path, _)| path).collect();
                for path in &paths {
                    let others = paths.iter().filter(|other| *other != path).map(|other| other.display().to_string());
                    catalogue.reject_id((*path).clone(), id.as_str(), &others.collect::<Vec<_>>().join(", "));
                }
            }
        }
    }
    last_good.into_iter().for_each(|entry| catalogue.add(entry));
    catalogue
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{format::Format, protocols};

    fn document(id: &str, name: &str) -> Document {
        let text = format!("id = \"{id}\"\nname = \"{name}\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {{}}\n");
        Document { path: format!("{name}.toml").into(), format: Format::Toml, text, official: false }
    }

    fn drop_in(document: &Document) -> DropIn {
        let outcome = CatalogueEntry::parse_alone(document, &protocols()).map(Arc::new);
        DropIn { path: document.path.clone(), outcome }
    }

    fn assemble(documents: &[Document], previous: &Catalogue) -> Catalogue {
        let official =
            Catalogue::from_documents([Document { official: true, ..document("official", "Official") }], &protocols());
        super::assemble(&official, documents.iter().map(drop_in).collect(), previous)
    }

    fn names(catalogue: &Catalogue) -> Vec<&str> {
        catalogue.iter().map(|entry| entry.definition.name.as_str()).collect()
    }

    fn faulty(catalogue: &Catalogue) -> Vec<&str> {
        catalogue.faults().iter().map(|fault| fault.path.to_str().unwrap()).collect()
    }

    #[test]
    fn every_official_definition_is_usable() {
        let catalogue = Catalogue::official(&protocols());
        assert!(catalogue.faults().is_empty(), "{:?}", catalogue.faults());
        let ids: Vec<_> = catalogue.iter().map(|entry| entry.definition.id.as_str().to_owned()).collect();
        assert!(ids.contains(&"pocketid".to_owned()) && ids.contains(&"oidc".to_owned()), "{ids:?}");
        assert!(catalogue.iter().all(|entry| entry.official));
    }

    /// DF-01: one bad document never hurts another.
    #[test]
    fn a_broken_document_affects_no_other() {
        let mut broken = document("b", "b");
        broken.text.push_str("nonsense = 1\n");
        let catalogue = Catalogue::from_documents([document("a", "a"), broken, document("a", "again")], &protocols());
        assert_eq!(names(&catalogue), ["a"]);
        assert_eq!(faulty(&catalogue), ["b.toml", "again.toml"]);
    }

    #[test]
    fn a_broken_file_keeps_its_last_good_definition() {
        let before = assemble(&[document("a", "a"), document("b", "b")], &Catalogue::default());
        let broken = Document { text: "id = \"a\"\nname".to_owned(), ..document("a", "a") };
        let after = assemble(&[broken.clone(), document("b", "b")], &before);
        assert_eq!((names(&after), faulty(&after)), (vec!["a", "b", "Official"], vec!["a.toml"]));
        let gone = assemble(&[document("b", "b")], &after);
        assert_eq!(names(&gone), ["b", "Official"], "a deleted file removes its definition");
        let replaced = assemble(&[broken, document("a", "new")], &after);
        assert_eq!((names(&replaced), faulty(&replaced)), (vec!["new", "Official"], vec!["a.toml"]));
    }

    #[test]
    fn two_files_with_one_id_are_both_rejected_and_the_last_good_one_stays() {
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
    fn an_official_id_is_replaced_only_on_request() {
        let impostor = document("official", "impostor");
        let refused = assemble(std::slice::from_ref(&impostor), &Catalogue::default());
        assert_eq!((names(&refused), faulty(&refused)), (vec!["Official"], vec!["impostor.toml"]));
        let owner = Document { text: format!("replaces_official = true\n{}", impostor.text), ..impostor };
        let replaced = assemble(&[owner], &refused);
        assert_eq!((names(&replaced), replaced.faults().len()), (vec!["impostor"], 0));
        assert_eq!(names(&assemble(&[], &replaced)), ["Official"], "removing the file restores it");
    }
}
