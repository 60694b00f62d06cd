//! Which documents make it into a catalogue. The *last good version* of a file that became unusable stays.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use vestibule_core::{
    ids::DefinitionId,
    origin::{FilePlace, Origin},
    violation::{Violation, Violations},
};

use super::{
    drop_in::DropIn,
    entry::EntryOf,
    index::{CatalogueFault, CatalogueOf, Listed},
    official::OfficialFile,
};
use crate::definition::{document::Document, kind::DefinitionKind};

impl<K: DefinitionKind> CatalogueOf<K> {
    /// The definitions inside the binary.
    pub fn official(context: &K::Context) -> Self {
        let mut catalogue = Self::new(context.clone());
        let listed = OfficialFile::all(context).map(|(id, file)| (id, Listed::Official(Arc::new(file))));
        listed.for_each(|(id, listed)| catalogue.list(id, listed));
        catalogue
    }

    /// The documents inside the binary.
    pub fn official_documents() -> impl Iterator<Item = Document> {
        OfficialFile::<K>::documents()
    }

    /// Parses every document; a broken one is a fault and affects no other. Of two with one id the first is used.
    pub fn from_documents(documents: impl IntoIterator<Item = Document>, context: &K::Context) -> Self {
        let mut catalogue = Self::new(context.clone());
        for document in documents {
            match EntryOf::<K>::parse_alone(&document, context) {
                Ok(entry) => {
                    let other = catalogue.find(entry.definition.id()).map(|other| other.origin.to_string());
                    match other {
                        Some(other) => catalogue.reject_id(document.path, entry.definition.id().as_str(), &other),
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

    fn reject_official(&mut self, path: PathBuf, entry: &EntryOf<K>) {
        let id = entry.definition.id();
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
pub(super) fn assemble<K: DefinitionKind>(
    official: &CatalogueOf<K>,
    drop_ins: Vec<DropIn<K>>,
    previous: &CatalogueOf<K>,
) -> CatalogueOf<K> {
    let mut catalogue = CatalogueOf::new(official.context.clone());
    catalogue.faults.clone_from(&official.faults);
    official.listed().for_each(|(id, listed)| catalogue.list(id.clone(), listed.clone()));
    let mut good: BTreeMap<DefinitionId, Vec<_>> = BTreeMap::new();
    let mut last_good = Vec::new();
    for DropIn { path, outcome } in drop_ins {
        match outcome {
            Ok(entry) => good.entry(entry.definition.id().clone()).or_default().push((path, entry)),
            Err(violations) => {
                last_good.extend(previous.custom().filter(|entry| entry.path() == Some(&*path)).cloned());
                catalogue.faults.push(CatalogueFault { path, violations });
            }
        }
    }
    for (id, entries) in good {
        let taken = official.contains(&id);
        match entries.as_slice() {
            [(_, entry)] if !taken || entry.definition.replaces_official() => {
                last_good.retain(|kept| *kept.definition.id() != id);
                catalogue.add(entry.clone());
            }
            [(path, entry)] => {
                last_good.extend(previous.find_by_path(path).filter(|kept| *kept.definition.id() == id).cloned());
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
    last_good.into_iter().for_each(|entry: Arc<EntryOf<K>>| catalogue.add(entry));
    catalogue
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{entry::CatalogueEntry, index::Catalogue},
        definition::{format::Format, protocols},
    };

    fn document(id: &str, name: &str) -> Document {
        let text = format!("id = \"{id}\"\nname = \"{name}\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {{}}\n");
        Document { path: format!("{name}.toml").into(), format: Format::Toml, text, official: false }
    }

    fn drop_in(document: &Document) -> DropIn<vestibule_core::definition::Definition> {
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
    fn of_the_official_definitions_only_what_is_asked_for_is_parsed() {
        let catalogue = super::assemble(&Catalogue::official(&protocols()), Vec::new(), &Catalogue::default());
        for id in ["pocketid", "github"] {
            assert!(catalogue.find(&id.parse().unwrap()).is_some(), "{id}");
        }
        assert_eq!(catalogue.custom().count(), 0);
        let parsed = catalogue.listed().filter(|(_, listed)| listed.is_parsed()).map(|(id, _)| id.as_str());
        assert_eq!(parsed.collect::<Vec<_>>(), ["github", "pocketid"]);
        assert_eq!(catalogue.iter().count(), catalogue.ids().len());
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
