//! What an administrator wants of a provider: from JSON that was sent to something that may be stored, or to every
//! reason why not.
//!
//! ```text
//! members ──request──▶ id, definition, settings, credentials ──▶ Draft ──check(bind)──▶ may be stored
//!                                           └─ exposure: which secrets must be entered again
//! ```
//! Pure: the definitions come in as a catalogue, what is stored as a row, and the protocol's own rules as `bind`. The
//! API and the administration pages use the same functions. No refusal holds a value that was sent.

mod credentials;
mod exposure;
mod request;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use vestibule_core::{
    code::ErrorCode,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    provider::{Owner, ProviderRecord},
    settings::ProviderSettings,
    violation::{Violation, Violations},
};
use vestibule_registry::Catalogue;
use vestibule_store::{ProviderInput, StoredProvider};

use self::{credentials::Supplied, request::Request};
use super::provider::settings_json;
use crate::{api::body::refuse, http::api_error::ApiError};

/// What an administrator wants of a provider, read and normalised, with everything that is wrong with it so far.
pub(crate) struct Draft {
    /// As it would be in force.
    pub(crate) record: ProviderRecord,
    definition: DefinitionId,
    supplied: Supplied,
    request: Request,
    /// Stored secrets that would go somewhere else.
    exposed: Violations,
    bad: Violations,
}

impl Draft {
    /// A new provider: `{id, definition, credentials, …settings}`. The id is that of the definition unless another is
    /// given, and the other way round.
    pub(crate) fn create(members: &Map<String, Value>, catalogue: &Catalogue) -> Result<Self, ApiError> {
        Self::trial(members, catalogue, None)
    }

    /// A provider to be tried out, written as for [`Draft::create`]. Where it has a secret `{"set": true}`, that is the
    /// one of `row`.
    pub(crate) fn trial(
        members: &Map<String, Value>,
        catalogue: &Catalogue,
        row: Option<&StoredProvider>,
    ) -> Result<Self, ApiError> {
        let request = Request::read(members);
        let (id, definition) = request.ids()?;
        let entry = catalogue.find(&definition);
        let supplied = credentials::create(&request, entry.map(|entry| &**entry), row);
        let draft = Self::assemble(id, definition, ProviderSettings::default(), supplied, request);
        Ok(match row {
            Some(row) => draft.expose(row, catalogue),
            None => draft,
        })
    }

    /// A stored provider with a JSON Merge Patch (RFC 7396) of the same members.
    pub(crate) fn patch(
        row: &StoredProvider,
        members: &Map<String, Value>,
        catalogue: &Catalogue,
    ) -> Result<Self, ApiError> {
        let mut request = Request::read(members);
        let definition = request.definition_of(row)?;
        let entry = catalogue.find(&definition);
        let supplied = credentials::patch(&request, entry.map(|entry| &**entry), row);
        // Settings that cannot be read any more begin anew.
        let stored = row.settings.clone().unwrap_or_default();
        let draft = Self::assemble(row.id.clone(), definition, stored, supplied, request);
        Ok(draft.expose(row, catalogue))
    }

    fn assemble(
        id: ProviderId,
        definition: DefinitionId,
        stored: ProviderSettings,
        supplied: Supplied,
        request: Request,
    ) -> Self {
        let mut bad = supplied.bad.clone();
        let settings = match ProviderSettings::parse(request.merged(&settings_json(&stored))) {
            Ok(settings) => settings,
            Err(violations) => {
                let rest = request.merged_without(&settings_json(&stored), &violations);
                bad.0.extend(violations.0.into_iter().map(|violation| request.place(violation)));
                // So that the protocol looks at everything else all the same.
                let otherwise = || ProviderSettings {
                    enabled: request.wants_enabled().unwrap_or(stored.enabled),
                    ..stored.clone()
                };
                ProviderSettings::parse(rest).unwrap_or_else(|_| otherwise())
            }
        };
        let settings = ProviderSettings { definition: Some(definition.clone()), ..settings };
        bad.0.extend(request.bad_icon(settings.icon.as_deref()));
        let record = ProviderRecord {
            id,
            owner: Owner::Admin,
            settings: settings.into(),
            credentials: supplied.credentials.clone().into(),
            origins: BTreeMap::from([(String::new(), Origin::Admin)]).into(),
        };
        Self { record, definition, supplied, request, exposed: Violations::default(), bad }
    }

