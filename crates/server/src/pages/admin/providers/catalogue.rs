//! `GET /admin/providers/new`: the catalogue in groups, with a search that needs no script.

use askama::Template;
use axum::{extract::State, response::Response};
use serde_json::Value;
use vestibule_core::{
    definition::{Category, Status},
    ids::DefinitionId,
};
use vestibule_registry::CatalogueEntry;

use super::{
    super::{
        super::{Forms, Frame, render, texts::Provider},
        extract::AdminPage,
        shell::{Section, Shell, set},
    },
    guide,
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
    groups: Vec<Group>,
}

/// Definitions of one kind.
struct Group {
    title: &'static str,
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
    /// What has to be entered: the titles of its credentials.
    needs: String,
    /// Where one gets that: the first link of the guide, and its text.
    place: Option<(String, String)>,
}

pub(in crate::pages::admin) async fn catalogue(State(app): State<AppState>, request: AdminPage) -> Response {
    let (frame, shell) = set(&app, &request.headers, Section::Providers);
    let t = frame.language.provider();
    let query = request.find("q").unwrap_or_default();
    let registry = app.registry.load();
    let mut found: Vec<_> = registry.catalogue.iter().filter(|entry| entry.definition.matches(query)).collect();
    // Pocket ID is what most people who host things themselves have.
    found
        .sort_by_cached_key(|entry| (entry.definition.id.as_str() != "pocketid", entry.definition.name.to_lowercase()));
    let group = |category: Option<Category>, title| {
        let of_category = found.iter().filter(|entry| entry.definition.category == category);
        Group { title, entries: of_category.map(|entry| Entry::new(entry)).collect() }
    };
    let groups = [
        group(Some(Category::SelfHosted), t.category_self_hosted()),
        group(Some(Category::Companies), t.category_companies()),
        group(Some(Category::People), t.category_people()),
        group(None, t.category_others()),
    ];
    let groups = groups.into_iter().filter(|group| !group.entries.is_empty()).collect();
    let template = CataloguePage { t, frame, shell, query, groups };
    render(&app, &template, Forms::StayHere)
}

impl Entry {
    fn new(entry: &CatalogueEntry) -> Self {
        let definition = &entry.definition;
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            icon: assets::icon_of_definition(entry),
            protocol: entry.protocol.label,
            official: entry.official,
            unconfirmed: definition.status == Status::Unconfirmed,
            aliases: definition.aliases.join(" "),
            needs: needs(entry),
            place: definition.guide.as_deref().and_then(guide::first_link),
        }
    }
}

/// The titles of the credentials that an administrator has to enter.
fn needs(entry: &CatalogueEntry) -> String {
    let schema = entry.schema.as_json();
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let asked = required.filter(|name| schema["properties"][name].get("const").is_none());
    asked.map(|name| schema["properties"][name]["title"].as_str().unwrap_or(name)).collect::<Vec<_>>().join(", ")
}
