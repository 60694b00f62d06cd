//! `GET /admin/apps/new`: the definitions, with a search that needs no script.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{definition::Status, ids::DefinitionId};
use vestibule_registry::AppCatalogueEntry;

use super::super::{
    super::{Forms, Frame, render, texts::AppAdmin},
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::{AppState, api::apps::definitions::icon_of};

#[derive(Template)]
#[template(path = "admin/app_catalogue.html")]
struct CataloguePage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: AppAdmin,
    query: &'a str,
    entries: Vec<Entry>,
}

struct Entry {
    id: DefinitionId,
    name: String,
    icon: String,
    official: bool,
    unconfirmed: bool,
    /// What the search in the browser looks at in addition to the text.
    aliases: String,
    homepage: String,
}

pub(in crate::pages::admin) async fn catalogue(State(app): State<AppState>, request: AdminPage) -> Response {
    let (frame, shell) = set(&app, &request.headers, Section::Apps);
    let query = request.find("q").unwrap_or_default();
    let registry = app.registry.load();
    let found = registry.app_catalogue.iter().filter(|entry| entry.definition.matches(query));
    let mut found: Vec<_> = found.collect();
    // Those that fit any application come last.
    found.sort_by_cached_key(|entry| {
        (entry.definition.id.as_str().starts_with("openid"), entry.definition.name.to_lowercase())
    });
    let entries = found.into_iter().map(|entry| Entry::new(entry)).collect();
    let template = CataloguePage { t: frame.language.app_admin(), frame, shell, query, entries };
    render(&app, &template, Forms::StayHere)
}

impl Entry {
    fn new(entry: &AppCatalogueEntry) -> Self {
        let definition = &entry.definition;
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            icon: icon_of(entry),
            official: entry.official,
            unconfirmed: definition.status == Status::Unconfirmed,
            aliases: definition.aliases.join(" "),
            homepage: definition.homepage.clone(),
        }
    }
}
