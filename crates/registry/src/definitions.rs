//! Where definitions come from: those that are always there, and the drop-in folders.

use std::{path::PathBuf, sync::Arc};

use crate::catalogue::Catalogue;

/// Where definitions come from. Made of a catalogue alone, it has no folders.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// Those that are always there: usually [`Catalogue::official`].
    pub official: Arc<Catalogue>,
    /// The drop-in folders, absolute. They need not exist.
    pub folders: Vec<PathBuf>,
}

impl From<Arc<Catalogue>> for Definitions {
    fn from(official: Arc<Catalogue>) -> Self {
        Self { official, folders: Vec::new() }
    }
}

impl Definitions {
    /// Loads everything. What did not change is taken from `previous`, and so is what cannot be used any more.
    pub async fn load(&self, previous: &Arc<Catalogue>) -> Arc<Catalogue> {
        if self.folders.is_empty() {
            return self.official.clone();
        }
        let (definitions, last) = (self.clone(), previous.clone());
        let load = move || Catalogue::load(&definitions.official, &definitions.folders, &last);
        match tokio::task::spawn_blocking(load).await {
            Ok(catalogue) => Arc::new(catalogue),
            Err(error) => {
                tracing::error!(%error, "the definitions could not be loaded; they stay as they were");
                previous.clone()
            }
        }
    }
}
