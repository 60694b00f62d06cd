//! Requests to create, update or check a provider: from JSON members to something that may be stored, or to all
//! violations.
//!
//! ```text
//! members ──Members::parse──▶ id, definition, settings, credentials ──▶ ProviderRequest ──validate(bind)──▶ may be stored
//!                                            └─ exposure: which secrets must be entered again
//! ```
//! Pure: definitions come in as a catalogue, the stored provider as a row, and the rules of the protocol as `bind`. The
//! API and the administration pages use the same functions. No error contains a value from the request.

mod credentials;
mod expiry;
mod exposure;
mod members;
mod schema;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::{
    access::Checked,
    code::ErrorCode,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    provider::{Owner, ProviderRecord},
    settings::ProviderSettings,
    violation::{Violation, Violations},
};
use vestibule_registry::Catalogue;
use vestibule_store::{ProviderInput, StoredProvider};

pub(super) use self::schema::ProviderPatch;
use self::{
    credentials::SubmittedCredentials,
    members::{Members, is_credential},
};
use super::provider::settings_json;
use crate::{
    api::{body::reject, changes},
    http::api_error::ApiError,
};

/// A credential may be long, and the response should name the one that is too long, so larger bodies are read.
pub(super) const BODY_LIMIT: usize = 1024 * 1024 + 64 * 1024;

/// A parsed and normalized request, with its violations so far.
pub(crate) struct ProviderRequest {
    /// The provider as it would be stored.
    pub(crate) record: ProviderRecord,
    definition: DefinitionId,
    credentials: SubmittedCredentials,
    members: Members,
    /// Stored secrets that would be sent to another address.
    exposed: Violations,
    bad: Violations,
}

impl ProviderRequest {
    /// A new provider: `{id, definition, credentials, …settings}`. Id and definition default to each other.
    pub(crate) fn create(members: &Map<String, Value>, catalogue: &Catalogue) -> Result<Self, ApiError> {
        Self::check_of(members, catalogue, None)
    }

    /// A provider to check, with the same members. A secret `{"set": true}` is taken from `row`.
    pub(crate) fn check_of(
        members: &Map<String, Value>,
        catalogue: &Catalogue,
        row: Option<&StoredProvider>,
    ) -> Result<Self, ApiError> {
        let members = Members::parse(members);
        let (id, definition) = members.ids()?;
        let entry = catalogue.find(&definition);
        let credentials = credentials::create(&members, entry.map(|entry| &**entry), row);
        let request = Self::assemble(id, definition, ProviderSettings::default(), credentials, members);
        Ok(match row {
            Some(row) => request.find_exposed(row, catalogue),
            None => request,
        })
    }

    /// A stored provider with a JSON Merge Patch (RFC 7396) of the same members.
    pub(crate) fn patch(
        row: &StoredProvider,
        members: &Map<String, Value>,
        catalogue: &Catalogue,
    ) -> Result<Self, ApiError> {
        let mut members = Members::parse(members);
        let definition = members.definition_of(row)?;
        let entry = catalogue.find(&definition);
        let credentials = credentials::patch(&members, entry.map(|entry| &**entry), row);
        // Stored settings that are no longer valid are reset.
        let stored = row.settings.clone().unwrap_or_default();
        let request = Self::assemble(row.id.clone(), definition, stored, credentials, members);
        Ok(request.find_exposed(row, catalogue))
    }

    fn assemble(
        id: ProviderId,
        definition: DefinitionId,
        stored: ProviderSettings,
        credentials: SubmittedCredentials,
        members: Members,
    ) -> Self {
        let mut bad = credentials.bad.clone();
        let settings = match ProviderSettings::parse(members.merged(&settings_json(&stored))) {
            Ok(settings) => settings,
            Err(violations) => {
                let rest = members.merged_without(&settings_json(&stored), &violations);
                bad.0.extend(violations.0.into_iter().map(|violation| members.locate(violation)));
                // So that the protocol still validates everything else.
                let otherwise =
                    || ProviderSettings { enabled: members.enabled().unwrap_or(stored.enabled), ..stored.clone() };
                ProviderSettings::parse(rest).unwrap_or_else(|_| otherwise())
            }
        };
        let settings = ProviderSettings { definition: Some(definition.clone()), ..settings };
        // What is stored already is for `bind` to find while the provider is enabled.
        let located = settings.check().0.into_iter().map(|violation| members.locate(violation));
        let known = |violation: &Violation| bad.0.iter().any(|known| known.pointer == violation.pointer);
        let submitted: Vec<_> = located.filter(|it| members.touches(&it.pointer) && !known(it)).collect();
        bad.0.extend(submitted);
        let record = ProviderRecord {
            id,
            owner: Owner::Admin,
            settings: settings.into(),
            credentials: credentials.credentials.clone().into(),
            origins: BTreeMap::from([(String::new(), Origin::Admin)]).into(),
        };
        Self { record, definition, credentials, members, exposed: Violations::default(), bad }
    }

