//! A provider as the admin API shows it: what it is, who owns it, every effective value with its origin, whether it
//! serves. A secret is shown as `{"set": true}` and in no other way.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use vestibule_core::{
    clock::Timestamp,
    definition::Protocol,
    fault::Fault,
    ids::{DefinitionId, Issuer, ProviderId},
    origin::Origin,
    provider::{Owner, ProviderRecord},
    public_url::PublicUrl,
    settings::ProviderSettings,
};
pub(crate) use vestibule_registry::settings_json;
use vestibule_registry::{Effective, SlotState};

use super::find::Found;
use crate::http::assets;

/// A provider.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Provider {
    /// Its id.
    id: ProviderId,
    /// What it is an instance of.
    definition: DefinitionId,
    /// Whether that definition came inside the program.
    official: bool,
    /// Who may change it: `config` is read-only here.
    owner: Owner,
    /// The name on its button.
    name: String,
    /// Where the icon on its button is.
    icon_url: String,
    /// How its upstream is spoken to; null when there is no such definition.
    protocol: Option<Protocol>,
    /// Who vouches for identities; null until the upstream has said so.
    issuer: Option<Issuer>,
    /// Counts changes; null for a provider of the configuration.
    revision: Option<u64>,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    /// Its settings.
    #[schemars(with = "ProviderSettings")]
    settings: Map<String, Value>,
    /// Its credentials by name; a secret is `{"set": true}`.
    credentials: Map<String, Value>,
    /// Where the upstream is asked, by the names of a definition's endpoints; empty until the upstream has answered.
    #[schemars(with = "BTreeMap<String, String>")]
    endpoints: BTreeMap<String, Value>,
    /// Where each value comes from, at the same place as the value.
    origins: Origins,
    /// Whether it can be used.
    state: ProviderState,
    /// What is wrong. A ready provider may have faults too: a newer version of it that does not come up.
    faults: Vec<Fault>,
    /// The callback URLs to register at the upstream. The first one is used.
    callback_urls: Vec<String>,
    /// The post-logout URL to register at the upstream.
    post_logout_url: String,
}

/// Where each value comes from.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Origins {
    definition: Option<Origin>,
    issuer: Option<Origin>,
    settings: BTreeMap<String, Origin>,
    credentials: BTreeMap<String, Origin>,
    endpoints: BTreeMap<String, Origin>,
}

/// Whether a provider can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProviderState {
    /// In service.
    Ready,
    /// Everything fits; the upstream is being asked for the first time.
    Resolving,
    /// Out of service; the faults say why.
    Faulted,
    /// Switched off.
    Disabled,
}

impl Provider {
    pub(crate) fn new(found: &Found, public_url: &PublicUrl) -> Self {
        let Found { record, row, slot, definition } = found;
        let entry = definition.as_deref();
        let ready = slot.as_ref().and_then(|slot| slot.ready());
        let of = found.provenance();
        let (credentials, of_credentials) = split(found.credentials());
        let (endpoints, of_endpoints) = split(of.endpoints());
        Self {
            id: record.id.clone(),
            definition: definition_of(record),
            official: entry.is_some_and(|entry| entry.official),
            owner: record.owner,
            name: found.name().to_owned(),
            icon_url: public_url.at(&assets::choose_icon(record.settings.icon.as_deref(), entry)),
            protocol: entry.map(|entry| entry.definition.protocol),
            revision: row.as_ref().map(|row| row.revision),
            created_at: row.as_ref().map(|row| row.created_at),
            updated_at: row.as_ref().map(|row| row.updated_at),
            origins: Origins {
                definition: Some(of.definition().origin),
                issuer: of.issuer().map(|issuer| issuer.origin),
                settings: split(of.settings()).1,
                credentials: of_credentials,
                endpoints: of_endpoints,
            },
            issuer: ready.map(|ready| ready.driver.issuer().clone()),
            settings: settings_json(&record.settings),
            credentials: credentials.into_iter().collect(),
            endpoints,
            state: state(found),
            faults: slot.as_ref().map(|slot| slot.faults.clone()).unwrap_or_default(),
            callback_urls: record.callback_urls(public_url),
            post_logout_url: public_url.as_str().to_owned(),
        }
    }

    /// Its revision, where it has one.
    pub(crate) fn revision(&self) -> Option<u64> {
        self.revision
    }
}

pub(crate) fn definition_of(record: &ProviderRecord) -> DefinitionId {
    record.settings.definition.clone().unwrap_or_else(|| record.id.clone().into())
}

/// Values and their origins apart.
fn split(all: BTreeMap<String, Effective>) -> (BTreeMap<String, Value>, BTreeMap<String, Origin>) {
    all.into_iter().map(|(name, Effective { value, origin })| ((name.clone(), value), (name, origin))).unzip()
}

pub(crate) fn state(found: &Found) -> ProviderState {
    match found.slot.as_ref().map(|slot| &slot.state) {
        Some(SlotState::Ready(_)) => ProviderState::Ready,
        Some(SlotState::Resolving) => ProviderState::Resolving,
        Some(SlotState::Faulted) => ProviderState::Faulted,
        Some(SlotState::Disabled) => ProviderState::Disabled,
        None if found.record.settings.enabled => ProviderState::Resolving,
        None => ProviderState::Disabled,
    }
}
