//! Where definitions come from: those that are always there, the drop-in folders, and whoever describes more.

use std::{fmt, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use vestibule_core::origin::Origin;

use crate::{catalogue::Catalogue, catalogue::folder::DropIn, reload::file_stability::FileStability};

/// Describes definitions that are in no file, as native plugins do. Asked at every reload.
#[async_trait]
pub trait DefinitionSource: Send + Sync + fmt::Debug {
    /// Everything that is described now.
    async fn load(&self) -> Vec<DescribedDefinition>;
}

/// One definition that is in no file, or the reason why there is none.
#[derive(Debug, Clone)]
pub struct DescribedDefinition {
    /// Names its place, such as `plugins.steam`. Where there is a fault, what had this place before stays.
    pub place: PathBuf,
    /// Where the operator asked for it.
    pub origin: Origin,
    /// The definition, or a sentence about what is wrong.
    pub outcome: Result<DescribedDocument, String>,
}

/// What is described.
#[derive(Debug, Clone)]
pub struct DescribedDocument {
    /// The definition as a JSON document.
    pub text: String,
    /// Equal for equal definitions: also covers what stands behind the text.
    pub digest: [u8; 32],
}

/// Where definitions come from. Made of a catalogue alone, it has no folders.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// Those that are always there: usually [`Catalogue::official`].
    pub official: Arc<Catalogue>,
    /// The drop-in folders, absolute. They need not exist.
    pub folders: Vec<PathBuf>,
    /// Who describes more of them.
    pub described: Option<Arc<dyn DefinitionSource>>,
}

impl From<Arc<Catalogue>> for Definitions {
    fn from(official: Arc<Catalogue>) -> Self {
        Self { official, folders: Vec::new(), described: None }
    }
}

impl Definitions {
    /// Loads everything. What did not change is taken from `previous`, and so is what cannot be used any more.
    pub async fn load(&self, previous: &Arc<Catalogue>) -> Arc<Catalogue> {
        self.load_at(previous, Arc::new(FileStability::at_start(None))).await
    }

    /// The same at a reload: what is not at rest stays as it is in `previous`.
    pub(crate) async fn load_at(&self, previous: &Arc<Catalogue>, stability: Arc<FileStability>) -> Arc<Catalogue> {
        if self.folders.is_empty() && self.described.is_none() {
            return self.official.clone();
        }
        let described = match &self.described {
            Some(source) => source.load().await.into_iter().map(DropIn::described).collect(),
            None => Vec::new(),
        };
        let (definitions, last) = (self.clone(), previous.clone());
        let load = move || Catalogue::load(&definitions.official, &definitions.folders, described, (&last, &stability));
        match tokio::task::spawn_blocking(load).await {
            Ok(catalogue) => Arc::new(catalogue),
            Err(error) => {
                tracing::error!(%error, "the definitions could not be loaded; they stay as they were");
                previous.clone()
            }
        }
    }
}
