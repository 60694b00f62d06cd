//! Texts in Fluent files: one folder per language, one file per topic, and typed functions for Rust.
//!
//! ```text
//! locales/en/*.ftl ──accessors (build script)──▶ one method per message; ids and arguments checked by the compiler
//! locales/*/*.ftl ───Catalog (run time)────────▶ one Locale per folder; what a translation lacks is English
//! locales/*/*.ftl ───check (`cargo dev`)───────▶ missing, unknown and broken texts
//! ```
//! A folder is a language: nothing else lists them. English is the reference; its file says which messages exist and
//! which arguments they take. Owns no text and no page. Start with [`Catalog`].
#![forbid(unsafe_code)]

mod accessors;
mod argument;
mod bundle;
mod catalog;
mod check;
mod file;
mod heading;
mod language;

pub use accessors::{AccessorsError, accessors};
pub use argument::Argument;
pub use catalog::{Catalog, Locale};
pub use check::{Report, check};
pub use file::{File, read_files};
pub use fluent_bundle::FluentValue;
pub use language::{Problem, ProblemKind};

/// The folder of the reference language.
pub const REFERENCE: &str = "en";
/// The message with the language's own name, by which a language is called in reports.
const NAME: &str = "language-name";
/// The message that says who has checked a translation. English has none, and neither has one that nobody has checked.
const REVIEWED_BY: &str = "language-reviewed-by";
