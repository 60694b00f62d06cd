//! All known definitions: the official ones inside the binary, those of the drop-in folders, and those that plugins
//! describe.

mod assemble;
mod drop_in;
pub(crate) mod entry;
mod folder;
pub(crate) mod index;
mod lint;
pub(crate) mod newer;
mod official;
pub(crate) mod sources;
mod stdin;
mod with_newer;
