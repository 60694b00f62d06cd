//! `/admin/audit`: who did what, when and from where; filtered, and as CSV.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{Duration, NaiveDate, NaiveTime};
use http::{HeaderValue, header};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{Ref, UserId},
};
use vestibule_store::{Actor, AuditEntry, AuditFilter, EventKind, Outcome, User, UserFilter};

use super::{
    super::{
        Forms, Frame, Moment, render,
        texts::{self, Language},
    },
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::{AppState, http::api_error::ApiError};

const PAGE: u32 = 50;
/// One export has at most so many events: the newest that match.
const MOST_EXPORTED: usize = 10_000;

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    filter: Shown,
    events: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
    /// The query of the filter, for the links.
    query: String,
    next: Option<String>,
}

/// The filter as it was typed.
#[derive(Default)]
struct Shown {
    event: String,
    outcome: String,
    provider: String,
    user: String,
    address: String,
    from: String,
    to: String,
    reference: String,
}

struct Row {
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

impl Shown {
    fn of(request: &AdminPage) -> Self {
        let own = |name: &str| request.find(name).unwrap_or_default().to_owned();
        Self {
            event: own("event"),
            outcome: own("outcome"),
            provider: own("provider"),
            user: own("user"),
            address: own("address"),
            from: own("from"),
            to: own("to"),
            reference: own("ref"),
        }
    }

    /// What does not parse matches nothing, which the empty list then shows. A person is found by id, username, name or
    /// address, as long as the text fits one person.
    async fn filter(&self, app: &AppState) -> Result<Option<AuditFilter>, ApiError> {
        let user = match self.user.parse() {
            _ if self.user.is_empty() => None,
            Ok(id) => Some(id),
            Err(_) => match find_person(app, &self.user).await? {
                None => return Ok(None),
                found => found,
            },
        };
        Ok(self.parsed().map(|filter| AuditFilter { user, ..filter }))
    }

    fn parsed(&self) -> Option<AuditFilter> {
        fn parsed<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
            if text.is_empty() { Some(None) } else { parse(text).map(Some) }
        }
        Some(AuditFilter {
            reference: parsed(&self.reference.to_uppercase(), Ref::parse)?,
            user: None,
            address: parsed(&self.address, |text| Some(text.to_owned()))?,
            since: parsed(&self.from, |text| midnight(text, 0))?,
            until: parsed(&self.to, |text| midnight(text, 1))?,
            provider: parsed(&self.provider, |text| text.parse().ok())?,
            kind: parsed(&self.event, EventKind::parse)?,
            outcome: parsed(&self.outcome, Outcome::parse)?,
            before: None,
            limit: PAGE,
        })
    }

    fn query(&self) -> String {
        let pairs = [
            ("event", &self.event),
            ("outcome", &self.outcome),
            ("provider", &self.provider),
            ("user", &self.user),
            ("address", &self.address),
            ("from", &self.from),
            ("to", &self.to),
            ("ref", &self.reference),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
    }
}

impl Row {
    fn new(found: &AuditEntry, names: &HashMap<UserId, String>, language: Language) -> Self {
        let event = &found.event;
        Self {
            at: Moment(found.at),
            event: texts::event(event.kind, language),
            ok: event.outcome == Outcome::Ok,
            code: event.code.map(ErrorCode::as_str),
            reference: event.reference.to_string(),
            provider: event.provider.as_ref().map(ToString::to_string),
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

/// The one person whom a text fits: by their username or address, else alone among those that have it in one of their names.
async fn find_person(app: &AppState, text: &str) -> Result<Option<UserId>, ApiError> {
    let filter = UserFilter { text: Some(text.to_owned()), before: None, limit: 50 };
    let users = app.store.list_users(&filter).await?;
    let is_exact = |user: &&User| {
        let email = app.access(user).email;
        user.username == text || email.is_some_and(|email| email.address.as_str().eq_ignore_ascii_case(text))
    };
    Ok(match (users.iter().find(is_exact), &*users) {
        (Some(user), _) => Some(user.id),
        (None, [only]) => Some(only.id),
        _ => None,
    })
}

/// The beginning of a day in UTC, that many days later.
fn midnight(day: &str, later: i64) -> Option<Timestamp> {
    let day: NaiveDate = day.parse().ok()?;
    Some((day + Duration::days(later)).and_time(NaiveTime::MIN).and_utc())
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

fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Anonymous => String::new(),
        Actor::User(id) => id.to_string(),
        Actor::Token(id) => format!("token {id}"),
        Actor::Shell => "shell".to_owned(),
    }
}

pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let shown = Shown::of(&request);
    let found = match shown.filter(&app).await? {
        Some(filter) => {
            let before = request.find("before").and_then(|id| id.parse().ok());
            app.store.list_audit(&AuditFilter { before, ..filter }).await?
        }
        None => Vec::new(),
    };
    let names = names(&app, &found).await?;
    let next = found.last().filter(|_| found.len() == PAGE as usize).map(|last| last.id.to_string());
    let (frame, shell) = set(&app, &request.headers, Section::Audit);
    let language = frame.language;
    let template = AuditPage {
        frame,
        shell,
        events: EventKind::ALL.iter().map(|kind| (kind.as_str(), texts::event(*kind, language))).collect(),
        rows: found.iter().map(|event| Row::new(event, &names, language)).collect(),
        query: shown.query(),
        filter: shown,
        next,
    };
    Ok(render(&app, &template, Forms::StayHere))
}

/// `GET /admin/audit.csv`: the same filter, as a file.
pub(super) async fn export(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let titles = ["at", "event", "outcome", "code", "ref", "provider", "user_id", "actor", "address", "detail"];
    rows.write_record(titles).map_err(unwritable)?;
    let mut filter = Shown::of(&request).filter(&app).await?.map(|filter| AuditFilter { limit: 200, ..filter });
    let mut written = 0;
    while let Some(asked) = filter.take().filter(|_| written < MOST_EXPORTED) {
        let found = app.store.list_audit(&asked).await?;
        for event in &found {
            rows.write_record(record(event).map(harmless)).map_err(unwritable)?;
        }
        written += found.len();
        let last = found.last().filter(|_| found.len() == asked.limit as usize).map(|event| event.id);
        filter = last.map(|id| AuditFilter { before: Some(id), ..asked });
    }
    let body = rows.into_inner().map_err(|error| ApiError::new(ErrorCode::Internal).log(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.csv\"")),
    ];
    Ok((headers, body).into_response())
}

#[expect(clippy::needless_pass_by_value, reason = "used as a conversion function")]
fn unwritable(error: csv::Error) -> ApiError {
    ApiError::new(ErrorCode::Internal).log(error.to_string())
}

fn record(found: &AuditEntry) -> [String; 10] {
    let event = &found.event;
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        found.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        event.kind.as_str().to_owned(),
        event.outcome.as_str().to_owned(),
        event.code.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        event.reference.to_string(),
        text(event.provider.as_ref().map(ToString::to_string)),
        text(event.user.map(|user| user.to_string())),
        actor(&event.actor),
        text(event.address.clone()),
        text(event.detail.clone()),
    ]
}

/// A spreadsheet runs what begins like a formula; upstreams choose some of these texts.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_whole() {
        assert_eq!(midnight("2026-02-28", 1).map(|at| at.to_rfc3339()), Some("2026-03-01T00:00:00+00:00".to_owned()));
        assert_eq!(midnight("yesterday", 0), None);
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"x\")".to_owned()), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("plain".to_owned()), "plain");
    }
}
