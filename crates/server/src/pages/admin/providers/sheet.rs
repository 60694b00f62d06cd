//! What the page of one provider shows: new from a definition, or as it is stored.

use vestibule_core::credentials::CredentialsSchema;
use vestibule_core::driver::{ClientKey, KeyPurpose};
use vestibule_core::ids::ProviderId;
use vestibule_core::registration::{Registration, RegistrationMethod};
use vestibule_core::routes::Route;
use vestibule_registry::CatalogueEntry;

use super::{
    super::super::{
        conflict::{self, BASE},
        form::Posted,
        kept_secrets::KeptSecrets,
        moment::Moment,
        texts::{Language, Provider},
    },
    faults::FaultLine,
    fields::{self, Field, Group, Values},
    guide,
    list::{icon_of, serves_older, state_words},
    locked::{self, Line},
    origins,
    report::Report,
    settings_fields, stored,
};
use crate::{
    AppState,
    api::{
        definitions::guide::fill,
        providers::{load::LoadedProvider, provider, provider_request::ProviderRequest},
    },
    http::{api_error::ApiError, assets},
};

/// Everything that the page of one provider shows.
pub(super) struct Form {
    pub(super) name: String,
    pub(super) icon: String,
    pub(super) protocol: Option<&'static str>,
    pub(super) official: bool,
    /// The definition that it is an instance of, where that is not there.
    pub(super) gone: Option<String>,
    /// The id of a stored one; a new one has a field for it.
    pub(super) stored: Option<ProviderId>,
    pub(super) id: String,
    /// What is wrong with the id of a new one.
    pub(super) id_errors: Vec<String>,
    pub(super) action: String,
    pub(super) revision: Option<u64>,
    /// What the form was made from, sealed.
    pub(super) base: Option<String>,
    /// Secrets that were typed before and are not saved yet.
    pub(super) kept: Option<KeptSecrets>,
    /// Whether it comes from a session that has ended.
    pub(super) restored: bool,
    /// Whether it has something that is not saved.
    pub(super) unsaved: bool,
    pub(super) conflict: Option<stored::Conflict>,
    pub(super) state: Option<(&'static str, &'static str)>,
    /// Whether an older version than the saved one serves.
    pub(super) older: bool,
    pub(super) faults: Vec<FaultLine>,
    pub(super) locked: Option<Locked>,
    pub(super) enabled: bool,
    pub(super) credentials: Vec<Field>,
    pub(super) groups: Vec<Group>,
    pub(super) issuer: Option<String>,
    pub(super) registration: Option<ClientState>,
    pub(super) guide: Option<String>,
    pub(super) callback_urls: Vec<String>,
    /// The callback URL with `{id}` for the id of a new one.
    pub(super) callback_pattern: String,
    pub(super) logout_url: String,
    pub(super) client_keys: Vec<KeyLine>,
    pub(super) report: Option<Report>,
    /// What a test sign-in asks where each person enters it: title and example.
    pub(super) asks: Option<(String, String)>,
    pub(super) problem: Option<Problem>,
}

/// A client that registers itself.
pub(super) struct ClientState {
    /// What the upstream knows it as, and why; nothing until that is known.
    pub(super) known: Option<Registration>,
    pub(super) method: &'static str,
    pub(super) expires: Option<Moment>,
}

/// A key of ours that the upstream may have to know.
pub(super) struct KeyLine {
    pub(super) name: &'static str,
    /// The certificate in PEM, or the key as JSON.
    pub(super) text: String,
    pub(super) thumbprint: String,
}

fn key_lines(keys: Vec<ClientKey>, t: Provider) -> Vec<KeyLine> {
    let line = |key: ClientKey| {
        let name = match key.purpose {
            KeyPurpose::ClientAuthentication => t.client_key(),
            KeyPurpose::Dpop => t.dpop_key(),
            KeyPurpose::Tls => t.tls_certificate(),
        };
        let jwk = key.jwk.map(|jwk| jwk.to_string());
        KeyLine { name, text: key.certificate.or(jwk).unwrap_or_default(), thumbprint: key.thumbprint }
    };
    keys.into_iter().map(line).collect()
}

