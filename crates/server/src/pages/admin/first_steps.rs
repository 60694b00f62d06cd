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
};
use crate::{AppState, api::providers::load::load_all, http::api_error::ApiError};

/// Where somebody is on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Looks for a definition.
    Choose,
    /// Has one, and fills in its form.
    SwitchOn,
    /// A provider is switched on.
    SignIn,
}

/// The way as a list.
pub(super) struct Steps {
    pub(super) t: Setup,
    stage: Stage,
}

/// One step.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) done: bool,
    pub(super) current: bool,
}

impl Steps {
    pub(super) fn new(t: Setup, stage: Stage) -> Self {
        Self { t, stage }
    }

    pub(super) fn list(&self) -> [Step; 4] {
        let (t, reached) = (self.t, self.stage as usize + 1);
        let names = [t.step_administrator(), t.step_choose(), t.step_enable(), t.step_sign_in()];
        let mut number = 0..;
        names.map(|name| {
            let number = number.next().unwrap_or(reached);
            Step { name, done: number < reached, current: number == reached }
        })
    }
}

/// Whether no provider is enabled yet.
pub(super) fn pending(registry: &Registry) -> bool {
    !registry.slots.values().any(|slot| slot.enabled())
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::texts::Language;

    #[test]
    fn one_step_is_current_and_those_before_it_are_done() {
        for (stage, done) in [(Stage::Choose, 1), (Stage::SwitchOn, 2), (Stage::SignIn, 3)] {
            let steps = Steps::new(Language::english().setup(), stage).list();
            let shape: Vec<_> = steps.iter().map(|step| (step.done, step.current)).collect();
            let wanted: Vec<_> = (0..4).map(|number| (number < done, number == done)).collect();
            assert_eq!(shape, wanted, "{stage:?}");
        }
    }
}
