//! `/access?application=`: somebody who was refused at an application asks for access. Administrators see it in the audit log.
//!
//! Bounded: one event for each person and application in a day, and a few for each person. The application is an origin that
//! the operator has listed, so that nobody writes a text of their own into the log.

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::Duration;
use http::HeaderMap;
use vestibule_core::{
    code::ErrorCode,
    ids::{Ref, UserId},
    routes::pattern,
};
use vestibule_store::{Actor, AuditEvent, AuditFilter, EventKind};

use super::{Forms, Frame, form::Posted, render, texts};
use crate::{
    AppState,
    http::{answer::to_login, api_error::ApiError},
    session,
};

/// One person asks for access to so many applications in a day.
const MOST: usize = 10;

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage<'a> {
    frame: Frame<'a>,
    t: texts::Access,
    token: String,
    /// The origin, and the host in it.
    application: &'a str,
    host: &'a str,
    /// Whether they have asked.
    asked: bool,
}

/// `GET /access`: asks first, or says that one has asked today.
pub(crate) async fn show(
    State(app): State<AppState>,
    headers: HeaderMap,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let Some(current) = session::find(&app, &headers).await? else {
        let place = format!("{}?{query}", pattern::RequestAccess);
        return Ok(to_login(&app.settings, place));
    };
    let pair = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "application");
    let application = listed(&app, pair.as_ref().map(|(_, value)| &**value))?;
    let asked = has_asked(&app, current.user.id, application).await?;
    Ok(page(&app, &headers, application, asked))
}

/// `POST /access`: writes it, once.
pub(crate) async fn ask(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let application = listed(&app, posted.find("application"))?;
    let user = posted.current.user.id;
    if !has_asked(&app, user, application).await? {
        let event = AuditEvent::new(EventKind::AccessRequested, Ref::generate(&*app.random))
            .actor(Actor::User(user))
            .user(user)
            .address(posted.client.address.to_string())
            .detail(detail(application));
        app.store.record(&event).await?;
    }
    Ok(page(&app, &posted.headers, application, true))
}

fn detail(application: &str) -> String {
    format!("application {application}")
}

/// The application, if people may be sent there.
fn listed<'a>(app: &AppState, wanted: Option<&'a str>) -> Result<&'a str, ApiError> {
    wanted.filter(|origin| app.settings.is_return_origin(origin)).ok_or_else(|| ErrorCode::NotFound.into())
}

/// Whether the person has asked for this application in the last day. Who has asked for too many is refused.
async fn has_asked(app: &AppState, user: UserId, application: &str) -> Result<bool, ApiError> {
    let filter = AuditFilter {
        user: Some(user),
        kind: Some(EventKind::AccessRequested),
        since: Some(app.clock.now() - Duration::days(1)),
        limit: u32::try_from(MOST).unwrap_or(u32::MAX),
        ..AuditFilter::default()
    };
    let found = app.store.list_audit(&filter).await?;
    let wanted = detail(application);
    if found.iter().any(|entry| entry.event.detail.as_ref() == Some(&wanted)) {
        return Ok(true);
    }
    if found.len() >= MOST {
        return Err(ApiError::new(ErrorCode::RateLimited).retry_after(24 * 60 * 60));
    }
    Ok(false)
}

fn page(app: &AppState, headers: &HeaderMap, application: &str, asked: bool) -> Response {
    let frame = Frame::new(app, headers);
    let template = AccessPage {
        t: frame.language.access(),
        frame,
        token: session::form_token(app, headers).unwrap_or_default(),
        host: application.split_once("://").map_or(application, |(_, host)| host),
        application,
        asked,
    };
    render(app, &template, Forms::StayHere)
}