    fn find_exposed(mut self, row: &StoredProvider, catalogue: &Catalogue) -> Self {
        let entry = catalogue.find(&self.definition).map(|entry| &**entry);
        self.exposed = exposure::find(row, &self.definition, &self.credentials, entry);
        self
    }

    /// Validates the request without the rules of the protocol.
    pub(crate) fn validate_itself(&self) -> Result<(), ApiError> {
        self.reject_if(self.bad.clone())
    }

    /// Whether the provider may be stored; `bind` has the rules of the protocol. A disabled provider may be incomplete, and
    /// stored values may be invalid, but submitted ones must be valid.
    pub(crate) fn validate(
        &self,
        bind: impl FnOnce(&ProviderRecord) -> Result<(), Violations>,
    ) -> Result<(), ApiError> {
        let mut bad = self.bad.clone();
        for violation in bind(&self.record).err().into_iter().flat_map(|violations| violations.0) {
            let violation = self.members.locate(violation);
            let is_new = bad.0.iter().all(|known| known.pointer != violation.pointer);
            if is_new && (self.record.settings.enabled || self.is_about_submitted(&violation)) {
                bad.0.push(violation);
            }
        }
        self.reject_if(bad)
    }

    /// Whether a violation is about a value in the request.
    fn is_about_submitted(&self, violation: &Violation) -> bool {
        let missing = violation.pointer == "/credentials"
            || violation.pointer.strip_prefix("/credentials/").is_some_and(|name| !self.credentials.has(name));
        !missing && self.members.touches(&violation.pointer)
    }

    fn reject_if(&self, bad: Violations) -> Result<(), ApiError> {
        if !self.members.unknown.0.is_empty() {
            let all = Violations([self.members.unknown.0.clone(), bad.0].concat());
            return Err(reject(ErrorCode::UnknownField, all));
        }
        if bad.0.is_empty() {
            return self.exposed.clone().check().map_err(|exposed| {
                reject(ErrorCode::SecretRequired, exposed)
                    .detail("The stored secret belongs to another address. Enter it again to send it to the new one.")
            });
        }
        let credentials = bad.0.iter().any(|violation| is_credential(&violation.pointer));
        let code = if credentials { ErrorCode::InvalidCredentials } else { ErrorCode::InvalidParameter };
        Err(reject(code, bad))
    }

    /// The definition that the provider would be an instance of.
    pub(crate) fn definition(&self) -> &DefinitionId {
        &self.definition
    }

    /// The row to store, without a change of the issuer.
    pub(crate) fn to_store(&self) -> ProviderInput {
        ProviderInput {
            id: self.record.id.clone(),
            definition: self.definition.clone(),
            settings: (*self.record.settings).clone(),
            public: self.credentials.public.clone(),
            secrets: self.credentials.secrets.clone(),
            kept: self.credentials.kept.clone(),
            issuer: None,
            checked: Checked::default(),
            force: false,
        }
    }

    /// What it changes, for the audit log: each value with what it was and what it is now, and of a secret the name alone.
    pub(crate) fn changes(&self, row: &StoredProvider) -> Vec<String> {
        let mut changed = BTreeMap::new();
        if self.definition != row.definition {
            let [was, is] = [&row.definition, &self.definition].map(|id| Value::from(id.as_str()));
            changed.insert("definition".to_owned(), changes::line("definition", &was, &is));
        }
        let wanted = settings_json(&self.record.settings);
        let stored = row.settings.as_ref().map(settings_json).unwrap_or_default();
        let unset = Value::Null;
        for (name, value) in wanted.iter().filter(|(name, value)| stored.get(*name) != Some(value)) {
            changed.insert(name.clone(), changes::line(name, stored.get(name).unwrap_or(&unset), value));
        }
        for name in self.credentials.public.keys().chain(row.public.keys()) {
            let [was, is] = [&row.public, &self.credentials.public].map(|values| values.get(name).unwrap_or(&unset));
            if was != is {
                let name = format!("credentials.{name}");
                changed.insert(name.clone(), changes::line(&name, was, is));
            }
        }
        let gone = row.secrets.keys().filter(|name| !self.credentials.kept.contains(*name));
        for name in gone.chain(self.credentials.secrets.keys()) {
            let name = format!("credentials.{name}");
            changed.insert(name.clone(), name);
        }
        changed.into_values().collect()
    }
}