    fn expose(mut self, row: &StoredProvider, catalogue: &Catalogue) -> Self {
        let entry = catalogue.find(&self.definition).map(|entry| &**entry);
        self.exposed = exposure::find(row, &self.definition, &self.supplied, entry);
        self
    }

    /// What is wrong with the request itself, whatever the upstream is like.
    pub(crate) fn check_request(&self) -> Result<(), ApiError> {
        self.refuse_if(self.bad.clone())
    }

    /// Whether it may be stored. `bind` says what the protocol finds. A provider that is switched off may be incomplete,
    /// and what was stored before may stay as it is; what is sent must be right all the same.
    pub(crate) fn check(&self, bind: impl FnOnce(&ProviderRecord) -> Result<(), Violations>) -> Result<(), ApiError> {
        let mut bad = self.bad.clone();
        for violation in bind(&self.record).err().into_iter().flat_map(|violations| violations.0) {
            let violation = self.request.place(violation);
            let is_new = bad.0.iter().all(|known| known.pointer != violation.pointer);
            if is_new && (self.record.settings.enabled || self.concerns_request(&violation)) {
                bad.0.push(violation);
            }
        }
        self.refuse_if(bad)
    }

    /// Whether a violation is about something that was sent and is there.
    fn concerns_request(&self, violation: &Violation) -> bool {
        let missing = violation.pointer == "/credentials"
            || violation.pointer.strip_prefix("/credentials/").is_some_and(|name| !self.supplied.has(name));
        !missing && self.request.touches(&violation.pointer)
    }

    fn refuse_if(&self, bad: Violations) -> Result<(), ApiError> {
        if !self.request.unknown.0.is_empty() {
            let all = Violations([self.request.unknown.0.clone(), bad.0].concat());
            return Err(refuse(ErrorCode::UnknownField, all));
        }
        if bad.0.is_empty() {
            return self.exposed.clone().check().map_err(|exposed| {
                refuse(ErrorCode::SecretRequired, exposed)
                    .detail("The stored secret was given to another address. Enter it again to send it to the new one.")
            });
        }
        let credentials = bad.0.iter().any(|violation| violation.pointer.starts_with("/credentials"));
        let code = if credentials { ErrorCode::InvalidCredentials } else { ErrorCode::InvalidParameter };
        Err(refuse(code, bad))
    }

    /// What is stored of it. Who vouches for people is not said.
    pub(crate) fn to_store(&self) -> ProviderInput {
        ProviderInput {
            id: self.record.id.clone(),
            definition: self.definition.clone(),
            settings: (*self.record.settings).clone(),
            public: self.supplied.public.clone(),
            secrets: self.supplied.secrets.clone(),
            kept: self.supplied.kept.clone(),
            issuer: None,
        }
    }

    /// The names of what it changes about a row, for the audit log.
    pub(crate) fn changes(&self, row: &StoredProvider) -> BTreeSet<String> {
        let mut changes = BTreeSet::new();
        if self.definition != row.definition {
            changes.insert("definition".to_owned());
        }
        let wanted = settings_json(&self.record.settings);
        let stored = row.settings.as_ref().map(settings_json).unwrap_or_default();
        changes.extend(wanted.iter().filter(|(name, value)| stored.get(*name) != Some(value)).map(|(n, _)| n.clone()));
        let names = self.supplied.public.keys().chain(row.public.keys());
        let public = names.filter(|name| self.supplied.public.get(*name) != row.public.get(*name));
        let gone = row.secrets.keys().filter(|name| !self.supplied.kept.contains(*name));
        let entered = self.supplied.secrets.keys();
        changes.extend(public.chain(gone).chain(entered).map(|name| format!("credentials.{name}")));
        changes
    }
}
