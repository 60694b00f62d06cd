//! `GET /api/admin/app-definitions` and `…/{id}`: what apps can be instances of.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use vestibule_core::{
    code::ErrorCode,
    definition::Status,
    ids::{AppId, DefinitionId},
    origin::Origin,
    public_url::PublicUrl,
};
use vestibule_registry::{AppCatalogueEntry, Registry};

use crate::{
    AppState,
    api::{Admin, definitions::FaultyFile, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, assets, openapi::Endpoint},
};

/// An app definition in a list.
#[derive(Debug, Serialize, JsonSchema)]
struct AppDefinitionSummary {
    id: DefinitionId,
    name: String,
    /// Other words that people search it by.
    aliases: Vec<String>,
    /// Whether what it says is confirmed for the application.
    status: Status,
    /// Whether it is built in.
    official: bool,
    /// Its file.
    origin: Origin,
    /// The URL of its icon.
    icon_url: String,
    /// The page of the application's own documentation that it follows.
    homepage: String,
    /// The apps that are instances of it.
    apps: Vec<AppId>,
}

/// A page of app definitions, and every file with faults.
#[derive(Debug, Serialize, JsonSchema)]
struct AppDefinitions {
    #[serde(flatten)]
    page: Page<AppDefinitionSummary>,
    /// Files whose current version is not a valid app definition.
    faults: Vec<FaultyFile>,
}

/// An app definition with what it asks for.
#[derive(Debug, Serialize, JsonSchema)]
struct AppDefinitionDetails {
    #[serde(flatten)]
    summary: AppDefinitionSummary,
    /// The schema of `settings` of an app.
    settings_schema: Value,
    /// What an administrator does in the application, in Markdown, without the values of an app.
    guide: String,
}

pub(super) fn list_endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/app-definitions", list, |operation| {
        operation
            .named("listAppDefinitions", "List app definitions")
            .tag("administered apps")
            .admin()
            .paged()
            .json::<AppDefinitions>(StatusCode::OK, "By id, with the files that have faults.")
    })
}

pub(super) fn get_endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/app-definitions/{id}", get, |operation| {
        operation
            .named("getAppDefinition", "Get app definition")
            .tag("administered apps")
            .admin()
            .json::<AppDefinitionDetails>(StatusCode::OK, "The definition, with the schema of its settings.")
            .problem(ErrorCode::NotFound)
    })
}

impl AppDefinitionSummary {
    fn new(entry: &AppCatalogueEntry, registry: &Registry, public_url: &PublicUrl) -> Self {
        let definition = &entry.definition;
        let instances = registry.apps.records().filter(|record| record.definition() == definition.id);
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            aliases: definition.aliases.clone(),
            status: definition.status,
            official: entry.official,
            origin: entry.origin.clone(),
            icon_url: public_url.at(icon_of(entry)),
            homepage: definition.homepage.clone(),
            apps: instances.map(|record| record.id.clone()).collect(),
        }
    }
}

/// The path of a definition's icon.
pub(crate) fn icon_of(entry: &AppCatalogueEntry) -> String {
    assets::picture_or_icon(entry.icon.as_ref().map(|icon| icon.path.as_str()), entry.definition.icon.as_deref())
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Json<AppDefinitions>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor"])?;
    let registry = app.registry.load();
    let all: Vec<_> = registry.app_catalogue.iter().collect();
    let show = |entry: &_| AppDefinitionSummary::new(entry, &registry, &app.settings.public_url);
    let page = Page::of_slice(&all, &parameters, |entry| entry.definition.id.as_str(), |entry| show(entry))?;
    Ok(Json(AppDefinitions { page, faults: registry.app_catalogue.faults().iter().map(FaultyFile::from).collect() }))
}

async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<AppDefinitionDetails>, ApiError> {
    parameters.deny_unknown(&[])?;
    let registry = app.registry.load();
    let entry = id.parse().ok().and_then(|id| registry.app_catalogue.find(&id));
    let entry =
        entry.ok_or_else(|| ApiError::new(ErrorCode::NotFound).detail("There is no app definition with this id."))?;
    Ok(Json(AppDefinitionDetails {
        summary: AppDefinitionSummary::new(entry, &registry, &app.settings.public_url),
        settings_schema: entry.schema.as_json().clone(),
        guide: entry.definition.guide.clone(),
    }))
}
