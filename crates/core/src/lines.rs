//! The lines of a text: from a byte offset to a line and a column.

use std::path::Path;

use crate::origin::FilePlace;

/// Where the lines of a text begin. Made once for a text in which many places are looked up: counting from its start
/// each time would make a long file quadratic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Byte offsets, ascending; the first is 0.
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of `text`.
    pub fn of(text: &str) -> Self {
        let after_newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: [0].into_iter().chain(after_newlines).collect() }
    }

    /// The place of a byte offset in `text`, which must be the text that these are the lines of. An offset inside of a
    /// character or beyond the end is the end of the text.
    pub fn place(&self, path: &Path, text: &str, offset: usize) -> FilePlace {
        let offset = if text.is_char_boundary(offset) { offset } else { text.len() };
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = text.get(start..offset).unwrap_or_default().chars().count() + 1;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        FilePlace { path: path.to_owned(), line: count(line), column: count(column) }
    }
}

impl FilePlace {
    /// The place of a byte offset in a text in which only this one is looked up.
    pub fn at(path: &Path, text: &str, offset: usize) -> Self {
        Lines::of(text).place(path, text, offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns_in_characters() {
        let text = "a\nßb\n\nend";
        for (offset, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (2, 2, 1),
            (4, 2, 2), // ß has two bytes
            (5, 2, 3),
            (6, 3, 1),
            (7, 4, 1),
            (10, 4, 4),
            (3, 4, 4), // inside of ß
            (99, 4, 4),
        ] {
            let place = FilePlace::at(Path::new("f"), text, offset);
            assert_eq!((place.line, place.column), (line, column), "{offset}");
        }
        assert_eq!(FilePlace::at(Path::new("f"), "", 0).to_string(), "f:1:1");
    }
}
