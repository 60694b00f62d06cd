//! What a value of the configuration must be: the rest of a sentence that begins with the setting's name.

use vestibule_core::schema_error::SchemaNode;

use crate::period::{InvalidPeriod, Period};

/// The rule of provider and definition ids.
pub(crate) const ID_RULE: &str = "1 to 63 of a-z, 0-9 and -, and the first a letter or digit";

/// What the schema expects at a setting.
pub(crate) fn expectation(node: &SchemaNode<'_>) -> String {
    match node.pattern().filter(|_| !node.is_choice()) {
        Some(Period::PATTERN) => InvalidPeriod.to_string(),
        Some(_) => format!("must be an id: {ID_RULE}"),
        None => node.expectation().map_or("has an invalid value".to_owned(), |expected| format!("must be {expected}")),
    }
}
