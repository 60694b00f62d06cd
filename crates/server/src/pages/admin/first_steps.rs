//! The first steps: from an administrator to people who sign in. The pages about providers say where one is, until the
//! first provider is switched on; then `/admin/first-steps` says what next.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::ids::ProviderId;
use vestibule_core::routes::Route;
use vestibule_registry::Registry;

use super::{
    super::{Forms, Frame, render, texts::Setup},
    extract::AdminPage,
    providers::{icon_of, state_words},
    shell::{Section, Shell, set},
    steps::{Stage, Steps, pending},
};
use crate::{AppState, api::providers::load::load_all, http::api_error::ApiError};

/// Where a new administrator goes on: to the catalogue, unless the configuration has providers.
pub(crate) fn begin(registry: &Registry) -> Route<'static> {
    if pending(registry) { Route::AdminCatalogue } else { Route::AdminFirstSteps }
}

#[derive(Template)]
#[template(path = "admin/first_steps.html")]
struct FirstStepsPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Setup,
    rows: Vec<Row>,
    steps: Steps,
    /// Whether somebody can sign in by one of them now.
    ready: bool,
    login_url: String,
}

/// A provider that is switched on.
struct Row {
    id: ProviderId,
    name: String,
    icon: String,
    state: &'static str,
    class: &'static str,
    fault: Option<String>,
}

/// `GET /admin/first-steps`
pub(super) async fn show(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let (frame, shell) = set(&app, &request.headers, Section::Providers);
    let (t, words, registry) = (frame.language.setup(), frame.language.provider(), app.registry.load());
    let all = load_all(&app, &registry).await?;
    let on = all.iter().filter(|found| found.record.settings.enabled).map(|found| {
        let (state, class) = state_words(found, words);
        Row {
            id: found.record.id.clone(),
            name: found.name().to_owned(),
            icon: icon_of(found),
            state,
            class,
            fault: found.slot.as_ref().and_then(|slot| slot.faults.first()).map(|fault| fault.detail.clone()),
        }
    });
    let rows: Vec<_> = on.collect();
    let template = FirstStepsPage {
        steps: Steps::new(t, if rows.is_empty() { Stage::Choose } else { Stage::SignIn }),
        ready: !registry.login_providers.is_empty(),
        login_url: app.settings.public_url.at(Route::Login),
        frame,
        shell: shell.without_steps(),
        t,
        rows,
    };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}
