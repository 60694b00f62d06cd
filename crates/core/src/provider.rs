//! One provider as its owner wrote it: settings, credentials and where each came from.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    credentials::Credentials,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    public_url::PublicUrl,
    settings::ProviderSettings,
};

/// Who may change a provider. Never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The configuration file or the environment.
    Config,
    /// Administrators.
    Admin,
}

/// One provider as its owner wrote it. Immutable and cheap to clone: thousands of them are kept by everybody who needs one.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderRecord {
    /// Its id.
    pub id: ProviderId,
    /// Who may change it.
    pub owner: Owner,
    /// Its settings.
    pub settings: Arc<ProviderSettings>,
    /// Its credentials.
    pub credentials: Arc<Credentials>,
    /// Where each setting was written, by its name in the file.
    pub origins: Arc<BTreeMap<String, Origin>>,
}

impl ProviderRecord {
    /// Its settings, for changing them: a clone that was made before keeps its own.
    pub fn settings_mut(&mut self) -> &mut ProviderSettings {
        Arc::make_mut(&mut self.settings)
    }

    /// The definition that it is an instance of: the one that its settings name, else the one with its own id.
    pub fn definition(&self) -> DefinitionId {
        self.settings.definition.clone().unwrap_or_else(|| self.id.clone().into())
    }

    /// Where a setting was written; where it was not, the place of the provider itself.
    pub fn origin(&self, setting: &str) -> Option<&Origin> {
        self.origins.get(setting).or_else(|| self.origins.get(""))
    }

    /// The URLs to register at the upstream; the one that is used comes first.
    pub fn callback_urls(&self, public_url: &PublicUrl) -> Vec<String> {
        let extra = self.settings.callback_path.as_deref().map(|path| public_url.at_origin(path));
        extra.into_iter().chain([public_url.callback(&self.id)]).collect()
    }
}
