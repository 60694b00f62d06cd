//! What the page of one provider shows: new from a definition, or as it is stored.

use vestibule_core::ids::ProviderId;
use vestibule_core::routes::Route;
use vestibule_registry::CatalogueEntry;

use super::{
    super::super::texts::{Language, Provider},
    faults::FaultLine,
    fields::{self, Field, Group, Values},
    guide,
    list::{icon_of, state_words},
    locked::{self, Line},
    origins,
    report::Report,
    settings_fields,
};
use crate::{
    AppState,
    api::{
        definitions::guide::fill,
        providers::{load::LoadedProvider, provider, provider_request::ProviderRequest},
    },
    http::assets,
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
    pub(super) action: String,
    pub(super) revision: Option<u64>,
    pub(super) state: Option<(&'static str, &'static str)>,
    pub(super) faults: Vec<FaultLine>,
    pub(super) locked: Option<Locked>,
    pub(super) enabled: bool,
    pub(super) credentials: Vec<Field>,
    pub(super) groups: Vec<Group>,
    pub(super) issuer: Option<String>,
    pub(super) guide: Option<String>,
    pub(super) callback_urls: Vec<String>,
    pub(super) logout_url: String,
    pub(super) report: Option<Report>,
    pub(super) problem: Option<Problem>,
}

pub(super) struct Locked {
    pub(super) place: String,
    pub(super) key: String,
    pub(super) lines: Vec<Line>,
}

/// Why nothing was saved.
pub(super) struct Problem {
    pub(super) title: &'static str,
    pub(super) detail: Option<String>,
    /// What belongs to no field.
    pub(super) rest: Vec<String>,
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
            state: None,
            faults: Vec::new(),
            locked: None,
            enabled: values.get("s.enabled").is_some_and(|value| value == "true"),
            credentials: fields::credentials(entry, values, &[], t),
            groups: settings_fields::groups(Some(entry), values, language.provider_form()),
            issuer: None,
            guide: definition.guide.as_deref().map(|text| guide::html(&fill(text, public_url, &id))),
            callback_urls: vec![public_url.callback(&id)],
            logout_url: public_url.as_str().to_owned(),
            report: None,
            problem: None,
            id: typed.map_or_else(|| id.to_string(), str::to_owned),
        }
    }

    /// A provider that is there; `typed` is what the form had.
    pub(super) fn of_provider(
        app: &AppState,
        found: &LoadedProvider,
        typed: Option<&Values>,
        language: Language,
    ) -> Self {
        let t = language.provider();
        let (record, entry) = (&found.record, found.definition.as_deref());
        let public_url = &app.settings.public_url;
        let values = typed.cloned().unwrap_or_else(|| stored_values(found));
        let stored: Vec<String> = found.row.iter().flat_map(|row| row.secrets.keys().cloned()).collect();
        let issuer = found.slot.as_ref().and_then(|slot| slot.ready());
        let guide = entry.and_then(|entry| entry.definition.guide.as_deref());
        let faults = found.slot.iter().flat_map(|slot| &slot.faults);
        let mut form = Self {
            name: found.name().to_owned(),
            icon: icon_of(found),
            protocol: entry.map(|entry| entry.protocol.label),
            official: entry.is_some_and(|entry| entry.official),
            gone: entry.is_none().then(|| provider::definition_of(record).to_string()),
            stored: Some(record.id.clone()),
            id: record.id.to_string(),
            action: Route::AdminProvider(&record.id).path(),
            revision: found.row.as_ref().map(|row| row.revision),
            state: Some(state_words(found, t)),
            faults: faults.map(|fault| FaultLine::new(fault, record.owner, t)).collect(),
            locked: found.row.is_none().then(|| Locked {
                place: record.origin("").map(ToString::to_string).unwrap_or_default(),
                key: locked::key(record),
                lines: locked::lines(found, t),
            }),
            enabled: values.get("s.enabled").is_some_and(|value| value == "true"),
            credentials: entry.map(|entry| fields::credentials(entry, &values, &stored, t)).unwrap_or_default(),
            groups: settings_fields::groups(entry, &values, language.provider_form()),
            issuer: issuer.map(|ready| ready.driver.issuer().to_string()),
            guide: guide.map(|text| guide::html(&fill(text, public_url, &record.id))),
            callback_urls: record.callback_urls(public_url),
            logout_url: public_url.as_str().to_owned(),
            report: None,
            problem: None,
        };
        if typed.is_none() {
            let settings = form.groups.iter_mut().flat_map(|group| group.fields.iter_mut());
            origins::mark(found, form.credentials.iter_mut().chain(settings), t);
        }
        form
    }

    pub(super) async fn tried(&mut self, app: &AppState, request: &ProviderRequest, t: Provider) {
        self.report = Some(Report::new(app.registry.check(&request.record).await, t));
    }
}

/// What the form of a stored provider has before anybody types.
fn stored_values(found: &LoadedProvider) -> Values {
    let mut values = settings_fields::settings_values(&found.record.settings);
    let public = found.row.iter().flat_map(|row| &row.public);
    values.extend(public.map(|(name, value)| (format!("c.{name}"), fields::as_text(value))));
    values
}

/// The definition's id, or the first that is free after it.
fn free_id(app: &AppState, wanted: &ProviderId) -> ProviderId {
    let registry = app.registry.load();
    let numbered = (2..1_000).filter_map(|number| format!("{wanted}-{number}").parse().ok());
    let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
    candidates.find(|id| !registry.slots.contains_key(id)).unwrap_or_else(|| wanted.clone())
}
