//! One definition that can be used.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use vestibule_apps::AppDefinition;
use vestibule_core::{
    credentials::CredentialsSchema,
    definition::Definition,
    json_pointer::parent,
    origin::{FilePlace, Origin},
    secret::sha256,
    violation::Violations,
};

use crate::{
    definition::{
        companion_files::{CompanionFiles, Icon},
        document::{Document, Parsed},
        format::Format,
        kind::DefinitionKind,
        source_map::SourceMap,
        spanned_document::SpannedDocument,
    },
    reload::fingerprints::FileFingerprints,
};

/// A definition of a provider that can be used.
pub type CatalogueEntry = EntryOf<Definition>;
/// A definition of an app that can be used.
pub type AppCatalogueEntry = EntryOf<AppDefinition>;

#[derive(Debug)]
pub struct EntryOf<K: DefinitionKind> {
    /// The definition, without the schema of what is supplied.
    pub definition: Arc<K>,
    /// What is known about it beyond its file: about the protocol of a provider.
    pub protocol: K::Facts,
    /// The schema of what is supplied, such as credentials, compiled.
    pub schema: Arc<CredentialsSchema>,
    /// True for the definitions inside the binary.
    pub official: bool,
    pub origin: Origin,
    /// SHA-256 of the document and its companion files: entries with equal digests are the same definition.
    pub digest: [u8; 32],
    /// SHA-256 of the schema alone.
    pub(crate) schema_digest: [u8; 32],
    /// The picture, when the icon is a companion file.
    pub icon: Option<Icon>,
    pub(crate) source_map: SourceMap,
    /// SHA-256 of the document alone.
    pub(crate) text_digest: [u8; 32],
    /// The names of its companion files.
    pub(crate) companions: Vec<String>,
    fingerprints: Mutex<FileFingerprints>,
    /// Takes the place of the file name where there is no file.
    section: Option<PathBuf>,
}

impl<K: DefinitionKind> EntryOf<K> {
    pub(crate) fn parse(
        document: &Document,
        spanned: &SpannedDocument<'_>,
        companions: &CompanionFiles,
        context: &K::Context,
    ) -> Result<Self, Violations> {
        let Parsed::<K> { mut definition, facts, schema, icon, source_map } =
            document.check(spanned, companions, context)?;
        // The schema holds it, and equal schemas are stored once.
        *definition.supplied() = serde_json::Value::Null;
        Ok(Self {
            definition: Arc::new(definition),
            protocol: facts,
            schema_digest: sha256(schema.as_json().to_string()),
            schema,
            official: document.official,
            origin: document.origin(),
            digest: companions.digest(&document.text),
            icon,
            // Nobody can open a file inside the binary, so its places are of no use.
            source_map: if document.official { SourceMap::default() } else { source_map },
            text_digest: sha256(&document.text),
            companions: spanned.companion_names(K::SCHEMA_MEMBER),
            fingerprints: Mutex::default(),
            section: None,
        })
    }

    /// A document without companion files.
    pub(crate) fn parse_alone(document: &Document, context: &K::Context) -> Result<Self, Violations> {
        Self::parse(document, &document.read()?, &CompanionFiles::default(), context)
    }

    /// A definition that a plugin describes. `section` takes the place of its file name.
    pub(crate) fn from_plugin(
        section: &Path,
        text: &str,
        digest: [u8; 32],
        context: &K::Context,
    ) -> Result<Self, Violations> {
        // Parsed as an official one, because only those may use the protocol `plugin`; it is not official afterwards.
        let document =
            Document { path: section.to_owned(), format: Format::Json, text: text.to_owned(), official: true };
        let entry = Self::parse_alone(&document, context)?;
        Ok(Self { official: false, origin: Origin::Plugin, section: Some(section.to_owned()), digest, ..entry })
    }

    /// The same as one of a newer catalogue, whose name is `place`.
    pub(super) fn of_catalogue(self, place: &Path) -> Self {
        Self { section: Some(place.to_owned()), ..self }
    }

    /// The file that it was written in, the newer catalogue, or the section of the configuration that it comes from; `None` for one inside
    /// the binary.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(place) => Some(&place.path),
            _ => self.section.as_deref(),
        }
    }

    /// The names of its companion files, in its own folder.
    pub fn companion_names(&self) -> &[String] {
        &self.companions
    }

    /// The place of a value in its file, else of the nearest one around it.
    pub(crate) fn place_of(&self, path: &Path, pointer: &str) -> FilePlace {
        let mut around = std::iter::successors(Some(pointer), |pointer| parent(pointer));
        let found = around.find_map(|pointer| self.source_map.find(path, pointer));
        found.unwrap_or_else(|| FilePlace { path: path.to_owned(), line: 1, column: 1 })
    }

    /// The fingerprints of its files when they were read last.
    pub(crate) fn fingerprints(&self) -> MutexGuard<'_, FileFingerprints> {
        self.fingerprints.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
