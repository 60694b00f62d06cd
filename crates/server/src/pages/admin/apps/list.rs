//! `GET /admin/apps`: all apps, each with its switch, its state and what is wrong.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{ids::AppId, natural_order::natural_key, routes::pattern};

use super::super::{
    super::{Forms, Frame, render, texts::AppAdmin},
    extract::AdminPage,
    listing::{Column, Listing, has},
    providers::FaultLine,
    shell::{Section, Shell, set},
};
use crate::{
    AppState,
    api::apps::load::{LoadedApp, LoadedAppState, load_all},
    http::{api_error::ApiError, assets},
};

#[derive(Template)]
#[template(path = "admin/apps.html")]
struct AppsPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: AppAdmin,
    listing: Listing,
    columns: [Column; 2],
    /// What the list can be narrowed to.
    states: [(&'static str, &'static str); 3],
    /// Whether there is no app at all.
    none_yet: bool,
    rows: Vec<Row>,
}

struct Row {
    id: AppId,
    name: String,
    icon: String,
    definition: String,
    client_id: String,
    enabled: bool,
    state: &'static str,
    class: &'static str,
    faults: Vec<FaultLine>,
    /// Where the configuration has it; none for one that administrators own.
    place: Option<String>,
}

pub(in crate::pages::admin) async fn list(
    State(app): State<AppState>,
    request: AdminPage,
) -> Result<Response, ApiError> {
    let (frame, shell) = set(&app, &request.headers, Section::Apps);
    let (t, words) = (frame.language.app_admin(), frame.language.provider());
    let mut listing = Listing::read(&request, pattern::AdminApps, &["name", "state"]);
    let all = load_all(&app, &app.registry.load()).await?;
    let row = |found: &LoadedApp| {
        let record = &found.record;
        let (state, class) = state_words(found, t);
        Row {
            id: record.id.clone(),
            name: found.name().to_owned(),
            icon: icon_of(found),
            definition: record.definition().to_string(),
            client_id: found.client_id().to_owned(),
            enabled: record.settings.enabled,
            state,
            class,
            faults: found.faults().map(|violation| FaultLine::of_violation(violation, words)).collect(),
            place: found.row.is_none().then(|| record.origin("").map(ToString::to_string).unwrap_or_default()),
        }
    };
    let rows: Vec<_> = listing.part(arrange(&all, &listing)).into_iter().map(row).collect();
    let template = AppsPage {
        columns: [listing.column("name", shell.t.name()), listing.column("state", shell.t.state())],
        states: [("ready", t.ready()), ("faulted", t.faulted()), ("disabled", t.disabled())],
        none_yet: all.is_empty(),
        rows,
        listing,
        t,
        frame,
        shell,
    };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// Those that the list is narrowed to, in its order: by name, where nothing else is wanted.
fn arrange<'a>(all: &'a [LoadedApp], listing: &Listing) -> Vec<&'a LoadedApp> {
    let (query, wanted) = (listing.filter("q"), listing.filter("state"));
    let is_wanted = |found: &&LoadedApp| wanted.is_empty() || state_name(found) == wanted;
    let has_text = |found: &&LoadedApp| has(query, &[found.name(), found.record.id.as_str(), found.client_id()]);
    let mut found: Vec<_> = all.iter().filter(is_wanted).filter(has_text).collect();
    found.sort_by_cached_key(|found| natural_key(found.name()));
    if let Some(("state", _)) = listing.sort() {
        found.sort_by_key(|found| state_name(found));
    }
    if listing.sort().is_some_and(|(_, backwards)| backwards) {
        found.reverse();
    }
    found
}

/// The state as a filter names it.
fn state_name(found: &LoadedApp) -> &'static str {
    match found.state() {
        LoadedAppState::Ready => "ready",
        LoadedAppState::Faulted => "faulted",
        LoadedAppState::Disabled => "disabled",
    }
}

/// The state in words, and the class of its tag.
pub(super) fn state_words(found: &LoadedApp, t: AppAdmin) -> (&'static str, &'static str) {
    match found.state() {
        LoadedAppState::Ready => (t.ready(), "good"),
        LoadedAppState::Faulted => (t.faulted(), "bad"),
        LoadedAppState::Disabled => (t.disabled(), "plain"),
    }
}

/// The icon of an app: the one that its settings choose, else that of its definition.
pub(in crate::pages::admin) fn icon_of(found: &LoadedApp) -> String {
    let picture = found.entry.as_ref().and_then(|entry| entry.icon.as_ref()).map(|icon| icon.path.as_str());
    let of_definition = found.entry.as_ref().and_then(|entry| entry.definition.icon.as_deref());
    match found.record.settings.icon.as_deref() {
        Some(chosen) => assets::icon(Some(chosen)),
        None => assets::picture_or_icon(picture, of_definition),
    }
}
