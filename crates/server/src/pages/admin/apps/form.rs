//! What the page of one app shows: new from a definition, or as it is stored.

use vestibule_apps::AppSettings;
use vestibule_core::{
    code::ErrorCode,
    ids::{AppId, AppSecretId, UserId},
    routes::Route,
    secret::Secret,
    violation::{Violation, Violations},
};
use vestibule_registry::AppCatalogueEntry;
use vestibule_store::{AppUse, AppUsesOf};

use super::{
    super::{
        super::{
            Moment,
            conflict::seal_base,
            texts::{self, AppAdmin, Language},
        },
        providers::{Conflict, FaultLine, Field, Group, Problem, Values, html_with_copy, place, schema_fields},
    },
    list::{icon_of, state_words},
    settings_fields,
};
use crate::{
    AppState,
    api::apps::{definitions, guide, load::LoadedApp},
    http::api_error::ApiError,
};

/// Everything that the page of one app shows.
pub(super) struct Form {
    pub(super) name: String,
    pub(super) icon: String,
    pub(super) definition: String,
    pub(super) homepage: Option<String>,
    pub(super) unconfirmed: bool,
    /// The id of a stored one; a new one has a field for it.
    pub(super) stored: Option<AppId>,
    pub(super) id: String,
    pub(super) action: String,
    /// What is stored, sealed: what the form was made from.
    pub(super) base: Option<String>,
    /// What somebody else has changed meanwhile.
    pub(super) conflict: Option<Conflict>,
    pub(super) state: Option<(&'static str, &'static str)>,
    pub(super) faults: Vec<FaultLine>,
    /// Where the configuration has it.
    pub(super) locked: Option<String>,
    pub(super) enabled: bool,
    pub(super) settings: Vec<Field>,
    pub(super) groups: Vec<Group>,
    pub(super) problem: Option<Problem>,
    pub(super) guide: Option<String>,
    /// What the application needs to know, to be copied: name and value.
    pub(super) values: Vec<(&'static str, String)>,
    /// A secret that was made just now.
    pub(super) secret: Option<String>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) secrets: Option<Vec<SecretRow>>,
    pub(super) uses: Vec<UseRow>,
    pub(super) claims: Option<Claims>,
}

/// A client secret.
pub(super) struct SecretRow {
    pub(super) id: AppSecretId,
    pub(super) since: Moment,
    pub(super) last_used: Option<Moment>,
    pub(super) ends: Option<Moment>,
    pub(super) valid: bool,
}

/// What a person has let the app have.
pub(super) struct UseRow {
    pub(super) user: UserId,
    pub(super) username: String,
    pub(super) scopes: String,
    pub(super) since: Moment,
    pub(super) last_used: Option<Moment>,
}

/// What an ID token would say about somebody.
pub(super) struct Claims {
    pub(super) person: String,
    pub(super) allowed: bool,
    /// As JSON. Without the app being right there is a reason in its place.
    pub(super) shown: Result<String, String>,
    /// Whether it is the ID token of a test sign-in.
    pub(super) is_id_token: bool,
}

impl Form {
    /// A new app of this definition.
    pub(super) fn of_definition(
        app: &AppState,
        entry: &AppCatalogueEntry,
        id: Option<&str>,
        (values, language): (&Values, Language),
    ) -> Self {
        let definition = &entry.definition;
        let typed = id.map(str::trim).filter(|id| !id.is_empty());
        let id = typed.map_or_else(|| free_id(app, definition.id.as_str()), str::to_owned);
        let enabled = values.get("s.enabled").is_none_or(|value| value == "true");
        Self {
            name: definition.name.clone(),
            icon: definitions::icon_of(entry),
            definition: definition.id.to_string(),
            homepage: Some(definition.homepage.clone()),
            unconfirmed: definition.status == vestibule_core::definition::Status::Unconfirmed,
            stored: None,
            action: Route::AdminNewApp(&definition.id).path(),
            base: None,
            conflict: None,
            state: None,
            faults: Vec::new(),
            locked: None,
            enabled,
            settings: schema_fields(&entry.schema, values, &[], language.provider()),
            groups: settings_fields::groups(Some(entry), values, language.app_admin()),
            problem: None,
            guide: None,
            values: endpoint_values(app, language.app_admin(), None),
            secret: None,
            redirect_uris: Vec::new(),
            secrets: None,
            uses: Vec::new(),
            claims: None,
            id,
        }
    }

