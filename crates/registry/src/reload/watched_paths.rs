//! The files whose changes lead to a reload.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Credentials schemas may be in this subfolder of a drop-in folder.
const SCHEMAS_FOLDER: &str = "schemas";

/// Paths to watch. All are absolute; none need exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchedPaths {
    /// Folders of which every file matters.
    pub folders: Vec<PathBuf>,
    /// Single files.
    pub files: Vec<PathBuf>,
}

impl WatchedPaths {
    /// The files, the folders and their content, in a fixed order.
    pub(super) fn expand(&self) -> Vec<PathBuf> {
        let mut all = self.files.clone();
        for folder in &self.folders {
            let content = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
            all.push(folder.clone());
            all.extend(content.collect::<BTreeSet<_>>());
        }
        all
    }

    /// The folders to watch: the listed ones and where they will be created, and those that contain the files.
    pub(super) fn watched_folders(&self) -> BTreeSet<PathBuf> {
        let mut folders = BTreeSet::new();
        for folder in &self.folders {
            folders.insert(folder.clone());
            folders.insert(folder.join(SCHEMAS_FOLDER));
            folders.extend(nearest_existing_ancestor(folder));
        }
        folders.extend(self.files.iter().filter_map(|file| nearest_existing_ancestor(file)));
        folders
    }

    /// Whether a change of that path can change the outcome of a reload.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        // Kubernetes swaps the link `..data`, through which the files are reached.
        let is_swapped = name.starts_with(b"..");
        let inside = |folder: &PathBuf| {
            path.parent().is_some_and(|parent| parent == folder || parent == folder.join(SCHEMAS_FOLDER))
                || folder.starts_with(path)
                || path == folder.join(SCHEMAS_FOLDER)
        };
        is_swapped || self.files.iter().any(|file| file.starts_with(path)) || self.folders.iter().any(inside)
    }
}

/// The innermost existing folder above a path: what is missing will be created in it.
fn nearest_existing_ancestor(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|parent| parent.is_dir()).map(Path::to_owned)
}
