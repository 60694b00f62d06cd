//! `/admin/registry`: what is in force, what is wrong with it, and reading it all again.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::code::ErrorCode;

use super::{
    super::{Forms, Frame, notice::Notice, render, texts::Provider},
    extract::{AdminForm, AdminPage},
    nodes::{NodeRow, node_rows},
    providers::FaultLine,
    shell::{Section, Shell, done, set},
};
use crate::{
    AppState,
    http::{api_error::ApiError, nodes},
};
use vestibule_core::routes::Route;

#[derive(Template)]
#[template(path = "admin/registry.html")]
struct RegistryPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Provider,
    generation: u64,
    refusal: Option<String>,
    official: usize,
    custom: usize,
    faults: Vec<Faulty>,
    /// The rules of forward-auth, as the configuration has them.
    rules: Vec<String>,
    /// Empty while there is one, with nothing wrong.
    nodes: Vec<NodeRow>,
}

/// A provider, an app or a file, and what is wrong with it.
struct Faulty {
    name: String,
    /// Its id, but for a file: names may be equal.
    id: Option<String>,
    /// Where it can be fixed, but for a file.
    url: Option<String>,
    faults: Vec<FaultLine>,
}

pub(super) async fn show(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let registry = app.registry.load();
    let (frame, shell) = set(&app, &request.headers, Section::Registry);
    let t = frame.language.provider();
    let providers = registry.slots.values().filter(|slot| !slot.faults.is_empty()).map(|slot| Faulty {
        name: slot.display_name.to_string(),
        id: Some(slot.id.to_string()),
        url: Some(Route::AdminProvider(&slot.id).path()),
        faults: slot.faults.iter().map(|fault| FaultLine::new(fault, slot.owner, t)).collect(),
    });
    let apps = registry.apps.faulty.iter().map(|faulty| Faulty {
        name: registry.apps.find_record(faulty.id.as_str()).map_or_else(
            || faulty.id.to_string(),
            |record| record.settings.display_name.clone().unwrap_or_else(|| faulty.id.to_string()),
        ),
        id: Some(faulty.id.to_string()),
        url: Some(Route::AdminApp(&faulty.id).path()),
        faults: faulty.violations.0.iter().map(|violation| FaultLine::of_violation(violation, t)).collect(),
    });
    let files = registry.catalogue.faults().iter().chain(registry.app_catalogue.faults()).map(|fault| Faulty {
        name: fault.path.display().to_string(),
        id: None,
        url: None,
        faults: fault.violations.0.iter().map(|violation| FaultLine::of_violation(violation, t)).collect(),
    });
    let rows = node_rows(&nodes::list(&app).await?, frame.language.admin());
    let custom = registry.catalogue.custom().count();
    let template = RegistryPage {
        t,
        frame,
        shell,
        generation: registry.generation,
        refusal: registry.refusal.as_deref().map(str::to_owned),
        official: registry.catalogue.ids().len() - custom,
        custom,
        faults: providers.chain(apps).chain(files).collect(),
        rules: registry.forward_auth.iter().map(ToString::to_string).collect(),
        nodes: rows,
    };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// `POST /admin/registry/reload`
pub(super) async fn reload(State(app): State<AppState>, _submitted: AdminForm) -> Result<Response, ApiError> {
    let report = app.registry.reload().await;
    report.ok_or_else(|| ApiError::new(ErrorCode::StorageUnavailable).log("the registry's writer is gone"))?;
    Ok(done(&app, Route::AdminRegistry, &Notice::Reloaded))
}