    /// A stored app, or one of the configuration. `values` are those of a form that was refused.
    pub(super) fn of_app(app: &AppState, found: &LoadedApp, values: Option<&Values>, language: Language) -> Self {
        let (record, t) = (&found.record, language.app_admin());
        let own = settings_fields::of_app(found);
        let values = values.unwrap_or(&own);
        let entry = found.entry.as_deref();
        let now = app.clock.now();
        let secrets = found.row.as_ref().filter(|_| found.has_secret()).map(|row| {
            let row_of = |secret: &vestibule_store::StoredAppSecret| SecretRow {
                id: secret.id,
                since: Moment(secret.created_at),
                last_used: secret.last_used_at.map(Moment),
                ends: secret.ends_at.map(Moment),
                valid: secret.is_valid(now),
            };
            row.secrets.iter().map(row_of).collect()
        });
        let common = language.common();
        let uris = found.bound.iter().flat_map(|bound| bound.redirect_uris.iter());
        Self {
            name: found.name().to_owned(),
            icon: icon_of(found),
            definition: record.definition().to_string(),
            homepage: entry.map(|entry| entry.definition.homepage.clone()),
            unconfirmed: false,
            stored: Some(record.id.clone()),
            id: record.id.to_string(),
            action: Route::AdminApp(&record.id).path(),
            // Without it, every value that differs needs a choice.
            base: found.row.as_ref().and_then(|_| seal_base(app, &Route::AdminApp(&record.id).path(), &own).ok()),
            conflict: None,
            state: Some(state_words(found, t)),
            faults: found.faults().map(|violation| FaultLine::of_violation(violation, language.provider())).collect(),
            locked: found.row.is_none().then(|| record.origin("").map(ToString::to_string).unwrap_or_default()),
            enabled: values.get("s.enabled").is_some_and(|value| value == "true"),
            settings: entry
                .map(|entry| schema_fields(&entry.schema, values, &[], language.provider()))
                .unwrap_or_default(),
            groups: settings_fields::groups(entry, values, t),
            problem: None,
            guide: guide::of(found, app, None).map(|text| html_with_copy(&text, common.copy(), common.copied())),
            values: endpoint_values(app, t, Some(found.client_id())),
            secret: None,
            redirect_uris: uris.map(|uri| uri.as_str().to_owned()).collect(),
            secrets,
            uses: Vec::new(),
            claims: None,
        }
    }

    /// The same with a secret that was made just now, in the guide, too.
    pub(super) fn with_secret(self, app: &AppState, found: &LoadedApp, secret: &Secret, language: Language) -> Self {
        let common = language.common();
        let guide = guide::of(found, app, Some(secret.expose()));
        let guide = guide.map(|text| html_with_copy(&text, common.copy(), common.copied()));
        Self { secret: Some(secret.expose().to_owned()), guide, ..self }
    }

    /// Adds what people have let the app have.
    pub(super) async fn with_uses(self, app: &AppState, found: &LoadedApp) -> Result<Self, ApiError> {
        let uses = app.store.list_app_uses(AppUsesOf::App(&found.record.id)).await?;
        Ok(Self { uses: uses.into_iter().map(UseRow::from).collect(), ..self })
    }

    /// A field by its name.
    pub(super) fn find(&self, name: &str) -> Option<&Field> {
        let groups = self.groups.iter().flat_map(|group| &group.fields);
        self.settings.iter().chain(groups).find(|field| field.name == name)
    }

    /// Why nothing was saved: at the fields where that is possible.
    pub(super) fn refused(&mut self, failure: &ApiError, language: Language) {
        // The fields are those of a provider: what a definition asks for is `/credentials` there.
        let moved = |violation: &Violation| {
            let pointer = match violation.pointer.strip_prefix("/settings/") {
                Some(name) => format!("/credentials/{name}"),
                None => violation.pointer.clone(),
            };
            Violation { pointer, ..violation.clone() }
        };
        let violations = Violations(failure.violations.0.iter().map(moved).collect());
        let rest = place(&violations, &mut self.settings, &mut self.groups);
        let title = texts::title(failure.code, language);
        // What the API says to programs is of no use at a form.
        let detail = match failure.code {
            ErrorCode::RevisionMismatch => Some(texts::what_to_do(failure.code, language).to_owned()),
            _ => failure.detail.clone().filter(|_| language.is_english()),
        };
        self.problem = Some(Problem { title, detail, rest });
    }
}

impl From<AppUse> for UseRow {
    fn from(used: AppUse) -> Self {
        Self {
            user: used.user,
            username: used.username,
            scopes: used.scopes,
            since: Moment(used.since),
            last_used: used.last_used_at.map(Moment),
        }
    }
}

/// Issuer, discovery document and client id.
fn endpoint_values(app: &AppState, t: AppAdmin, client_id: Option<&str>) -> Vec<(&'static str, String)> {
    let public_url = &app.settings.public_url;
    let of_app = client_id.map(|client_id| (t.client_id(), client_id.to_owned()));
    [(t.issuer(), public_url.base().to_owned()), (t.discovery_url(), public_url.at(Route::OpenIdConfiguration))]
        .into_iter()
        .chain(of_app)
        .collect()
}

/// The settings of a new app.
pub(super) fn defaults() -> Values {
    settings_fields::of_settings(&AppSettings::default())
}

/// An id that no app has yet: that of the definition, with a number where it is taken.
fn free_id(app: &AppState, wanted: &str) -> String {
    let apps = app.registry.load().apps.clone();
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
    candidates.find(|id| apps.find_record(id).is_none()).unwrap_or_else(|| wanted.to_owned())
}
