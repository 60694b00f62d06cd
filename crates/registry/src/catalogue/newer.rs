//! Official definitions that came after the binary: a newer catalogue, whose maker the caller has checked.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use vestibule_core::ids::DefinitionId;

/// The number of the catalogue inside the binary: year, month and day of its last change, and a number within the day.
pub const SERIAL: u64 = 2_026_112_901;

/// A newer catalogue. It adds definitions to those inside the binary and takes the place of those with the same ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewerCatalogue {
    /// Its number; one that is not above [`SERIAL`] is older than the binary, and changes nothing.
    pub serial: u64,
    /// The definitions in TOML, by id.
    pub definitions: BTreeMap<DefinitionId, Arc<str>>,
}

impl NewerCatalogue {
    /// Whether it has anything to say to this binary.
    pub const fn is_newer(&self) -> bool {
        self.serial > SERIAL
    }

    /// How a definition of it is called where others have a file.
    pub fn place(&self) -> PathBuf {
        format!("catalogue {}", self.serial).into()
    }
}
