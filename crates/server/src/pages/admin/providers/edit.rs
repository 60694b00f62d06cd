//! The form of one provider: new from a definition, or as it is stored; with its guide, its dry run, and whatever the
//! admin API's rules say about what was entered.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use vestibule_core::routes::Route;
use vestibule_core::{code::ErrorCode, settings::ProviderSettings};
use vestibule_registry::{CatalogueEntry, Registry};
use vestibule_store::StoredProvider;

use super::{
    super::{
        super::{Forms, Frame, form::Posted, notice::Notice, render, texts},
        extract::{AdminForm, AdminPage},
        shell::{Section, Shell, done, set},
        steps,
    },
    fields, members,
    report::Report,
    settings_fields,
    sheet::{Form, Problem},
};
use crate::{
    AppState,
    api::{
        providers::{
            create::create_provider,
            load::{LoadedProvider, load},
            provider_request::ProviderRequest,
            update::ProviderUpdate,
        },
        revision::IfMatch,
    },
    http::api_error::ApiError,
    sign_in::test_sign_in,
};

#[derive(Template)]
#[template(path = "admin/provider.html")]
struct ProviderPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: texts::Provider,
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

/// `POST /admin/providers/new/{definition}`: adds it, or tries it and saves nothing.
pub(in crate::pages::admin) async fn create(
    State(app): State<AppState>,
    Path(definition): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let (entry, before) = (find_definition(&app, &definition)?, app.registry.load());
    let (posted, language) = (&submitted.posted, texts::Language::of(&submitted.posted.headers));
    let sent = members::create(posted, &entry);
    if posted.find("action") == Some("inspect") {
        let request = ProviderRequest::create(&sent, &app.registry.load().catalogue);
        return Ok(inspected(
            request.and_then(|request| request.validate(|record| app.registry.preview(record).check())),
        ));
    }
    let values = members::values(posted, Some(&entry));
    let mut form = Form::of_definition(&app, &entry, posted.find("id"), (&values, language));
    if posted.find("action") == Some("sign-in") {
        let request = ProviderRequest::create(&sent, &app.registry.load().catalogue);
        return match request.and_then(|request| request.validate_itself().map(|()| request.record)) {
            Ok(record) => test_sign_in::start(&app, &posted.headers, record).await,
            Err(failure) => answer(&app, posted, form, Some(failure)),
        };
    }
    let refused = if posted.find("action") == Some("test") {
        match ProviderRequest::create(&sent, &app.registry.load().catalogue) {
            Ok(request) => {
                form.tried(&app, &request, language.provider()).await;
                None
            }
            Err(failure) => Some(failure),
        }
    } else {
        match create_provider(&app, &submitted.admin, &sent).await {
            Ok(found) => return Ok(saved(&app, &found, &before)),
            Err(failure) => Some(failure),
        }
    };
    answer(&app, posted, form, refused)
}

/// `GET /admin/providers/{id}`
pub(in crate::pages::admin) async fn show(
    State(app): State<AppState>,
    request: AdminPage,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let language = texts::Language::of(&request.headers);
    Ok(page(&app, &request.headers, Form::of_provider(&app, &found, None, language)))
}

