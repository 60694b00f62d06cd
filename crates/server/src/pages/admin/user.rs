//! `GET /admin/users/{id}`: one person: their profile with its origins, linked providers, sessions, apps, tokens and last
//! events.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::{
    code::ErrorCode,
    ids::{PersonalTokenId, SessionId, UserId},
    routes::Route,
};
use vestibule_registry::Registry;
use vestibule_store::{AppUsesOf, AuditFilter, EventKind, Link, Outcome, Session};

use super::{
    super::{
        Forms, Frame, Moment,
        account::{
            apps::{self, AppRow},
            profile::{self, ProfileRow},
            tokens::{self, TokenRow},
        },
        device,
        notice::Notice,
        pictures, render, texts,
    },
    extract::{AdminForm, AdminPage},
    shell::{Section, Shell, done, name_of, set},
};
use crate::{
    AppState,
    http::{api_error::ApiError, assets},
};

/// How many events the page shows.
const LAST: u32 = 20;

#[derive(Template)]
#[template(path = "admin/user.html")]
struct UserPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    id: UserId,
    name: String,
    username: String,
    is_admin: bool,
    disabled: bool,
    /// The version of the picture, if there is one.
    picture: Option<String>,
    last_sign_in: Option<Moment>,
    profile: Vec<ProfileRow>,
    /// What the application calls them.
    application_id: Option<String>,
    links: Vec<LinkRow>,
    sessions: Vec<SessionRow>,
    apps: Vec<AppRow>,
    tokens: Vec<TokenRow>,
    t: texts::PersonalToken,
    events: Vec<EventRow>,
}

struct LinkRow {
    name: String,
    icon: String,
    email: Option<String>,
    since: Moment,
    last_used: Option<Moment>,
}

struct SessionRow {
    id: SessionId,
    device: String,
    provider: Option<String>,
    address: Option<String>,
    signed_in: Moment,
    last_seen: Moment,
}

struct EventRow {
    at: Moment,
    event: &'static str,
    ok: bool,
    code: Option<&'static str>,
    provider: Option<String>,
    detail: Option<String>,
}

/// `GET /admin/users/{id}/picture`
pub(super) async fn picture(
    State(app): State<AppState>,
    _request: AdminPage,
    id: Path<String>,
) -> Result<Response, ApiError> {
    pictures::of_user(&app, id).await
}

pub(super) async fn show(
    State(app): State<AppState>,
    request: AdminPage,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id: UserId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let user = app.store.find_user(id).await?.ok_or(ErrorCode::NotFound)?;
    let (links, sessions) = (app.store.list_links(id).await?, app.store.list_sessions(id).await?);
    let filter = AuditFilter { user: Some(id), limit: LAST, ..AuditFilter::default() };
    let events = app.store.list_audit(&filter).await?;
    let (frame, shell) = set(&app, &request.headers, Section::Users);
    let (language, registry, access) = (frame.language, app.registry.load(), app.access(&user));
    let account = language.account();
    let event = |found: &vestibule_store::AuditEntry| EventRow {
        at: Moment(found.at),
        event: texts::event(found.event.kind, language),
        ok: found.event.outcome == Outcome::Ok,
        code: found.event.code.map(ErrorCode::as_str),
        provider: found.event.provider.as_ref().map(|id| name_of(&registry, id.as_str())),
        detail: found.event.detail.clone(),
    };
    let template = UserPage {
        id,
        name: user.name.clone().unwrap_or_else(|| user.username.clone()),
        username: user.username.clone(),
        is_admin: access.is_admin(),
        disabled: user.disabled,
        picture: pictures::version(&user),
        last_sign_in: user.last_sign_in_at.map(Moment),
        profile: profile::rows(&user, &access, account, |id| name_of(&registry, id)),
        application_id: user.application_id.as_ref().map(|id| id.as_str().to_owned()),
        links: links.iter().map(|link| LinkRow::new(link, &registry)).collect(),
        sessions: sessions.iter().map(|session| SessionRow::new(session, &registry, account)).collect(),
        apps: apps::rows(&app, app.store.list_app_uses(AppUsesOf::User(id)).await?),
        tokens: tokens::rows(&app, app.store.list_personal_tokens(id).await?, app.clock.now()),
        t: language.personal_token(),
        events: events.iter().map(event).collect(),
        frame,
        shell,
    };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// `POST /admin/users/{id}/tokens/{token}/revoke`
pub(super) async fn revoke_token(
    State(app): State<AppState>,
    Path((id, token)): Path<(String, String)>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let not_found = |_| ApiError::new(ErrorCode::NotFound);
    let (id, token): (UserId, PersonalTokenId) = (id.parse().map_err(not_found)?, token.parse().map_err(not_found)?);
    let event = submitted.admin.event(&app, EventKind::PersonalTokenRevoked);
    if !app.store.revoke_personal_token(id, token, &event).await? {
        return Err(ApiError::new(ErrorCode::NotFound).try_again(Route::AdminUser(&id)));
    }
    Ok(done(&app, Route::AdminUser(&id), &Notice::PersonalTokenRevoked))
}

impl LinkRow {
    fn new(link: &Link, registry: &Registry) -> Self {
        let slot = registry.find(link.provider.as_str());
        Self {
            name: name_of(registry, link.provider.as_str()),
            icon: slot.map_or_else(|| assets::icon(None), |slot| assets::icon_of(slot)),
            email: link.email.clone(),
            since: Moment(link.created_at),
            last_used: link.last_used_at.map(Moment),
        }
    }
}

impl SessionRow {
    fn new(session: &Session, registry: &Registry, t: texts::Account) -> Self {
        Self {
            id: session.id,
            device: device::words(session.user_agent.as_deref(), t),
            provider: session.provider.as_ref().map(|id| name_of(registry, id.as_str())),
            address: session.address.clone(),
            signed_in: Moment(session.signed_in_at),
            last_seen: Moment(session.last_seen_at),
        }
    }
}
