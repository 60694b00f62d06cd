//! `GET /admin/providers`: all providers in the order of their buttons, each with its switch, its state and what is wrong.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{ids::ProviderId, natural_order::natural_key, routes::pattern};

use super::{
    super::{
        super::{Forms, Frame, render, texts::Provider},
        extract::AdminPage,
        listing::{Column, Listing, has},
        shell::{Section, Shell, set},
    },
    faults::FaultLine,
    locked,
};
use crate::http::assets;
use crate::{
    AppState,
    api::providers::{
        load::{LoadedProvider, load_all},
        provider::{ProviderState, state},
    },
    http::api_error::ApiError,
};

#[derive(Template)]
#[template(path = "admin/providers.html")]
struct ProvidersPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Provider,
    listing: Listing,
    columns: [Column; 2],
    /// What the list can be narrowed to.
    states: [(&'static str, &'static str); 4],
    /// Whether there is no provider at all.
    none_yet: bool,
    /// The whole order as it is shown here: a list that is older changes nothing by itself.
    seen: String,
    rows: Vec<Row>,
}

struct Row {
    id: ProviderId,
    name: String,
    icon: String,
    /// `OIDC`, where the definition is there.
    protocol: Option<&'static str>,
    official: bool,
    enabled: bool,
    state: &'static str,
    class: &'static str,
    /// Whether an older version than the saved one serves.
    older: bool,
    faults: Vec<FaultLine>,
    /// Where the configuration has it; none for one that administrators own.
    place: Option<String>,
    /// Its key in the configuration.
    key: String,
    /// Whether there is a row above and below that it can change places with.
    can_move: (bool, bool),
}

pub(in crate::pages::admin) async fn list(
    State(app): State<AppState>,
    request: AdminPage,
) -> Result<Response, ApiError> {
    let (frame, shell) = set(&app, &request.headers, Section::Providers);
    let t = frame.language.provider();
    let mut listing = Listing::read(&request, pattern::AdminProviders, &["name", "state"]);
    let all = load_all(&app, &app.registry.load()).await?;
    let own = own_order(&all);
    let row = |found: &LoadedProvider| {
        let position = own.iter().position(|id| *id == found.record.id);
        let mut row = Row::new(found, t);
        row.can_move = position.map_or((false, false), |at| (at > 0, at + 1 < own.len()));
        row
    };
    let rows: Vec<_> = listing.part(arrange(&all, &listing)).into_iter().map(row).collect();
    let template = ProvidersPage {
        columns: [listing.column("name", shell.t.name()), listing.column("state", shell.t.state())],
        states: [
            ("ready", t.ready()),
            ("resolving", t.resolving()),
            ("faulted", t.faulted()),
            ("disabled", t.disabled()),
        ],
        none_yet: all.is_empty(),
        seen: joined(&own),
        rows,
        listing,
        t,
        frame,
        shell,
    };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// Those that the list is narrowed to, in its order.
fn arrange<'a>(all: &'a [LoadedProvider], listing: &Listing) -> Vec<&'a LoadedProvider> {
    let (query, wanted) = (listing.filter("q"), listing.filter("state"));
    let is_wanted = |found: &&LoadedProvider| wanted.is_empty() || state_name(found) == wanted;
    let has_text = |found: &&LoadedProvider| has(query, &[found.name(), found.record.id.as_str()]);
    let mut found: Vec<_> = all.iter().filter(is_wanted).filter(has_text).collect();
    match listing.sort() {
        Some(("name", _)) => found.sort_by_cached_key(|found| natural_key(found.name())),
        Some(("state", _)) => found.sort_by_key(|found| state_name(found)),
        _ => {}
    }
    if listing.sort().is_some_and(|(_, backwards)| backwards) {
        found.reverse();
    }
    found
}

/// The state as a filter names it.
fn state_name(found: &LoadedProvider) -> &'static str {
    match state(found) {
        ProviderState::Ready => "ready",
        ProviderState::Resolving => "resolving",
        ProviderState::Faulted => "faulted",
        ProviderState::Disabled => "disabled",
    }
}

/// Those that administrators own, in the order of the buttons.
pub(super) fn own_order(all: &[LoadedProvider]) -> Vec<ProviderId> {
    all.iter().filter(|found| found.row.is_some()).map(|found| found.record.id.clone()).collect()
}

/// An order as a form holds it.
pub(super) fn joined(ids: &[ProviderId]) -> String {
    ids.iter().map(ProviderId::as_str).collect::<Vec<_>>().join(",")
}

/// The state in words, and the class of its tag.
pub(in crate::pages::admin) fn state_words(found: &LoadedProvider, t: Provider) -> (&'static str, &'static str) {
    match state(found) {
        ProviderState::Ready => (t.ready(), "good"),
        ProviderState::Resolving => (t.resolving(), "warn"),
        ProviderState::Faulted => (t.faulted(), "bad"),
        ProviderState::Disabled => (t.disabled(), "plain"),
    }
}

/// Whether the version that serves is not the one that was saved last: that one cannot be used.
pub(super) fn serves_older(found: &LoadedProvider) -> bool {
    let slot = found.slot.as_ref().filter(|slot| slot.ready().is_some());
    slot.is_some_and(|slot| !slot.faults.is_empty())
}

/// The icon on the button of a provider.
pub(in crate::pages::admin) fn icon_of(found: &LoadedProvider) -> String {
    assets::choose_icon(found.record.settings.icon.as_deref(), found.definition.as_deref())
}

impl Row {
    fn new(found: &LoadedProvider, t: Provider) -> Self {
        let record = &found.record;
        let (state, class) = state_words(found, t);
        Self {
            id: record.id.clone(),
            name: found.name().to_owned(),
            icon: icon_of(found),
            protocol: found.definition.as_ref().map(|entry| entry.protocol.label),
            official: found.definition.as_ref().is_some_and(|entry| entry.official),
            enabled: record.settings.enabled,
            state,
            class,
            older: serves_older(found),
            faults: found
                .slot
                .iter()
                .flat_map(|slot| &slot.faults)
                .map(|fault| FaultLine::new(fault, record.owner, t))
                .collect(),
            place: found.row.is_none().then(|| record.origin("").map(ToString::to_string).unwrap_or_default()),
            key: locked::key(record),
            can_move: (false, false),
        }
    }
}
