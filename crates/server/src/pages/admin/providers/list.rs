//! `GET /admin/providers`: all providers in the order of their buttons, each with its switch, its state and what is wrong.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{fault::Fault, violation::Violation};

use super::{
    super::{
        super::{Forms, Frame, Moment, assets, render, texts::Provider},
        shell::{Section, Shell, set},
        visitor::Visitor,
    },
    protocol_name,
};
use crate::{
    App,
    admin::providers::{
        find::{Found, load_all},
        provider::{ProviderState, state},
    },
    failure::Failure,
};

#[derive(Template)]
#[template(path = "admin/providers.html")]
struct ProvidersPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Provider,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    icon: String,
    /// `OIDC`, where the definition is there.
    protocol: Option<&'static str>,
    official: bool,
    enabled: bool,
    state: &'static str,
    class: &'static str,
    faults: Vec<FaultLine>,
    /// Where the configuration has it; none for one that administrators own.
    place: Option<String>,
    /// Whether there is a row above and below that it can change places with.
    can_move: (bool, bool),
}

/// A fault in words.
pub(in crate::pages::admin) struct FaultLine {
    pub(in crate::pages::admin) detail: String,
    pub(in crate::pages::admin) origin: Option<String>,
    pub(in crate::pages::admin) next_try: Option<Moment>,
}

impl FaultLine {
    pub(in crate::pages::admin) fn of_violation(violation: &Violation) -> Self {
        let place = if violation.pointer.is_empty() { String::new() } else { format!("{}: ", violation.pointer) };
        Self {
            detail: format!("{place}{}", violation.detail),
            origin: violation.origin.as_ref().map(ToString::to_string),
            next_try: None,
        }
    }
}

impl From<&Fault> for FaultLine {
    fn from(fault: &Fault) -> Self {
        Self {
            detail: fault.detail.clone(),
            origin: fault.origin.as_ref().map(ToString::to_string),
            next_try: fault.next_retry_at.map(Moment),
        }
    }
}

pub(in crate::pages::admin) async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let (frame, shell) = set(&app, &visitor.headers, Section::Providers);
    let t = frame.language.provider();
    let all = load_all(&app, &app.registry.load()).await?;
    let own: Vec<_> = all.iter().filter(|found| found.row.is_some()).map(|found| found.record.id.clone()).collect();
    let row = |found: &Found| {
        let position = own.iter().position(|id| *id == found.record.id);
        let mut row = Row::new(found, t);
        row.can_move = position.map_or((false, false), |at| (at > 0, at + 1 < own.len()));
        row
    };
    let template = ProvidersPage { rows: all.iter().map(row).collect(), t, frame, shell };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.told(&app, response))
}

/// The state in words, and the class of its tag.
pub(super) fn state_words(found: &Found, t: Provider) -> (&'static str, &'static str) {
    match state(found) {
        ProviderState::Ready => (t.ready(), "good"),
        ProviderState::Resolving => (t.resolving(), "warn"),
        ProviderState::Faulted => (t.faulted(), "bad"),
        ProviderState::Disabled => (t.disabled(), "plain"),
    }
}

/// The icon on the button of a provider.
pub(super) fn icon_of(found: &Found) -> String {
    let own = found.record.settings.icon.as_deref();
    assets::icon(own.or_else(|| found.definition.as_ref().and_then(|entry| entry.definition.icon.as_deref())))
}

impl Row {
    fn new(found: &Found, t: Provider) -> Self {
        let record = &found.record;
        let (state, class) = state_words(found, t);
        Self {
            id: record.id.to_string(),
            name: found.name().to_owned(),
            icon: icon_of(found),
            protocol: found.definition.as_ref().map(|entry| protocol_name(entry.definition.protocol)),
            official: found.definition.as_ref().is_some_and(|entry| entry.official),
            enabled: record.settings.enabled,
            state,
            class,
            faults: found.slot.iter().flat_map(|slot| &slot.faults).map(FaultLine::from).collect(),
            place: found.row.is_none().then(|| record.origin("").map(ToString::to_string).unwrap_or_default()),
            can_move: (false, false),
        }
    }
}
