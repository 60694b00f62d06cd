//! The small forms of the list: switch and delete. What ends something is asked about first.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, ids::ProviderId};

use super::super::{
    super::{confirm::Question, form::Posted, notice::Notice, texts::Language},
    extract::AdminForm,
    listing::back_to,
    shell::done,
    steps,
};
use super::{sheet::Form, submit::refused};
use crate::{
    AppState,
    api::{
        providers::{delete::delete_provider, load::load, register::register_again, update::ProviderUpdate},
        revision::IfMatch,
    },
    http::{answer::see_other, api_error::ApiError},
};
use vestibule_core::routes::{Route, pattern};

/// `POST /admin/providers/{id}/switch`
pub(in crate::pages::admin) async fn switch(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let on = submitted.posted.find("enabled") == Some("true");
    let registry = app.registry.load();
    let found = load(&app, &registry, &id).await?;
    let (name, provider) = (found.name().to_owned(), found.record.id.clone());
    let place = match submitted.posted.find("page") {
        _ if on && steps::pending(&registry) => Route::AdminFirstSteps.path(),
        Some("provider") => Route::AdminProvider(&provider).path(),
        _ => back_to(&submitted.posted, pattern::AdminProviders),
    };
    found.into_row()?;
    if !on && let Some(response) = ask(&app, &submitted.posted, (&id, name.clone()), false).await? {
        return Ok(response);
    }
    let members = Map::from_iter([("enabled".to_owned(), Value::from(on))]);
    let update = ProviderUpdate { id: &id, if_match: &IfMatch::Any, patch: &members, force: false };
    if let Err(failure) = update.apply(&app, &submitted.admin).await {
        return not_enabled(&app, &submitted.posted, &id, failure).await;
    }
    Ok(done(&app, place, &Notice::ProviderSwitched(name, on)))
}

/// The question whether a provider may be disabled or deleted; `None` once it was answered with yes.
async fn ask(
    app: &AppState,
    posted: &Posted,
    (id, name): (&str, String),
    is_deletion: bool,
) -> Result<Option<Response>, ApiError> {
    let id: ProviderId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let t = Language::of(&posted.headers).confirm();
    let uses = app.store.count_provider_uses(&id).await?;
    let (title, about, yes) = match is_deletion {
        true => (t.delete_provider(name), t.delete_provider_about(), t.delete_provider_yes()),
        false => (t.disable_provider(name), t.disable_provider_about(), t.disable_provider_yes()),
    };
    let question = Question {
        title,
        consequences: vec![t.people(uses.people), t.sessions(uses.sessions), about.to_owned()],
        yes: yes.to_owned(),
        back: match is_deletion {
            true => Route::AdminProvider(&id).path(),
            false => back_to(posted, pattern::AdminProviders),
        },
        is_danger: true,
    };
    Ok(question.ask(app, posted))
}

/// The form of the provider; the list, when the text is no id.
fn provider_page(id: &str) -> String {
    id.parse().map_or_else(|_| Route::AdminProviders.path(), |id| Route::AdminProvider(&id).path())
}

/// What is incomplete cannot be switched on: its form, with what is missing at the fields.
async fn not_enabled(app: &AppState, posted: &Posted, id: &str, failure: ApiError) -> Result<Response, ApiError> {
    let language = Language::of(&posted.headers);
    let found = load(app, &app.registry.load(), id).await?;
    let form = Form::of_provider(app, &found, None, language)?;
    refused(app, &posted.headers, form, failure)
}

/// `POST /admin/providers/{id}/register`: the client once more; the page of the provider says what came of it.
pub(in crate::pages::admin) async fn register(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let found = register_again(&app, &submitted.admin, &id).await;
    let found = found.map_err(|failure| failure.try_again(provider_page(&id)))?;
    Ok(see_other(Route::AdminProvider(&found.record.id).path()))
}

/// `POST /admin/providers/{id}/delete`
pub(in crate::pages::admin) async fn delete(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let name = found.name().to_owned();
    found.into_row()?;
    if let Some(response) = ask(&app, &submitted.posted, (&id, name.clone()), true).await? {
        return Ok(response);
    }
    // The question says how many people are linked to it.
    let removed = delete_provider(&app, &submitted.admin, &id, &IfMatch::Any, true).await;
    removed.map_err(|failure| failure.try_again(provider_page(&id)))?;
    Ok(done(&app, Route::AdminProviders, &Notice::ProviderDeleted(name)))
}
