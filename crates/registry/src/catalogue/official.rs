//! The definitions inside the binary. Each is parsed when somebody first asks for it, so that what is not used costs
//! neither time at start-up nor memory.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use vestibule_core::{ids::DefinitionId, violation::Violations};

use super::{entry::EntryOf, newer::NewerCatalogue};
use crate::definition::{document::Document, format::Format, kind::DefinitionKind};

/// One of their files, or one of a newer catalogue.
#[derive(Debug)]
pub(super) struct OfficialFile<K: DefinitionKind> {
    name: Cow<'static, str>,
    /// What a newer catalogue says, and how it is called.
    newer: Option<(Arc<str>, PathBuf)>,
    context: K::Context,
    parsed: OnceLock<Option<Arc<EntryOf<K>>>>,
}

impl<K: DefinitionKind> OfficialFile<K> {
    /// All of them. The id of each is the name of its file.
    pub(super) fn all(context: &K::Context) -> impl Iterator<Item = (DefinitionId, Self)> {
        K::official_names().into_iter().filter_map(|name| {
            let id = name.strip_suffix(".toml")?.parse().ok()?;
            Some((id, Self { name, newer: None, context: context.clone(), parsed: OnceLock::new() }))
        })
    }

    /// Those of a newer catalogue.
    pub(super) fn newer(
        catalogue: &NewerCatalogue,
        context: &K::Context,
    ) -> impl Iterator<Item = (DefinitionId, Self)> {
        let place = catalogue.place();
        catalogue.definitions.iter().map(move |(id, text)| {
            let (name, newer) = (format!("{id}.toml").into(), Some((text.clone(), place.clone())));
            (id.clone(), Self { name, newer, context: context.clone(), parsed: OnceLock::new() })
        })
    }

    /// `None` for one that cannot be used. A test parses them all.
    pub(super) fn entry(&self) -> Option<&Arc<EntryOf<K>>> {
        let usable = |outcome: Result<EntryOf<K>, Violations>| match outcome {
            Ok(entry) if self.name.strip_suffix(".toml") == Some(entry.definition.id().as_str()) => {
                Some(Arc::new(entry))
            }
            Ok(entry) => {
                tracing::error!(file = %self.name, id = %entry.definition.id(), "an official definition has another id");
                None
            }
            Err(violations) => {
                tracing::error!(file = %self.name, %violations, "an official definition cannot be used");
                None
            }
        };
        // A newer one was checked when it was taken, and by another binary perhaps.
        let inside = || self.newer.as_ref().and_then(|_| usable(self.parse_inside()));
        self.parsed.get_or_init(|| usable(self.parse()).or_else(inside)).as_ref()
    }

    /// Whether both are parsed from the same text.
    pub(super) fn has_text_of(&self, other: &Self) -> bool {
        self.name == other.name && self.newer == other.newer
    }

    #[cfg(test)]
    pub(super) fn is_parsed(&self) -> bool {
        self.parsed.get().is_some()
    }

    /// All of them as text.
    pub(super) fn documents() -> impl Iterator<Item = Document> {
        K::official_names().into_iter().map(|name| document::<K>(&name))
    }

    pub(super) fn parse(&self) -> Result<EntryOf<K>, Violations> {
        let Some((text, place)) = &self.newer else { return self.parse_inside() };
        let path = Path::new(&*self.name).to_owned();
        let document = Document { path, format: Format::Toml, text: text.to_string(), official: true };
        Ok(EntryOf::parse_alone(&document, &self.context)?.of_catalogue(place))
    }

    fn parse_inside(&self) -> Result<EntryOf<K>, Violations> {
        EntryOf::parse_alone(&document::<K>(&self.name), &self.context)
    }
}

fn document<K: DefinitionKind>(name: &str) -> Document {
    let data = K::official_file(name).unwrap_or_default();
    let path = Path::new(K::FOLDER).join(name);
    let text = String::from_utf8_lossy(&data).into_owned();
    Document { path, format: Format::Toml, text, official: true }
}

#[cfg(test)]
mod tests {
    use vestibule_apps::AppDefinition;
    use vestibule_core::definition::Definition;

    use super::*;
    use crate::definition::protocols;

    fn check<K: DefinitionKind>(context: &K::Context) {
        let files: Vec<_> = OfficialFile::<K>::all(context).collect();
        assert_eq!(files.len(), K::official_names().len(), "each file is named by an id");
        for (id, file) in files {
            let entry = file.parse().unwrap_or_else(|violations| panic!("{}: {violations}", file.name));
            assert_eq!(*entry.definition.id(), id);
            assert!(entry.official);
        }
    }

    #[test]
    fn every_official_definition_is_usable_and_named_like_its_file() {
        check::<Definition>(&protocols());
        check::<AppDefinition>(&());
    }
}
