//! `GET /admin/providers/new`: the catalogue, with a search that needs no script.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{definition::Status, ids::DefinitionId};

use super::super::{
    super::{Forms, Frame, render, texts::Provider},
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::AppState;
use crate::http::assets;

#[derive(Template)]
#[template(path = "admin/catalogue.html")]
struct CataloguePage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Provider,
    query: &'a str,
    entries: Vec<Entry>,
}

struct Entry {
    id: DefinitionId,
    name: String,
    icon: String,
    protocol: &'static str,
    official: bool,
    unconfirmed: bool,
    /// What the search in the browser looks at in addition to the text.
    aliases: String,
}

pub(in crate::pages::admin) async fn catalogue(State(app): State<AppState>, request: AdminPage) -> Response {
    let (frame, shell) = set(&app, &request.headers, Section::Providers);
    let query = request.find("q").unwrap_or_default();
    let registry = app.registry.load();
    let found = registry.catalogue.iter().filter(|entry| entry.definition.matches(query)).map(|entry| Entry {
        id: entry.definition.id.clone(),
        name: entry.definition.name.clone(),
        icon: assets::icon_of_definition(entry),
        protocol: entry.protocol.label,
        official: entry.official,
        unconfirmed: entry.definition.status == Status::Unconfirmed,
        aliases: entry.definition.aliases.join(" "),
    });
    let mut entries: Vec<_> = found.collect();
    // Pocket ID is what most people who host things themselves have.
    entries.sort_by_key(|entry| (entry.id.as_str() != "pocketid", entry.name.to_lowercase()));
    let template = CataloguePage { t: frame.language.provider(), frame, shell, query, entries };
    render(&app, &template, Forms::StayHere)
}
