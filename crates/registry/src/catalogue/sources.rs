//! Where definitions come from: the official ones, the drop-in folders, and whoever describes more.

use std::{fmt, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use vestibule_core::{
    origin::Origin,
    protocol::Protocols,
    violation::{Violation, Violations},
};

use super::{assemble::assemble, drop_in::DropIn, entry::CatalogueEntry, folder, index::Catalogue};
use crate::reload::file_stability::FileStability;

/// Describes definitions that are in no file, as native plugins do. Called at every reload.
#[async_trait]
pub trait DefinitionSource: Send + Sync + fmt::Debug {
    /// Everything that is described now.
    async fn load(&self) -> Vec<DescribedDefinition>;
}

/// One definition that is in no file, or the reason why there is none.
#[derive(Debug, Clone)]
pub struct DescribedDefinition {
    /// A name such as `plugins.steam`. With a fault, the last good definition of this place stays.
    pub place: PathBuf,
    /// Where the operator configured it.
    pub origin: Origin,
    /// The definition, or a sentence about what is wrong.
    pub outcome: Result<DescribedDocument, String>,
}

#[derive(Debug, Clone)]
pub struct DescribedDocument {
    /// The definition as a JSON document.
    pub text: String,
    /// Equal for equal definitions; also covers the code behind them.
    pub digest: [u8; 32],
}

/// All sources of definitions. Made of a catalogue alone, it has no folders.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// Usually [`Catalogue::official`].
    pub official: Arc<Catalogue>,
    /// The drop-in folders, absolute. They need not exist.
    pub folders: Vec<PathBuf>,
    pub described: Option<Arc<dyn DefinitionSource>>,
}

impl From<Arc<Catalogue>> for Definitions {
    fn from(official: Arc<Catalogue>) -> Self {
        Self { official, folders: Vec::new(), described: None }
    }
}

impl Definitions {
    /// Loads everything. Unchanged definitions are taken from `previous`, and so are the last good versions.
    pub async fn load(&self, previous: &Arc<Catalogue>) -> Arc<Catalogue> {
        self.load_at(previous, Arc::new(FileStability::at_start(None))).await
    }

    /// The same at a reload: a file that is still changing stays as it is in `previous`.
    pub(crate) async fn load_at(&self, previous: &Arc<Catalogue>, stability: Arc<FileStability>) -> Arc<Catalogue> {
        if self.folders.is_empty() && self.described.is_none() {
            return self.official.clone();
        }
        let protocols = &self.official.protocols;
        let described: Vec<DropIn> = match &self.described {
            Some(source) => source.load().await.into_iter().map(|one| describe(one, protocols)).collect(),
            None => Vec::new(),
        };
        let (definitions, last) = (self.clone(), previous.clone());
        let load = move || {
            let mut drop_ins = folder::load(&definitions.folders, &definitions.official.protocols, &last, &stability);
            drop_ins.extend(described);
            assemble(&definitions.official, drop_ins, &last)
        };
        match tokio::task::spawn_blocking(load).await {
            Ok(catalogue) => Arc::new(catalogue),
            Err(error) => {
                tracing::error!(%error, "definitions could not be loaded; the previous ones stay in use");
                previous.clone()
            }
        }
    }
}

/// A described definition as a drop-in. Its faults point to where the operator configured it.
pub(super) fn describe(described: DescribedDefinition, protocols: &Protocols) -> DropIn {
    let DescribedDefinition { place, origin, outcome } = described;
    let entry = match outcome {
        Ok(document) => CatalogueEntry::from_plugin(&place, &document.text, document.digest, protocols).map(Arc::new),
        Err(detail) => Err(Violations(vec![Violation::new("", detail)])),
    };
    let outcome = entry.map_err(|violations| {
        let at = |violation| Violation { origin: Some(origin.clone()), ..violation };
        Violations(violations.0.into_iter().map(at).collect())
    });
    DropIn { path: place, outcome }
}
