//! A provider as the admin API shows it: what it is, who owns it, every effective value with its origin, whether it
//! serves. A secret is shown as `{"set": true}` and in no other way.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
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
use vestibule_registry::{CatalogueEntry, State};

use super::find::Found;
use crate::pages::assets;

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
        let issuer = slot.as_ref().and_then(|slot| slot.ready()).map(|ready| ready.driver.issuer().clone());
        let settings = settings_json(&record.settings);
        let (credentials, credential_origins) = credentials(found);
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
                definition: Some(origin_of(record, "definition", record.settings.definition.is_none())),
                issuer: issuer.as_ref().and_then(|_| entry.map(issuer_origin)),
                settings: settings_origins(record, entry, &settings),
                credentials: credential_origins,
            },
            issuer,
            settings,
            credentials,
            state: state(found),
            faults: slot.as_ref().map(|slot| slot.faults.clone()).unwrap_or_default(),
            callback_urls: callback_urls(record, public_url),
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

/// Settings as they are written in a request: the definition stands beside them.
pub(crate) fn settings_json(settings: &ProviderSettings) -> Map<String, Value> {
    let mut members = match serde_json::to_value(settings) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    members.remove("definition");
    members
}

pub(crate) fn state(found: &Found) -> ProviderState {
    match found.slot.as_ref().map(|slot| &slot.state) {
        Some(State::Ready(_)) => ProviderState::Ready,
        Some(State::Resolving) => ProviderState::Resolving,
        Some(State::Faulted) => ProviderState::Faulted,
        Some(State::Disabled) => ProviderState::Disabled,
        None if found.record.settings.enabled => ProviderState::Resolving,
        None => ProviderState::Disabled,
    }
}

/// What nobody wrote is built in; what was written has its place, else the place of its provider.
pub(crate) fn origin_of(record: &ProviderRecord, name: &str, is_default: bool) -> Origin {
    let own = record.origins.get(name);
    let of_provider = || record.origin("").filter(|_| !is_default);
    own.or_else(of_provider).cloned().unwrap_or(Origin::BuiltIn)
}

pub(crate) fn settings_origins(
    record: &ProviderRecord,
    entry: Option<&CatalogueEntry>,
    settings: &Map<String, Value>,
) -> BTreeMap<String, Origin> {
    let defaults = settings_json(&ProviderSettings::default());
    let origin = |(name, value): (&String, &Value)| {
        let is_default = defaults.get(name) == Some(value);
        // The button's name and icon are the definition's own while nobody has chosen others.
        let inherited = is_default && matches!(name.as_str(), "display_name" | "icon");
        let of_definition = entry.filter(|_| inherited).map(|entry| entry.origin.clone());
        (name.clone(), of_definition.unwrap_or_else(|| origin_of(record, name, is_default)))
    };
    settings.iter().map(origin).collect()
}

fn issuer_origin(entry: &CatalogueEntry) -> Origin {
    match entry.definition.protocol {
        Protocol::Oidc => Origin::Discovery,
        Protocol::Oauth2 => entry.origin.clone(),
        Protocol::Plugin => Origin::Plugin,
    }
}

/// What was supplied, and what the definition itself puts in its place.
pub(crate) fn credentials(found: &Found) -> (Map<String, Value>, BTreeMap<String, Origin>) {
    let Found { record, row, definition, .. } = found;
    let (mut shown, mut origins) = (Map::new(), BTreeMap::new());
    for (name, value, origin) in definition.iter().flat_map(|entry| built_in_credentials(entry)) {
        shown.insert(name.clone(), value.clone());
        origins.insert(name.clone(), origin.clone());
    }
    let stored: Vec<&str> = row.iter().flat_map(|row| row.secrets.keys()).map(String::as_str).collect();
    let supplied = record.credentials.names().filter(|name| !stored.contains(name));
    for name in supplied.chain(stored.iter().copied()) {
        // Once a secret, always a secret: whatever a newer schema says, nobody has agreed to show this value.
        let is_secret = stored.contains(&name) || definition.as_ref().is_none_or(|entry| entry.schema.is_secret(name));
        let value = record.credentials.value(name).filter(|_| !is_secret).cloned();
        shown.insert(name.to_owned(), value.unwrap_or_else(|| json!({ "set": true })));
        origins.extend(record.credentials.origin(name).map(|origin| (name.to_owned(), origin.clone())));
    }
    (shown, origins)
}

/// Credentials that count where nobody supplies others: name, value, origin.
fn built_in_credentials(entry: &CatalogueEntry) -> impl Iterator<Item = (&String, &Value, &Origin)> {
    let properties = entry.schema.as_json().get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().filter_map(|(name, property)| {
        let value = property.get("const").or_else(|| property.get("default"))?;
        Some((name, value, &entry.origin)).filter(|_| !entry.schema.is_secret(name))
    })
}

/// The URLs to register at the upstream; the one that is used comes first.
pub(crate) fn callback_urls(record: &ProviderRecord, public_url: &PublicUrl) -> Vec<String> {
    let extra = record.settings.callback_path.as_deref().map(|path| public_url.at(path));
    extra.into_iter().chain([public_url.callback(&record.id)]).collect()
}
