//! Where things are: the repository's root and the folder that cargo builds into.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

use crate::error::Error;

/// The workspace that the current folder is in.
#[derive(Debug)]
pub struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    /// Asks cargo. Reads the manifests only, so it needs neither the network nor the dependencies' sources.
    pub fn load() -> Result<Self, Error> {
        MetadataCommand::new().no_deps().exec().map(|metadata| Self { metadata }).map_err(Error::Metadata)
    }

    /// The crates of the workspace, with the dependencies that they declare.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The repository's root.
    pub fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// A path below the root.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root().join(relative)
    }

    /// A path below cargo's target folder.
    pub fn built(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.metadata.target_directory.as_std_path().join(relative)
    }
}
