//! Places in a text: from a byte offset to a line and a column.

use std::path::Path;

use vestibule_core::origin::FilePlace;

/// Line and column of a byte offset, both from 1, the column in characters.
pub(crate) fn place(path: &Path, text: &str, offset: usize) -> FilePlace {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
    FilePlace {
        path: path.to_owned(),
        line: count(before.matches('\n').count()),
        column: count(before[line_start..].chars().count()),
    }
}

/// The byte offset of a line and a column in bytes, both from 1, as `serde_json` counts them.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// One more step of a JSON pointer (RFC 6901).
pub(crate) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The pointer without its last step; `None` at the top.
pub(crate) fn parent(pointer: &str) -> Option<&str> {
    pointer.rsplit_once('/').map(|(parent, _)| parent)
}