/// `POST /admin/providers/{id}`: saves it, or tries it and saves nothing.
pub(in crate::pages::admin) async fn save(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let registry = app.registry.load();
    let found = load(&app, &registry, &id).await?;
    let (posted, language) = (&submitted.posted, texts::Language::of(&submitted.posted.headers));
    let entry = found.definition.as_deref();
    let test = posted.find("action") == Some("test");
    let settings = Some(&*found.record.settings);
    if let (Some("inspect"), Some(row)) = (posted.find("action"), &found.row) {
        let request = ProviderRequest::patch(row, &members::patch(posted, entry, settings), &registry.catalogue);
        return Ok(inspected(
            request.and_then(|request| request.validate(|record| app.registry.preview(record).check())),
        ));
    }
    if found.row.is_none() && posted.find("action") == Some("sign-in") {
        return test_sign_in::start(&app, &posted.headers, (*found.record).clone()).await;
    }
    if found.row.is_none() && test {
        let mut form = Form::of_provider(&app, &found, None, language);
        form.report = Some(Report::new(app.registry.check(&found.record).await, language.provider()));
        return Ok(page(&app, &posted.headers, form));
    }
    let mut form = Form::of_provider(&app, &found, Some(&members::values(posted, entry)), language);
    let tries = test || posted.find("action") == Some("sign-in");
    let refused = match (tries, entry, &found.row) {
        (true, Some(entry), Some(row)) => match trial(posted, entry, &found, row, &registry) {
            Ok(request) if !test => return test_sign_in::start(&app, &posted.headers, request.record).await,
            Ok(request) => {
                form.tried(&app, &request, language.provider()).await;
                None
            }
            Err(failure) => Some(failure),
        },
        _ => {
            let revision = posted.find("revision").and_then(|text| text.parse().ok());
            let if_match = revision.map_or(IfMatch::Any, |revision| IfMatch::Revisions(vec![revision]));
            let patch = members::patch(posted, entry, settings);
            let update = ProviderUpdate { id: &id, if_match: &if_match, patch: &patch, force: false };
            match update.apply(&app, &submitted.admin).await {
                Ok(found) => return Ok(saved(&app, &found, &registry)),
                Err(failure) => Some(failure),
            }
        }
    };
    answer(&app, posted, form, refused)
}

/// The provider as the form describes it, valid by itself.
fn trial(
    posted: &Posted,
    entry: &CatalogueEntry,
    found: &LoadedProvider,
    row: &StoredProvider,
    registry: &Registry,
) -> Result<ProviderRequest, ApiError> {
    let stored: Vec<String> = row.secrets.keys().cloned().collect();
    let sent = members::trial(posted, entry, (found.record.id.as_str(), &found.record.settings), &stored);
    let request = ProviderRequest::check_of(&sent, &registry.catalogue, Some(row))?;
    request.validate_itself()?;
    Ok(request)
}

/// What the rules say about the form as it is: field by field, for a page that asks while somebody types.
fn inspected(checked: Result<(), ApiError>) -> Response {
    let mut errors = BTreeMap::new();
    for violation in checked.err().iter().flat_map(|failure| &failure.violations.0) {
        if let Some(field) = fields::field_name(&violation.pointer) {
            errors.entry(field).or_insert_with(|| fields::in_field(violation));
        }
    }
    Json(errors).into_response()
}

fn find_definition(app: &AppState, id: &str) -> Result<Arc<CatalogueEntry>, ApiError> {
    let found = id.parse().ok().and_then(|id| app.registry.load().catalogue.find(&id).cloned());
    found.ok_or_else(|| ErrorCode::NotFound.into())
}

/// Back to the provider; with the first one that is switched on, to what comes next. `before` is the registry without it.
fn saved(app: &AppState, found: &LoadedProvider, before: &Registry) -> Response {
    let id = &found.record.id;
    let place = match steps::pending(before) && found.record.settings.enabled {
        true => Route::AdminFirstSteps,
        false => Route::AdminProvider(id),
    };
    done(app, place, &Notice::ProviderSaved(id.to_string()))
}

fn page(app: &AppState, headers: &HeaderMap, form: Form) -> Response {
    let (frame, shell) = set(app, headers, Section::Providers);
    let template = ProviderPage { t: frame.language.provider(), frame, shell: shell.at_a_form(), form };
    // A test sign-in leads to the upstream.
    let response = render(app, &template, Forms::Leave);
    template.shell.take_notice(app, response)
}

/// The form again, with what was refused at the fields. What is not about the form is an answer of its own.
fn answer(app: &AppState, posted: &Posted, mut form: Form, refused: Option<ApiError>) -> Result<Response, ApiError> {
    let Some(failure) = refused else { return Ok(page(app, &posted.headers, form)) };
    if failure.status >= 500 {
        return Err(failure);
    }
    let rest = fields::place(&failure.violations, &mut form.credentials, &mut form.groups);
    let title = texts::title(failure.code, texts::Language::of(&posted.headers));
    form.problem = Some(Problem { title, detail: failure.detail.clone(), rest });
    let mut response = page(app, &posted.headers, form);
    *response.status_mut() = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(response)
}
