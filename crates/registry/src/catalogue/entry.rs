//! One definition that can be used.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use vestibule_core::{
    credentials::CredentialsSchema,
    definition::Definition,
    json_pointer::parent,
    origin::{FilePlace, Origin},
    protocol::{ProtocolFacts, Protocols},
    secret::sha256,
    violation::Violations,
};

use crate::{
    definition::{
        companion_files::{CompanionFiles, Icon},
        document::{Document, Parsed},
        format::Format,
        source_map::SourceMap,
        spanned_document::SpannedDocument,
    },
    reload::fingerprints::FileFingerprints,
};

#[derive(Debug)]
pub struct CatalogueEntry {
    /// The definition, without its credentials: those are in `schema`.
    pub definition: Arc<Definition>,
    /// What is known about its protocol.
    pub protocol: &'static ProtocolFacts,
    /// Its credentials schema, compiled.
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

impl CatalogueEntry {
    pub(crate) fn parse(
        document: &Document,
        spanned: &SpannedDocument<'_>,
        companions: &CompanionFiles,
        protocols: &Protocols,
    ) -> Result<Self, Violations> {
        let Parsed { mut definition, protocol, schema, icon, source_map } =
            document.check(spanned, companions, protocols)?;
        // The schema holds it, and equal schemas are stored once.
        definition.credentials = serde_json::Value::Null;
        Ok(Self {
            definition: Arc::new(definition),
            protocol,
            schema_digest: sha256(schema.as_json().to_string()),
            schema,
            official: document.official,
            origin: document.origin(),
            digest: companions.digest(&document.text),
            icon,
            // Nobody can open a file inside the binary, so its places are of no use.
            source_map: if document.official { SourceMap::default() } else { source_map },
            text_digest: sha256(&document.text),
            companions: spanned.companion_names(),
            fingerprints: Mutex::default(),
            section: None,
        })
    }

    /// A document without companion files.
    pub(crate) fn parse_alone(document: &Document, protocols: &Protocols) -> Result<Self, Violations> {
        Self::parse(document, &document.read()?, &CompanionFiles::default(), protocols)
    }

    /// A definition that a plugin describes. `section` takes the place of its file name.
    pub(crate) fn from_plugin(
        section: &Path,
        text: &str,
        digest: [u8; 32],
        protocols: &Protocols,
    ) -> Result<Self, Violations> {
        // Parsed as an official one, because only those may use the protocol `plugin`; it is not official afterwards.
        let document =
            Document { path: section.to_owned(), format: Format::Json, text: text.to_owned(), official: true };
        let entry = Self::parse_alone(&document, protocols)?;
        Ok(Self { official: false, origin: Origin::Plugin, section: Some(section.to_owned()), digest, ..entry })
    }

    /// The file that it was written in, or the section of the configuration that it comes from; `None` for one inside
    /// the binary.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(place) => Some(&place.path),
            _ => self.section.as_deref(),
        }
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
