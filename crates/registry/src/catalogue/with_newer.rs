//! A catalogue with the definitions of a newer one, and what is wrong with these.

use std::{path::PathBuf, sync::Arc};

use vestibule_core::{
    definition::Definition,
    ids::DefinitionId,
    protocol::Protocols,
    violation::{Violation, Violations},
};

use super::{
    index::{Catalogue, CatalogueFault, Listed},
    newer::NewerCatalogue,
    official::OfficialFile,
};

impl NewerCatalogue {
    /// Everything that is wrong with its definitions.
    pub fn check(&self, protocols: &Protocols) -> Vec<CatalogueFault> {
        let files = OfficialFile::newer(self, protocols);
        let check = |(id, file): (DefinitionId, OfficialFile<Definition>)| {
            let other_id = |found: &str| {
                let detail = format!("the definition of `{id}` calls itself `{found}`");
                Violations(vec![Violation::new("/id", detail)])
            };
            let violations = match file.parse() {
                Ok(entry) if entry.definition.id == id => return None,
                Ok(entry) => other_id(entry.definition.id.as_str()),
                Err(violations) => violations,
            };
            Some(CatalogueFault { path: format!("{id}.toml").into(), violations })
        };
        files.filter_map(check).collect()
    }
}

impl Catalogue {
    /// The official definitions: those inside the binary, and those of a newer catalogue in their place.
    #[must_use]
    pub fn with_newer(mut self, newer: &NewerCatalogue) -> Self {
        if newer.is_newer() {
            let protocols = self.context.clone();
            for (id, file) in OfficialFile::newer(newer, &protocols) {
                self.list(id, Listed::Official(Arc::new(file)));
            }
        }
        self
    }

    /// The same with what is wrong with a file from which nothing could be taken.
    #[must_use]
    pub fn with_fault(mut self, path: PathBuf, detail: &str) -> Self {
        let violations = Violations(vec![Violation::new("", detail)]);
        self.faults.push(CatalogueFault { path, violations });
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{catalogue::newer::SERIAL, definition::protocols};

    fn newer(serial: u64, id: &str, text: &str) -> NewerCatalogue {
        NewerCatalogue { serial, definitions: BTreeMap::from([(id.parse().unwrap(), text.into())]) }
    }

    fn text(id: &str) -> String {
        let schema = "[credentials]\ntype = \"object\"\nproperties = {}\n";
        format!("id = \"{id}\"\nname = \"Newer\"\nprotocol = \"oidc\"\nicon = \"key\"\n{schema}")
    }

    fn name(catalogue: &Catalogue, id: &str) -> Option<String> {
        Some(catalogue.find(&id.parse().unwrap())?.definition.name.clone())
    }

    /// CU-03: the newer one of binary and file has the word, definition by definition.
    #[test]
    fn cu_03_a_newer_catalogue_adds_and_replaces() {
        let official = || Catalogue::official(&protocols());
        let count = official().ids().len();
        for (serial, id, expected, more) in [
            (SERIAL + 1, "google", "Newer", 0),
            (SERIAL + 1, "brand-new", "Newer", 1),
            (SERIAL, "google", "Google", 0),
            (1, "google", "Google", 0),
        ] {
            let catalogue = official().with_newer(&newer(serial, id, &text(id)));
            assert_eq!(name(&catalogue, id).as_deref(), Some(expected), "{serial} {id}");
            assert_eq!(catalogue.ids().len(), count + more, "{serial} {id}");
            assert_eq!(name(&catalogue, "github").as_deref(), Some("GitHub"));
        }
        let place = official().with_newer(&newer(SERIAL + 1, "google", &text("google")));
        let entry = place.find(&"google".parse().unwrap()).unwrap();
        assert!(entry.official);
        assert_eq!(entry.path().unwrap().to_str().unwrap(), format!("catalogue {}", SERIAL + 1));
    }

    /// CU-04: what cannot be used leaves what is inside the binary in its place, also where it was not looked at before.
    #[test]
    fn cu_04_a_definition_that_cannot_be_used_replaces_nothing() {
        for (id, text) in [("google", "id = \"google\"\nnonsense = 1\n".to_owned()), ("google", text("other"))] {
            let broken = newer(SERIAL + 1, id, &text);
            assert_eq!(broken.check(&protocols()).len(), 1, "{text}");
            let catalogue = Catalogue::official(&protocols()).with_newer(&broken);
            assert_eq!(name(&catalogue, id).as_deref(), Some("Google"), "{text}");
        }
        assert_eq!(newer(1, "google", &text("google")).check(&protocols()), []);
    }
}
