//! What the definitions of providers and of apps have in common: both are loaded, checked, watched and kept by one code.

use std::{borrow::Cow, collections::BTreeSet, fmt};

use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::Value;
use vestibule_core::{ids::DefinitionId, violation::Violations};

use super::spanned_document::SpannedDocument;

/// A kind of definition.
pub trait DefinitionKind: DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {
    /// What the program can do with definitions of this kind, such as the protocols that providers can have.
    type Context: Clone + Default + fmt::Debug + Send + Sync + 'static;
    /// What is known about a definition that is not in its file.
    type Facts: Copy + fmt::Debug + Send + Sync;

    /// The member that says what an administrator supplies, as a JSON Schema.
    const SCHEMA_MEMBER: &'static str;
    /// The members that each has, for a sentence.
    const REQUIRED: &'static str;
    /// Values in the place of required ones that are missing or wrong, so that the rest can be parsed. No rule checks them.
    const PLACEHOLDERS: &'static [(&'static str, &'static str)];
    /// Where the files inside the binary are in the repository.
    const FOLDER: &'static str;

    /// The names of the files inside the binary.
    fn official_names() -> Vec<Cow<'static, str>>;
    /// One of them.
    fn official_file(name: &str) -> Option<Cow<'static, [u8]>>;
    /// The JSON Schema of the document.
    fn schema() -> &'static Value;
    /// The same, compiled; `None` for a defect of the program.
    fn validator() -> Option<&'static Validator>;

    /// Its id.
    fn id(&self) -> &DefinitionId;
    /// A bundled icon, or a companion file.
    fn icon(&self) -> Option<&str>;
    /// Whether it may have the id of an official one.
    fn replaces_official(&self) -> bool;
    /// The schema of what an administrator supplies.
    fn supplied(&mut self) -> &mut Value;
    /// What is known about it beyond its file; a violation when it cannot be used at all.
    fn facts(&self, context: &Self::Context) -> Result<Self::Facts, Violations>;

    /// Where a document has claim expressions.
    fn expressions(document: &Value) -> Vec<String>;
    /// What depends on the context and is checked before the document is read as this type. Pointers of what has to be taken
    /// out are added to `repaired`.
    fn check_document(
        document: &SpannedDocument<'_>,
        context: &Self::Context,
        bad: &mut Violations,
        repaired: &mut BTreeSet<String>,
    );
    /// Every rule that the schema cannot express. Pointers lead into the document.
    fn check_rules(&self, source: &Source<'_, Self::Context>) -> Violations;
}

/// The document that a definition comes from, as far as the rules depend on it.
pub struct Source<'a, C> {
    pub(crate) spanned: &'a SpannedDocument<'a>,
    pub(crate) official: bool,
    pub(crate) context: &'a C,
    /// False while the schema of what is supplied is not usable: then no placeholder is checked against it.
    pub(crate) schema_known: bool,
}
