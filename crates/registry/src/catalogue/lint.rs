//! Catalogues of single files, for the command line.

use std::path::PathBuf;

use super::{
    assemble::assemble,
    folder,
    index::CatalogueOf,
    sources::{DescribedDefinition, describe},
};
use crate::definition::kind::DefinitionKind;

impl<K: DefinitionKind> CatalogueOf<K> {
    /// What a reload would make of these files if there were no other drop-ins. Reads files; blocks.
    pub fn lint(official: &Self, files: &[PathBuf]) -> Self {
        assemble(official, folder::load_files(files, &official.context), &Self::default())
    }

    /// The same for definitions of plugins.
    pub fn lint_described(official: &Self, described: Vec<DescribedDefinition>) -> Self {
        assemble(
            official,
            described.into_iter().map(|one| describe(one, &official.context)).collect(),
            &Self::default(),
        )
    }
}
