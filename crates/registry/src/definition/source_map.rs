//! The places of the values of a definition, kept with it, because they are shown wherever a value is.

use std::path::{Path, PathBuf};

use vestibule_core::origin::FilePlace;

use super::spanned_document::SpannedDocument;

/// Pointer, line and column, sorted by pointer: compact, because there may be thousands of definitions.
type PlaceList = Box<[(Box<str>, u32, u32)]>;

/// The places in one document, and in its credentials schema where that is a companion file.
#[derive(Debug, Default)]
pub(crate) struct SourceMap {
    own: PlaceList,
    schema: Option<(PathBuf, PlaceList)>,
}

impl SourceMap {
    pub(crate) fn of(document: &SpannedDocument<'_>, schema_member: &str) -> Self {
        Self { own: places(document, "", |pointer| is_shown(pointer, schema_member)), schema: None }
    }

    /// Adds the schema of a companion file, which is at `here` of the document.
    pub(crate) fn add_schema(&mut self, path: &Path, document: &SpannedDocument<'_>, here: &str) {
        let member = here.trim_start_matches('/');
        let is_shown_there = |pointer: &str| is_shown(&format!("{here}{pointer}"), member);
        self.schema = Some((path.to_owned(), places(document, here, is_shown_there)));
    }

    /// The place of a value in the document at `path`; `None` for a value that is not there.
    pub(crate) fn find(&self, path: &Path, pointer: &str) -> Option<FilePlace> {
        let in_schema = || self.schema.as_ref().and_then(|(path, places)| find(places, path, pointer));
        find(&self.own, path, pointer).or_else(in_schema)
    }
}

fn find(places: &PlaceList, path: &Path, pointer: &str) -> Option<FilePlace> {
    let index = places.binary_search_by(|(known, _, _)| (**known).cmp(pointer)).ok()?;
    let (_, line, column) = places.get(index)?;
    Some(FilePlace { path: path.to_owned(), line: *line, column: *column })
}

fn places(document: &SpannedDocument<'_>, below: &str, wanted: impl Fn(&str) -> bool) -> PlaceList {
    let place = |pointer: &str| {
        let place = document.place(pointer);
        (format!("{below}{pointer}").into_boxed_str(), place.line, place.column)
    };
    let mut places: Vec<_> = document.pointers().filter(|pointer| wanted(pointer)).map(place).collect();
    places.sort_unstable();
    places.into()
}

/// What is shown by itself: a list is one value, and of the schema of what is supplied only defaults and constants.
fn is_shown(pointer: &str, schema_member: &str) -> bool {
    match pointer.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        [member, "properties", _, last] if *member == schema_member => matches!(*last, "default" | "const"),
        [member, ..] if *member == schema_member => false,
        ["requests", _, _] | [_] => true,
        [_, last] => !last.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}
