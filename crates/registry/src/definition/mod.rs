//! From the text of one definition to its type: parsed with the span of every value, checked against the schema, then
//! against the rules that a schema cannot express. Pure, except for `file` and `companion_files`, which read.

pub(crate) mod companion_files;
pub(crate) mod document;
pub(crate) mod file;
pub(crate) mod format;
mod json_spans;
mod offset;
mod rules;
mod schema_check;
pub(crate) mod source_map;
mod span;
pub(crate) mod spanned_document;
mod url_template;
