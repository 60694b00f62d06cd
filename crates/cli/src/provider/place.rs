//! Where a value comes from, for a person.

use vestibule_core::origin::{FilePlace, Origin};

use crate::shown;

/// Where a value comes from, with a path as one would type it here.
pub(super) fn place(origin: &Origin) -> String {
    match origin {
        Origin::File(place) => FilePlace { path: shown(&place.path).to_owned(), ..place.clone() }.to_string(),
        other => other.to_string(),
    }
}
