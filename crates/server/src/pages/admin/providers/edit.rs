//! The form of one provider, to be filled in: new from a definition, or as it is stored.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::HeaderMap;
use vestibule_core::{code::ErrorCode, settings::ProviderSettings};
use vestibule_registry::CatalogueEntry;

use super::{
    super::{
        super::{Forms, Frame, render, texts},
        extract::AdminPage,
        shell::{Section, Shell, set},
    },
    settings_fields,
    sheet::Form,
};
use crate::{AppState, api::providers::load::load, http::api_error::ApiError};

#[derive(Template)]
#[template(path = "admin/provider.html")]
struct ProviderPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: texts::Provider,
    /// Words of every form.
    f: texts::Form,
    form: Form,
}

/// `GET /admin/providers/new/{definition}`
pub(in crate::pages::admin) async fn new(
    State(app): State<AppState>,
    request: AdminPage,
    Path(definition): Path<String>,
) -> Result<Response, ApiError> {
    let entry = find_definition(&app, &definition)?;
    let language = texts::Language::of(&request.headers);
    let values = settings_fields::settings_values(&ProviderSettings::default());
    Ok(page(&app, &request.headers, Form::of_definition(&app, &entry, None, (&values, language))))
}

/// `GET /admin/providers/{id}`
pub(in crate::pages::admin) async fn show(
    State(app): State<AppState>,
    request: AdminPage,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let language = texts::Language::of(&request.headers);
    Ok(page(&app, &request.headers, Form::of_provider(&app, &found, None, language)?))
}

pub(super) fn find_definition(app: &AppState, id: &str) -> Result<Arc<CatalogueEntry>, ApiError> {
    let found = id.parse().ok().and_then(|id| app.registry.load().catalogue.find(&id).cloned());
    found.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The page of a form.
pub(super) fn page(app: &AppState, headers: &HeaderMap, form: Form) -> Response {
    let (frame, shell) = set(app, headers, Section::Providers);
    let template =
        ProviderPage { t: frame.language.provider(), f: frame.language.form(), frame, shell: shell.at_a_form(), form };
    // A test sign-in leads to the upstream.
    let response = render(app, &template, Forms::Leave);
    template.shell.take_notice(app, response)
}
