//! `GET /admin/search?q=`: pages, people, providers and apps whose name or id has the text. A page of its own without a
//! script; with one, the same answer in a dialog (Ctrl K).

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::routes::{Route, pattern};
use vestibule_store::{User, UserFilter};

use super::{
    super::{Forms, Frame, render},
    apps,
    extract::AdminPage,
    listing::has,
    providers,
    shell::{Section, Shell, set},
};
use crate::{
    AppState,
    api::{apps::load::load_all as load_apps, providers::load::load_all as load_providers},
    http::api_error::ApiError,
};

/// Who has asked for access.
pub(super) const ACCESS_REQUESTS: &str = "/admin/audit?event=access_requested";
/// So many of each kind are shown.
const MOST: usize = 8;

#[derive(Template)]
#[template(path = "admin/search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    query: &'a str,
    groups: Vec<Group>,
}

/// What was found of one kind.
struct Group {
    name: &'static str,
    found: Vec<Found>,
    /// The whole list, narrowed to the text, where not all of them are shown.
    more: Option<String>,
}

struct Found {
    name: String,
    /// What tells it from others with the same name.
    about: String,
    icon: Option<String>,
    url: String,
}

pub(super) async fn show(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let query = request.find("q").unwrap_or_default();
    let (frame, shell) = set(&app, &request.headers, Section::Search);
    let mut groups = vec![pages(&shell, query)];
    if !query.is_empty() {
        let t = shell.t;
        groups.push(people(&app, query, t.users()).await?);
        groups.push(found_providers(&app, query, t.providers()).await?);
        groups.push(found_apps(&app, query, t.apps()).await?);
    }
    groups.retain(|group| !group.found.is_empty());
    Ok(render(&app, &SearchPage { frame, shell, query, groups }, Forms::StayHere))
}

fn pages(shell: &Shell, query: &str) -> Group {
    let t = shell.t;
    let rail = shell.entries().into_iter().map(|entry| (entry.name, entry.url));
    let others = [
        (t.add_provider(), pattern::AdminCatalogue),
        (t.add_app(), pattern::AdminAppCatalogue),
        (t.access_requests(), ACCESS_REQUESTS),
    ];
    let all = rail.chain(others).filter(|(name, url)| has(query, &[name, url]));
    let found =
        all.map(|(name, url)| Found { name: name.to_owned(), about: String::new(), icon: None, url: url.to_owned() });
    Group { name: t.pages(), found: found.collect(), more: None }
}

async fn people(app: &AppState, query: &str, name: &'static str) -> Result<Group, ApiError> {
    let filter = UserFilter { text: Some(query.to_owned()), limit: MOST as u32 + 1, ..UserFilter::default() };
    let users = app.store.list_users(&filter).await?;
    let more = users.len() > MOST;
    let found = |user: User| {
        let email = app.access(&user).email.map(|email| email.address.as_str().to_owned());
        Found {
            about: [Some(user.username.clone()), email].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            url: Route::AdminUser(&user.id).path(),
            name: user.name.unwrap_or(user.username),
            icon: None,
        }
    };
    Ok(group(name, users.into_iter().take(MOST).map(found).collect(), more.then_some(Route::AdminUsers), query))
}

async fn found_providers(app: &AppState, query: &str, name: &'static str) -> Result<Group, ApiError> {
    let all = load_providers(app, &app.registry.load()).await?;
    let mut found = Vec::new();
    for one in all.iter().filter(|one| has(query, &[one.name(), one.record.id.as_str()])) {
        let url = Route::AdminProvider(&one.record.id).path();
        let about = one.record.id.to_string();
        found.push(Found { name: one.name().to_owned(), about, icon: Some(providers::icon_of(one)), url });
    }
    let more = found.len() > MOST;
    found.truncate(MOST);
    Ok(group(name, found, more.then_some(Route::AdminProviders), query))
}

async fn found_apps(app: &AppState, query: &str, name: &'static str) -> Result<Group, ApiError> {
    let all = load_apps(app, &app.registry.load()).await?;
    let mut found = Vec::new();
    for one in all.iter().filter(|one| has(query, &[one.name(), one.record.id.as_str(), one.client_id()])) {
        let url = Route::AdminApp(&one.record.id).path();
        let about = one.record.id.to_string();
        found.push(Found { name: one.name().to_owned(), about, icon: Some(apps::icon_of(one)), url });
    }
    let more = found.len() > MOST;
    found.truncate(MOST);
    Ok(group(name, found, more.then_some(Route::AdminApps), query))
}

fn group(name: &'static str, found: Vec<Found>, list: Option<Route<'_>>, query: &str) -> Group {
    Group { name, found, more: list.map(|list| list.with_query([("q", query)])) }
}
