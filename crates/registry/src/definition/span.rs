//! The position of a value in the text of its document.

use std::collections::HashMap;

/// Bytes from the beginning of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// The key; `None` for an item of a list and for the root.
    pub(crate) key: Option<usize>,
    /// The value; `None` for a table without a header line of its own.
    pub(crate) value: Option<usize>,
}

/// Spans by JSON pointer.
pub(crate) type Spans = HashMap<String, Span>;