/// What each person enters at sign-in.
fn asks(schema: &CredentialsSchema) -> Option<(String, String)> {
    let name = schema.per_sign_in()?;
    let text = |keyword| schema.text_of(name, keyword).unwrap_or_default().to_owned();
    Some((text("title"), text("examples")))
}

pub(super) struct Locked {
    pub(super) place: String,
    pub(super) key: String,
    pub(super) lines: Vec<Line>,
}

/// Why nothing was saved.
pub(in crate::pages::admin) struct Problem {
    pub(in crate::pages::admin) title: &'static str,
    pub(in crate::pages::admin) detail: Option<String>,
    /// What belongs to no field.
    pub(in crate::pages::admin) rest: Vec<String>,
}

impl Form {
    /// A new provider of this definition.
    pub(super) fn of_definition(
        app: &AppState,
        entry: &CatalogueEntry,
        id: Option<&str>,
        (values, language): (&Values, Language),
    ) -> Self {
        let t = language.provider();
        let definition = &entry.definition;
        let public_url = &app.settings.public_url;
        let typed = id.map(str::trim).filter(|id| !id.is_empty());
        let id: ProviderId =
            typed.and_then(|id| id.parse().ok()).unwrap_or_else(|| free_id(app, &definition.id.clone().into()));
        Self {
            name: definition.name.clone(),
            icon: assets::choose_icon(None, Some(entry)),
            protocol: Some(entry.protocol.label),
            official: entry.official,
            gone: None,
            stored: None,
            action: Route::AdminNewProvider(&definition.id).path(),
            revision: None,
            base: None,
            kept: None,
            restored: false,
            unsaved: false,
            conflict: None,
            state: None,
            older: false,
            faults: Vec::new(),
            locked: None,
            enabled: false,
            credentials: fields::credentials(&entry.schema, values, &[], t),
            groups: settings_fields::groups(Some(entry), values, language),
            issuer: None,
            registration: None,
            guide: definition.guide.as_deref().map(|text| guide::html(&fill(text, public_url, &id))),
            callback_pattern: public_url.callback(&id).replace(&format!("/{id}/"), "/{id}/"),
            callback_urls: vec![public_url.callback(&id)],
            logout_url: public_url.as_str().to_owned(),
            client_keys: Vec::new(),
            report: None,
            asks: asks(&entry.schema),
            problem: None,
            id_errors: Vec::new(),
            id: typed.map_or_else(|| id.to_string(), str::to_owned),
        }
    }

    /// A provider that is there; `typed` is what the form had.
    pub(super) fn of_provider(
        app: &AppState,
        found: &LoadedProvider,
        typed: Option<&Values>,
        language: Language,
    ) -> Result<Self, ApiError> {
        let t = language.provider();
        let (record, entry) = (&found.record, found.definition.as_deref());
        let public_url = &app.settings.public_url;
        let values = typed.cloned().unwrap_or_else(|| stored::stored_values(found));
        let stored: Vec<String> = found.row.iter().flat_map(|row| row.secrets.keys().cloned()).collect();
        let issuer = found.slot.as_ref().and_then(|slot| slot.ready());
        let guide = entry.and_then(|entry| entry.definition.guide.as_deref());
        let faults = found.slot.iter().flat_map(|slot| &slot.faults);
        let mut form = Self {
            name: found.name().to_owned(),
            icon: icon_of(found),
            protocol: entry.map(|entry| entry.protocol.label),
            official: entry.is_some_and(|entry| entry.official),
            gone: entry.is_none().then(|| record.definition().to_string()),
            stored: Some(record.id.clone()),
            id: record.id.to_string(),
            id_errors: Vec::new(),
            action: Route::AdminProvider(&record.id).path(),
            revision: found.row.as_ref().map(|row| row.revision),
            base: Some(conflict::seal_base(app, &Route::AdminProvider(&record.id).path(), &stored::stored(found))?),
            kept: None,
            restored: false,
            unsaved: false,
            conflict: None,
            state: Some(state_words(found, t)),
            older: serves_older(found),
            faults: faults.map(|fault| FaultLine::new(fault, record.owner, t)).collect(),
            locked: found.row.is_none().then(|| Locked {
                place: record.origin("").map(ToString::to_string).unwrap_or_default(),
                key: locked::key(record),
                lines: locked::lines(found, t),
            }),
            enabled: record.settings.enabled,
            credentials: entry.map(|entry| fields::credentials(&entry.schema, &values, &stored, t)).unwrap_or_default(),
            groups: settings_fields::groups(entry, &values, language),
            issuer: issuer.map(|ready| ready.driver.issuer().to_string()),
            registration: client_state(app, found, language),
            guide: guide.map(|text| guide::html(&fill(text, public_url, &record.id))),
            callback_pattern: String::new(),
            callback_urls: record.callback_urls(public_url),
            logout_url: public_url.as_str().to_owned(),
            client_keys: key_lines(provider::client_keys(app, record), t),
            report: None,
            asks: entry.and_then(|entry| asks(&entry.schema)),
            problem: None,
        };
        if typed.is_none() {
            let settings = form.groups.iter_mut().flat_map(|group| group.fields.iter_mut());
            origins::mark(found, form.credentials.iter_mut().chain(settings), t);
        }
        Ok(form)
    }

