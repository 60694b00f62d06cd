//! Catalogues of single files, for the command line.

use std::path::PathBuf;

use super::{
    assemble::assemble,
    folder,
    index::Catalogue,
    sources::{DescribedDefinition, describe},
};

impl Catalogue {
    /// What a reload would make of these files if there were no other drop-ins. Reads files; blocks.
    pub fn lint(official: &Self, files: &[PathBuf]) -> Self {
        assemble(official, folder::load_files(files, &official.protocols), &Self::default())
    }

    /// The same for definitions of plugins.
    pub fn lint_described(official: &Self, described: Vec<DescribedDefinition>) -> Self {
        assemble(
            official,
            described.into_iter().map(|one| describe(one, &official.protocols)).collect(),
            &Self::default(),
        )
    }
}
