//! `/admin/audit`: who did what, when and from where; filtered, in both directions, and as it happens.
//!
//! ```text
//! ?event=…&person=…                 the newest that match, 50 on a page
//!     &before=ID                    older ones     &after=ID   newer ones, which a script asks for again and again
//!     &order=oldest                 the oldest first
//! ```

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{
    code::ErrorCode,
    ids::{AuditId, UserId},
    routes::Route,
};
use vestibule_registry::Registry;
use vestibule_store::{Actor, AuditEntry, AuditFilter, EventKind, Outcome};

use super::{
    super::{
        Forms, Frame, Moment, render,
        texts::{self, Language},
    },
    audit_filter::{PAGE, Shown},
    extract::AdminPage,
    shell::{Section, Shell, name_of, set},
    users::known,
};
use crate::{AppState, http::api_error::ApiError};

/// More events than these are not counted one by one.
const MOST_COUNTED: u32 = 10_000;

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    filter: Shown,
    events: Vec<(&'static str, &'static str)>,
    /// The providers that it can be narrowed to: id and name.
    providers: Vec<(String, String)>,
    rows: Vec<Row>,
    count: u64,
    /// Whether there are more than were counted.
    counts_more: bool,
    /// The query of the filter, for the links.
    query: String,
    /// Where the head of the column with the time leads.
    reversed: String,
    /// The page before this one in the order of the list, and the page after it.
    previous: Option<String>,
    next: Option<String>,
    /// What has been written since.
    newer: Option<String>,
}

struct Row {
    id: AuditId,
    at: Moment,
    event: &'static str,
    ok: bool,
    code: Option<&'static str>,
    reference: String,
    provider: Option<String>,
    /// Who did it, and for a person the id of their page.
    who: (String, Option<UserId>),
    /// Whom it is about, where that is somebody else.
    whom: Option<(String, UserId)>,
    address: Option<String>,
    detail: Option<String>,
}

/// One page of events, in the order of the list.
struct Part {
    found: Vec<AuditEntry>,
    /// Whether there are older ones, and newer ones.
    older: bool,
    newer: bool,
}

impl Part {
    async fn load(app: &AppState, request: &AdminPage, filter: &AuditFilter, shown: &Shown) -> Result<Self, ApiError> {
        let id = |name: &str| request.find(name).and_then(|id| id.parse().ok());
        let (before, after): (Option<AuditId>, _) = (id("before"), id("after"));
        // Towards newer events, the nearest ones are the oldest of them.
        let upwards = before.is_none() && (after.is_some() || shown.oldest_first);
        let limit = PAGE + 1;
        let asked = AuditFilter { before, after, oldest_first: upwards, limit, ..filter.clone() };
        let mut found = app.store.list_audit(&asked).await?;
        let more = found.len() > PAGE as usize;
        if after.is_some() && !shown.oldest_first && !more {
            // The newest page is full that way, and never empty because nothing has happened since.
            found = app.store.list_audit(&AuditFilter { limit, ..filter.clone() }).await?;
            let older = found.len() > PAGE as usize;
            found.truncate(PAGE as usize);
            return Ok(Self { found, older, newer: false });
        }
        found.truncate(PAGE as usize);
        if upwards != shown.oldest_first {
            found.reverse();
        }
        let (older, newer) = if upwards { (after.is_some(), more) } else { (more, before.is_some()) };
        Ok(Self { found, older, newer })
    }

    /// The oldest and the newest of them.
    fn ends(&self, shown: &Shown) -> Option<(AuditId, AuditId)> {
        let (first, last) = (self.found.first()?.id, self.found.last()?.id);
        Some(if shown.oldest_first { (first, last) } else { (last, first) })
    }
}

impl Row {
    fn new(found: &AuditEntry, names: &HashMap<UserId, String>, registry: &Registry, language: Language) -> Self {
        let event = &found.event;
        Self {
            id: found.id,
            at: Moment(found.at),
            event: texts::event(event.kind, language),
            ok: event.outcome == Outcome::Ok,
            code: event.code.map(ErrorCode::as_str),
            reference: event.reference.to_string(),
            provider: event.provider.as_ref().map(|id| name_of(registry, id.as_str())),
            who: who(&event.actor, names),
            whom: event
                .user
                .filter(|user| event.actor != Actor::User(*user))
                .map(|user| (names.get(&user).cloned().unwrap_or_else(|| user.to_string()), user)),
            address: event.address.clone(),
            detail: event.detail.clone(),
        }
    }
}

/// The names of the people who did something here, or to whom something was done; each is asked for once.
async fn names(app: &AppState, found: &[AuditEntry]) -> Result<HashMap<UserId, String>, ApiError> {
    let mut names = HashMap::new();
    let actor = |event: &AuditEntry| match event.event.actor {
        Actor::User(id) => Some(id),
        _ => None,
    };
    let ids: HashSet<UserId> = found.iter().flat_map(|event| [actor(event), event.event.user]).flatten().collect();
    for id in ids {
        let user = app.store.find_user(id).await?;
        names.insert(id, user.map_or_else(|| id.to_string(), |user| user.name.unwrap_or(user.username)));
    }
    Ok(names)
}

/// Who did it, by the name they have now; somebody who is not here any more by the id.
fn who(by: &Actor, names: &HashMap<UserId, String>) -> (String, Option<UserId>) {
    match by {
        Actor::User(id) => (names.get(id).cloned().unwrap_or_else(|| id.to_string()), Some(*id)),
        other => (actor(other), None),
    }
}

pub(super) fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Anonymous => String::new(),
        Actor::User(id) => id.to_string(),
        Actor::Token(id) => format!("token {id}"),
        Actor::Shell => "shell".to_owned(),
        Actor::Server => "server".to_owned(),
    }
}

pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let shown = Shown::of(&request);
    let (part, count) = match shown.filter(&app).await? {
        Some(filter) => (
            Part::load(&app, &request, &filter, &shown).await?,
            app.store.count_audit(&filter, MOST_COUNTED + 1).await?,
        ),
        None => (Part { found: Vec::new(), older: false, newer: false }, 0),
    };
    let names = names(&app, &part.found).await?;
    let (frame, shell) = set(&app, &request.headers, Section::Audit);
    let (language, registry) = (frame.language, app.registry.load());
    let ends = part.ends(&shown);
    let older = ends.filter(|_| part.older).map(|(oldest, _)| shown.beyond("before", oldest));
    let newer = ends.filter(|_| part.newer).map(|(_, newest)| shown.beyond("after", newest));
    let (previous, next) = if shown.oldest_first { (older, newer) } else { (newer, older) };
    // Where nothing is newer yet, something may be in a moment.
    let begins = (!part.newer && !shown.oldest_first).then(|| match ends {
        Some((_, newest)) => shown.beyond("after", newest),
        None => format!("{}?{}", Route::AdminAudit, shown.query(&[])),
    });
    let other = Shown { oldest_first: !shown.oldest_first, ..shown.clone() };
    let template = AuditPage {
        events: EventKind::ALL.iter().map(|kind| (kind.as_str(), texts::event(*kind, language))).collect(),
        providers: known(&registry),
        rows: part.found.iter().map(|event| Row::new(event, &names, &registry, language)).collect(),
        count: count.min(u64::from(MOST_COUNTED)),
        counts_more: count > u64::from(MOST_COUNTED),
        query: shown.query(&[]),
        reversed: format!("{}?{}", Route::AdminAudit, other.query(&[])),
        newer: begins,
        filter: shown,
        previous,
        next,
        frame,
        shell,
    };
    Ok(render(&app, &template, Forms::StayHere))
}
