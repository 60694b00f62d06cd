//! The representation of a provider: owner, effective values with their origins, state. A secret is shown only as
//! `{"set": true}`.

use std::collections::BTreeMap;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use vestibule_core::{
    clock::Timestamp,
    driver::ClientKey,
    expiry::{Expiry, expiries},
    fault::Fault,
    ids::{DefinitionId, Issuer, ProviderId},
    origin::Origin,
    provider::{Owner, ProviderRecord},
    registration::Registration,
    settings::ProviderSettings,
};
pub(crate) use vestibule_registry::settings_json;
use vestibule_registry::{Effective, SlotState};

use super::load::LoadedProvider;
use crate::{AppState, api::revision::etag, http::assets};

/// A provider.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Provider {
    id: ProviderId,
    definition: DefinitionId,
    /// Whether the definition is built in.
    official: bool,
    /// Who manages it; `config` is read-only here.
    owner: Owner,
    /// The name on the sign-in page.
    name: String,
    /// The URL of its icon.
    icon_url: String,
    /// The protocol of the upstream; null if the definition is missing.
    protocol: Option<&'static str>,
    /// The issuer of identities; null until it is known from the upstream.
    issuer: Option<Issuer>,
    /// How the upstream came to know the client; null where its id was entered, or until it is known.
    registration: Option<Registration>,
    /// Increases with each change; null for a provider of the configuration.
    revision: Option<u64>,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    #[schemars(with = "ProviderSettings")]
    settings: Map<String, Value>,
    /// Its credentials by name; a secret is `{"set": true}`.
    credentials: Map<String, Value>,
    /// Endpoints of the upstream, by their names in a definition; empty until they are known.
    #[schemars(with = "BTreeMap<String, String>")]
    endpoints: BTreeMap<String, Value>,
    /// The origin of each value, at the same position as the value.
    origins: Origins,
    state: ProviderState,
    /// Credentials that have a date, the earliest first.
    expiries: Vec<CredentialExpiry>,
    /// An available provider has faults if a newer version of it does not work.
    faults: Vec<Fault>,
    /// The callback URLs to register at the upstream. The first one is used.
    callback_urls: Vec<String>,
    /// The post-logout URL to register at the upstream.
    post_logout_url: String,
    /// The keys and certificates of ours that the upstream may have to know: their public parts.
    client_keys: Vec<ClientKey>,
}

/// When a credential ends.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CredentialExpiry {
    credential: String,
    /// The last day on which it can be used.
    #[schemars(with = "String", extend("format" = "date"))]
    ends_on: String,
    /// Days until then; negative afterwards.
    days_left: i64,
}

impl From<Expiry> for CredentialExpiry {
    fn from(Expiry { credential, ends_on, days_left }: Expiry) -> Self {
        Self { credential, ends_on: ends_on.to_string(), days_left }
    }
}

/// The origin of each value.
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
    /// Available.
    Ready,
    /// Valid; waiting for the first response of the upstream.
    Resolving,
    /// Unavailable; see the faults.
    Faulted,
    /// Disabled by its settings.
    Disabled,
}

impl Provider {
    pub(crate) fn new(loaded: &LoadedProvider, app: &AppState) -> Self {
        let public_url = &app.settings.public_url;
        let LoadedProvider { record, row, slot, definition } = loaded;
        let entry = definition.as_deref();
        let ready = slot.as_ref().and_then(|slot| slot.ready());
        let now = app.clock.now();
        let dates = slot.as_ref().map_or_else(|| expiries(&record.settings, now), |slot| slot.expiries(now));
        let of = loaded.provenance();
        let (credentials, of_credentials) = split(loaded.credentials());
        let (endpoints, of_endpoints) = split(of.endpoints());
        Self {
            id: record.id.clone(),
            definition: record.definition(),
            official: entry.is_some_and(|entry| entry.official),
            owner: record.owner,
            name: loaded.name().to_owned(),
            icon_url: public_url.at(assets::choose_icon(record.settings.icon.as_deref(), entry)),
            protocol: entry.map(|entry| entry.protocol.name),
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
            registration: ready.and_then(|ready| ready.driver.registration()),
            issuer: ready.map(|ready| ready.driver.issuer().clone()),
            settings: settings_json(&record.settings),
            credentials: credentials.into_iter().collect(),
            endpoints,
            state: state(loaded),
            expiries: dates.into_iter().map(CredentialExpiry::from).collect(),
            faults: slot.as_ref().map(|slot| slot.faults.clone()).unwrap_or_default(),
            callback_urls: record.callback_urls(public_url),
            post_logout_url: public_url.as_str().to_owned(),
            client_keys: client_keys(app, record),
        }
    }
}

/// The public parts of a provider's keys, as far as its settings and credentials are right.
pub(crate) fn client_keys(app: &AppState, record: &ProviderRecord) -> Vec<ClientKey> {
    app.registry.preview(record).client_keys()
}

/// Separates values and their origins.
fn split(all: BTreeMap<String, Effective>) -> (BTreeMap<String, Value>, BTreeMap<String, Origin>) {
    all.into_iter().map(|(name, Effective { value, origin })| ((name.clone(), value), (name, origin))).unzip()
}

pub(crate) fn state(loaded: &LoadedProvider) -> ProviderState {
    match loaded.slot.as_ref().map(|slot| &slot.state) {
        Some(SlotState::Ready(_)) => ProviderState::Ready,
        Some(SlotState::Resolving) => ProviderState::Resolving,
        Some(SlotState::Faulted) => ProviderState::Faulted,
        Some(SlotState::Disabled) => ProviderState::Disabled,
        None if loaded.record.settings.enabled => ProviderState::Resolving,
        None => ProviderState::Disabled,
    }
}

/// A response with the provider, and its revision as the `ETag`.
pub(super) fn respond(app: &AppState, status: StatusCode, loaded: &LoadedProvider) -> Response {
    let provider = Provider::new(loaded, app);
    let revision = provider.revision;
    let mut response = (status, Json(provider)).into_response();
    if let Some(revision) = revision {
        response.headers_mut().insert(header::ETAG, etag(revision));
    }
    response
}
