//! `GET /api/admin/definitions/{id}`: one definition, with its guide for the provider that is to be made.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use vestibule_core::{definition::Definition, ids::ProviderId, origin::Origin, routes::Route};

use super::{definition::DefinitionSummary, find, guide};
use crate::{
    AppState,
    api::{
        Admin,
        query::{Parameters, invalid},
    },
    http::api_error::ApiError,
};

/// One definition.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct DefinitionDetails {
    #[serde(flatten)]
    summary: DefinitionSummary,
    /// What the administrator does at the upstream, in Markdown, with our URLs filled in.
    guide: Option<String>,
    /// The callback URL to register at the upstream.
    callback_url: String,
    /// The post-logout URL to register at the upstream.
    post_logout_url: String,
    /// Where the schema of its credentials is.
    credentials_schema_url: String,
    /// Everything that its file says.
    document: Definition,
    /// Where each value of it comes from, by its JSON pointer into `document`; a list is one value.
    origins: BTreeMap<String, Origin>,
}

/// The URLs are those of a provider with the id in `provider`, or with the definition's own id.
pub(crate) async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<DefinitionDetails>, ApiError> {
    parameters.only(&["provider"])?;
    let registry = app.registry.load();
    let entry = find(&registry, &id)?;
    let document = Definition::clone(&entry.definition);
    let provider: ProviderId = match parameters.find("provider") {
        Some(text) => text.parse().map_err(|_| invalid("`provider` is not an id of a provider."))?,
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