    /// Shows the form once more: it stays the form of what it was made from, and has the secrets that were typed. After a
    /// conflict it is one of what is stored now.
    pub(super) fn carry_on(&mut self, posted: &Posted, kept: Option<KeptSecrets>, language: Language) {
        let t = language.form();
        for field in self.credentials.iter_mut().filter(|field| kept.as_ref().is_some_and(|kept| kept.has(&field.name)))
        {
            field.kept = true;
            field.help = Some(t.kept_help().to_owned());
            field.placeholder = "••••••••".to_owned();
        }
        (self.kept, self.unsaved) = (kept, true);
        if self.conflict.is_none() {
            self.revision = posted.find("revision").and_then(|text| text.parse().ok());
            self.base = posted.find(BASE).map(str::to_owned);
        }
    }

    /// A field by its name.
    pub(super) fn find(&self, name: &str) -> Option<&Field> {
        let settings = self.groups.iter().flat_map(|group| &group.fields);
        self.credentials.iter().chain(settings).find(|field| field.name == name)
    }

    pub(super) async fn tried(&mut self, app: &AppState, request: &ProviderRequest, t: Provider) {
        let mut report = app.registry.check(&request.record).await;
        self.client_keys = key_lines(std::mem::take(&mut report.client_keys), t);
        self.report = Some(Report::new(report, t));
    }
}

/// How the client registers itself, where an enabled provider has such a client.
fn client_state(app: &AppState, found: &LoadedProvider, language: Language) -> Option<ClientState> {
    let slot = found.slot.as_ref().filter(|slot| slot.enabled())?;
    if !app.registry.registers_itself(&found.record) {
        return None;
    }
    let known = slot.ready().and_then(|ready| ready.driver.registration());
    let t = language.provider_form();
    let method = match known.as_ref().map(|known| known.method) {
        Some(RegistrationMethod::MetadataDocument) => t.registration_metadata_document(),
        Some(RegistrationMethod::Dynamic) => t.registration_dynamic(),
        Some(RegistrationMethod::Manual) | None => t.registration_auto(),
    };
    let expires = known.as_ref().and_then(|known| known.secret_expires_at);
    Some(ClientState { method, expires: expires.map(Moment), known })
}

/// The definition's id, or the first that is free after it.
fn free_id(app: &AppState, wanted: &ProviderId) -> ProviderId {
    let registry = app.registry.load();
    let numbered = (2..1_000).filter_map(|number| format!("{wanted}-{number}").parse().ok());
    let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
    candidates.find(|id| !registry.slots.contains_key(id)).unwrap_or_else(|| wanted.clone())
}
