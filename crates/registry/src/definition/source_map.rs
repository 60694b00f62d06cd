//! Where the values of a definition stand, kept for as long as it lives: it says so wherever a value is shown.

use std::path::{Path, PathBuf};

use vestibule_core::origin::FilePlace;

use crate::definition::spanned_document::SpannedDocument;

/// Pointer, line and column; in the order of the pointers. Small, because there may be thousands of definitions.
type Spots = Box<[(Box<str>, u32, u32)]>;

/// The places of one document, and of the schema of credentials where that is a file of its own.
#[derive(Debug, Default)]
pub(crate) struct SourceMap {
    own: Spots,
    schema: Option<(PathBuf, Spots)>,
}

impl SourceMap {
    /// The places of a document.
    pub(crate) fn of(tree: &SpannedDocument<'_>) -> Self {
        Self { own: spots(tree, "", is_shown), schema: None }
    }

    /// Adds the schema of credentials that the document names.
    pub(crate) fn add_schema(&mut self, path: &Path, tree: &SpannedDocument<'_>) {
        let is_shown_there = |pointer: &str| is_shown(&format!("/credentials{pointer}"));
        self.schema = Some((path.to_owned(), spots(tree, "/credentials", is_shown_there)));
    }

    /// The place of a value in the document at `path`; `None` where it says nothing.
    pub(crate) fn find(&self, path: &Path, pointer: &str) -> Option<FilePlace> {
        let in_schema = || self.schema.as_ref().and_then(|(path, spots)| find(spots, path, pointer));
        find(&self.own, path, pointer).or_else(in_schema)
    }
}

fn find(spots: &Spots, path: &Path, pointer: &str) -> Option<FilePlace> {
    let index = spots.binary_search_by(|(known, _, _)| (**known).cmp(pointer)).ok()?;
    let (_, line, column) = spots.get(index)?;
    Some(FilePlace { path: path.to_owned(), line: *line, column: *column })
}

fn spots(tree: &SpannedDocument<'_>, below: &str, wanted: impl Fn(&str) -> bool) -> Spots {
    let place = |pointer: &str| {
        let place = tree.place(pointer);
        (format!("{below}{pointer}").into_boxed_str(), place.line, place.column)
    };
    let mut spots: Vec<_> = tree.pointers().filter(|pointer| wanted(pointer)).map(place).collect();
    spots.sort_unstable();
    spots.into()
}

/// What is shown by itself: a list counts as one value, and of the credentials only what takes the place of a value.
fn is_shown(pointer: &str) -> bool {
    match pointer.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["credentials", "properties", _, last] => matches!(*last, "default" | "const"),
        ["credentials", ..] => false,
        ["requests", _, _] | [_] => true,
        [_, last] => !last.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}
