//! `GET /api/admin/definitions/{id}`: a definition, with its setup guide for a new provider.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use vestibule_core::{code::ErrorCode, definition::Definition, ids::ProviderId, origin::Origin, routes::Route};

use super::{definition::DefinitionSummary, find::find, guide};
use crate::{
    AppState,
    api::{
        Admin,
        query::{QueryParameters, invalid},
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/definitions/{id}", get, |operation| {
        let id = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
        operation
            .named("getDefinition", "Get definition")
            .tag("definitions")
            .admin()
            .query("provider", "The id of the provider whose URLs the guide shows.", id)
            .json::<DefinitionDetails>(StatusCode::OK, "The definition and its guide, with our URLs filled in.")
            .problem(ErrorCode::NotFound)
    })
}

/// A definition with its setup guide.
#[derive(Debug, Serialize, JsonSchema)]
struct DefinitionDetails {
    #[serde(flatten)]
    summary: DefinitionSummary,
    /// The setup steps at the upstream, in Markdown, with our URLs filled in.
    guide: Option<String>,
    /// The callback URL to register at the upstream.
    callback_url: String,
    /// The post-logout URL to register at the upstream.
    post_logout_url: String,
    /// The URL of the schema of its credentials.
    credentials_schema_url: String,
    /// The content of its file.
    document: Definition,
    /// The origin of each value, by JSON pointer into `document`; a list is one value.
    origins: BTreeMap<String, Origin>,
}

/// The URLs are for the provider id in `provider`, or for the id of the definition.
async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<DefinitionDetails>, ApiError> {
    parameters.deny_unknown(&["provider"])?;
    let registry = app.registry.load();
    let entry = find(&registry, &id)?;
    let document = Definition::clone(&entry.definition);
    let provider: ProviderId = match parameters.find("provider") {
        Some(text) => text.parse().map_err(|_| invalid("`provider` is not a valid provider id."))?,
        None => document.id.clone().into(),
    };
    let public_url = &app.settings.public_url;
    Ok(Json(DefinitionDetails {
        summary: DefinitionSummary::new(&entry, &registry, public_url),
        guide: document.guide.as_deref().map(|text| guide::fill(text, public_url, &provider)),
        callback_url: public_url.callback(&provider),
        post_logout_url: public_url.as_str().to_owned(),
        credentials_schema_url: public_url.at(Route::ApiCredentialsSchema(&document.id)),
        document,
        origins: entry.values().into_iter().map(|(pointer, effective)| (pointer, effective.origin)).collect(),
    }))
}
