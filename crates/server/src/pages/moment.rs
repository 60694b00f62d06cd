//! A point in time on a page: readable as it is, in the reader's own time zone where a script runs.

use std::fmt;

use vestibule_core::clock::Timestamp;
use vestibule_i18n::{Argument, FluentValue};

/// Renders as a `time` element; safe to put into a page unescaped, because it consists of digits and our own words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(pub(crate) Timestamp);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = self.0.format("%Y-%m-%dT%H:%M:%SZ");
        write!(f, "<time datetime=\"{exact}\">{} UTC</time>", self.0.format("%Y-%m-%d %H:%M"))
    }
}

impl askama::filters::HtmlSafe for Moment {}

/// A text with a point in time is HTML, to be shown with the filter `safe`.
impl Argument for Moment {
    fn value(&self) -> FluentValue<'_> {
        self.to_string().into()
    }
}
