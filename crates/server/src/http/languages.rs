//! The languages that there are texts in. What they say belongs to the pages.

/// Their tags (RFC 5646), English first.
pub(crate) const LANGUAGES: &[&str] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));
