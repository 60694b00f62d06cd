//! `/admin/sessions`: every signed-in browser, narrowed to a person or a provider, and the end of one.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::{
    code::ErrorCode,
    ids::{SessionId, UserId},
    routes::{Route, pattern},
};
use vestibule_store::{EventKind, Session, SessionFilter};

use super::{
    super::{Forms, Frame, Moment, device, notice::Notice, render},
    extract::{AdminForm, AdminPage},
    listing::{Listing, PAGE, back_to},
    shell::{Section, Shell, done, name_of, set},
    users::known,
};
use crate::{AppState, http::api_error::ApiError};

#[derive(Template)]
#[template(path = "admin/sessions.html")]
struct SessionsPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    listing: Listing,
    /// The providers that the list can be narrowed to: id and name.
    providers: Vec<(String, String)>,
    rows: Vec<Row>,
}

struct Row {
    id: SessionId,
    user: UserId,
    name: String,
    device: String,
    provider: Option<String>,
    address: Option<String>,
    signed_in: Moment,
    last_seen: Moment,
}

pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let mut listing = Listing::read(&request, pattern::AdminSessions, &[]);
    let text = listing.filter("q");
    let filter = SessionFilter {
        user: listing.filter("user").parse().ok(),
        text: (!text.is_empty()).then(|| text.to_owned()),
        provider: listing.filter("provider").parse().ok(),
        limit: PAGE,
        ..SessionFilter::default()
    };
    // What cannot be the id of a provider or of a person is nobody's.
    let is_possible = (listing.filter("provider").is_empty() || filter.provider.is_some())
        && (listing.filter("user").is_empty() || filter.user.is_some());
    let count = if is_possible { app.store.count_all_sessions(&filter).await? } else { 0 };
    let skip = listing.skip(count);
    let found = match count {
        0 => Vec::new(),
        _ => app.store.list_all_sessions(&SessionFilter { skip, ..filter }).await?,
    };
    let mut names = HashMap::new();
    let users: HashSet<_> = found.iter().map(|session| session.user).collect();
    for id in users {
        let user = app.store.find_user(id).await?;
        names.insert(id, user.map(|user| user.name.unwrap_or(user.username)).unwrap_or_default());
    }
    let (frame, shell) = set(&app, &request.headers, Section::Sessions);
    let (account, registry) = (frame.language.account(), app.registry.load());
    let row = |session: &Session| Row {
        id: session.id,
        user: session.user,
        name: names.get(&session.user).cloned().unwrap_or_default(),
        device: device::words(session.user_agent.as_deref(), account),
        provider: session.provider.as_ref().map(|id| name_of(&registry, id.as_str())),
        address: session.address.clone(),
        signed_in: Moment(session.signed_in_at),
        last_seen: Moment(session.last_seen_at),
    };
    let rows = found.iter().map(row).collect();
    let template = SessionsPage { rows, providers: known(&registry), listing, frame, shell };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// `POST /admin/sessions/{id}/end`
pub(super) async fn end(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let id: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let found = app.store.find_session_by_id(id).await?.ok_or(ErrorCode::NotFound)?;
    let name = found.user.name.unwrap_or(found.user.username);
    let event = submitted.admin.event(&app, EventKind::SessionRevoked).detail(format!("session {id}"));
    if !app.store.revoke_session(id, None, &event).await? {
        return Err(ErrorCode::NotFound.into());
    }
    let of_person: Option<UserId> = submitted.posted.find("user").and_then(|id| id.parse().ok());
    let list = || back_to(&submitted.posted, pattern::AdminSessions);
    let place = of_person.map_or_else(list, |id| Route::AdminUser(&id).path());
    Ok(done(&app, place, &Notice::SessionOfEnded(name)))
}
