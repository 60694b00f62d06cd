//! The languages that there are texts in. What they say belongs to the pages.

/// Their tags (RFC 5646), English first.
#[cfg(feature = "pages")]
pub(crate) const LANGUAGES: &[&str] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Texts for programs are English.
#[cfg(not(feature = "pages"))]
pub(crate) const LANGUAGES: &[&str] = &["en"];
