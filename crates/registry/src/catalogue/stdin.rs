//! A definition that is handed over as text: what an editor holds, or what comes through a pipe.

use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    catalogue::CatalogueEntry,
    catalogue::folder::{DropIn, whole_file},
    definition::companion_files::CompanionFiles,
    definition::document::{Document, Format},
    definition::file,
};

/// What stands for its path.
pub(crate) const NAME: &str = "-";

/// Reads it as if it were a file of the working folder. A JSON text begins with a brace; any other is TOML.
pub(crate) fn load(input: impl Read) -> DropIn {
    let path = PathBuf::from(NAME);
    let text = file::load_input(input).map_err(|fault| whole_file(&path, fault.to_string()));
    let parse = |text: String| {
        let format = if text.trim_start().starts_with('{') { Format::Json } else { Format::Toml };
        let document = Document { path: path.clone(), format, text, official: false };
        CatalogueEntry::parse(&document, &CompanionFiles::load(Path::new(""), &document.companion_names()))
            .map(Arc::new)
    };
    DropIn { outcome: text.and_then(parse), path }
}
