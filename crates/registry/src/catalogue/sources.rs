//! Where definitions come from: the official ones, the drop-in folders, and whoever describes more.

use std::{fmt, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use vestibule_apps::AppDefinition;
use vestibule_core::{
    definition::Definition,
    origin::Origin,
    violation::{Violation, Violations},
};

use super::{assemble::assemble, drop_in::DropIn, entry::EntryOf, folder, index::CatalogueOf};
use crate::{definition::kind::DefinitionKind, reload::file_stability::FileStability};

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

/// Where official definitions come from while there may be newer ones than those inside the binary.
#[async_trait]
pub trait OfficialSource<K: DefinitionKind>: Send + Sync + fmt::Debug {
    /// The official definitions as they are now. The same value while nothing has changed.
    async fn load(&self) -> Arc<CatalogueOf<K>>;
}

#[derive(Debug, Clone)]
pub struct DescribedDocument {
    /// The definition as a JSON document.
    pub text: String,
    /// Equal for equal definitions; also covers the code behind them.
    pub digest: [u8; 32],
}

/// All sources of definitions of providers.
pub type Definitions = DefinitionsOf<Definition>;
/// All sources of definitions of apps.
pub type AppDefinitions = DefinitionsOf<AppDefinition>;

/// All sources of definitions of a kind. Made of a catalogue alone, it has no folders.
#[derive(Debug, Clone)]
pub struct DefinitionsOf<K: DefinitionKind> {
    /// Usually [`CatalogueOf::official`].
    pub official: Arc<CatalogueOf<K>>,
    /// Asked for the official definitions at each load; without it, they are `official`.
    pub newer: Option<Arc<dyn OfficialSource<K>>>,
    /// The drop-in folders, absolute. They need not exist.
    pub folders: Vec<PathBuf>,
    pub described: Option<Arc<dyn DefinitionSource>>,
}

/// The sources of definitions of both kinds.
#[derive(Debug, Clone)]
pub struct AllDefinitions {
    pub providers: Definitions,
    pub apps: AppDefinitions,
}

/// With the definitions of apps inside the binary.
impl From<Definitions> for AllDefinitions {
    fn from(providers: Definitions) -> Self {
        Self { providers, apps: Arc::new(CatalogueOf::official(&())).into() }
    }
}

/// The same.
impl From<Arc<CatalogueOf<Definition>>> for AllDefinitions {
    fn from(providers: Arc<CatalogueOf<Definition>>) -> Self {
        Definitions::from(providers).into()
    }
}

impl<K: DefinitionKind> From<Arc<CatalogueOf<K>>> for DefinitionsOf<K> {
    fn from(official: Arc<CatalogueOf<K>>) -> Self {
        Self { official, newer: None, folders: Vec::new(), described: None }
    }
}

impl<K: DefinitionKind> DefinitionsOf<K> {
    /// Loads everything. Unchanged definitions are taken from `previous`, and so are the last good versions.
    pub async fn load(&self, previous: &Arc<CatalogueOf<K>>) -> Arc<CatalogueOf<K>> {
        self.load_at(previous, Arc::new(FileStability::at_start(None))).await
    }

    /// The same at a reload: a file that is still changing stays as it is in `previous`.
    pub(crate) async fn load_at(
        &self,
        previous: &Arc<CatalogueOf<K>>,
        stability: Arc<FileStability>,
    ) -> Arc<CatalogueOf<K>> {
        let official = match &self.newer {
            Some(source) => source.load().await,
            None => self.official.clone(),
        };
        if self.folders.is_empty() && self.described.is_none() {
            return official;
        }
        let context = &self.official.context;
        let described: Vec<DropIn<K>> = match &self.described {
            Some(source) => source.load().await.into_iter().map(|one| describe(one, context)).collect(),
            None => Vec::new(),
        };
        let (definitions, last) = (self.clone(), previous.clone());
        let load = move || {
            let mut drop_ins = folder::load(&definitions.folders, &definitions.official.context, &last, &stability);
            drop_ins.extend(described);
            assemble(&official, drop_ins, &last)
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
pub(super) fn describe<K: DefinitionKind>(described: DescribedDefinition, context: &K::Context) -> DropIn<K> {
    let DescribedDefinition { place, origin, outcome } = described;
    let entry = match outcome {
        Ok(document) => EntryOf::from_plugin(&place, &document.text, document.digest, context).map(Arc::new),
        Err(detail) => Err(Violations(vec![Violation::new("", detail)])),
    };
    let outcome = entry.map_err(|violations| {
        let at = |violation| Violation { origin: Some(origin.clone()), ..violation };
        Violations(violations.0.into_iter().map(at).collect())
    });
    DropIn { path: place, outcome }
}
