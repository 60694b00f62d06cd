//! A document from a drop-in folder, a plugin or standard input, and the outcome of parsing it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use vestibule_core::{
    origin::{FilePlace, Origin},
    violation::{Violation, Violations},
};

use super::entry::EntryOf;
use crate::definition::kind::DefinitionKind;

#[derive(Debug)]
pub(crate) struct DropIn<K: DefinitionKind> {
    pub(crate) path: PathBuf,
    pub(crate) outcome: Result<Arc<EntryOf<K>>, Violations>,
}

/// A violation of a file as a whole.
pub(crate) fn whole_file(path: &Path, detail: impl Into<String>) -> Violations {
    let origin = Some(Origin::File(FilePlace { path: path.to_owned(), line: 1, column: 1 }));
    Violations(vec![Violation { pointer: String::new(), detail: detail.into(), origin }])
}
