//! What a language says of itself, for a list of languages. Its other files need not be read for it.

use fluent_bundle::FluentArgs;

use crate::{
    File, NAME, REVIEWED_BY,
    bundle::{bundle, format},
    language::Language,
};

/// The file that it is in.
const FILE: &str = "language";

/// The name of a language, and who has checked its texts.
pub(crate) struct Heading {
    /// The tag, when the file does not say it.
    pub(crate) name: String,
    pub(crate) reviewed_by: Option<String>,
}

impl Heading {
    pub(crate) fn parse(tag: &str, files: &[File]) -> Self {
        let files: Vec<_> = files.iter().filter(|file| file.name == FILE).cloned().collect();
        let language = Language::parse(tag, &files);
        let bundle = bundle(&language);
        let text = |key| Some(format(&bundle, key, &FluentArgs::new())).filter(|text| !text.is_empty());
        Self { name: text(NAME).unwrap_or_else(|| tag.to_owned()), reviewed_by: text(REVIEWED_BY) }
    }
}
