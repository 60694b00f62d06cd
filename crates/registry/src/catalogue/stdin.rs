//! A definition from standard input: the text of an editor, or of a pipe.

use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    drop_in::{DropIn, whole_file},
    entry::EntryOf,
};
use crate::definition::{
    companion_files::CompanionFiles, document::Document, file, format::Format, kind::DefinitionKind,
};

/// Used as its path.
pub(crate) const NAME: &str = "-";

/// Reads it as if it were a file of the working directory. A text that starts with a brace is JSON, any other TOML.
pub(crate) fn load<K: DefinitionKind>(input: impl Read, context: &K::Context) -> DropIn<K> {
    let path = PathBuf::from(NAME);
    let text = file::load_input(input).map_err(|fault| whole_file(&path, fault.to_string()));
    let parse = |text: String| {
        let format = if text.trim_start().starts_with('{') { Format::Json } else { Format::Toml };
        let document = Document { path: path.clone(), format, text, official: false };
        let spanned = document.read()?;
        let companions = CompanionFiles::load(Path::new(""), &spanned.companion_names(K::SCHEMA_MEMBER));
        EntryOf::parse(&document, &spanned, &companions, context).map(Arc::new)
    };
    DropIn { outcome: text.and_then(parse), path }
}
