//! `POST /admin/users/{id}`: one change of a user, by the button that was pressed. What ends something, or gives somebody
//! rights, is asked about first.

use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::{
    code::ErrorCode,
    ids::UserId,
    routes::{Route, pattern},
    username,
};
use vestibule_store::{ChangeOutcome, EventKind, User, UserChange};

use super::{
    super::{
        confirm::Question,
        form::Posted,
        notice::{Notice, UserNotice},
        texts::Language,
    },
    extract::AdminForm,
    listing::back_to,
    shell::done,
};
use crate::{AppState, http::api_error::ApiError};

/// What can be done to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    Disable,
    Enable,
    Promote,
    Demote,
    Rename(String),
    SignOut,
    Delete,
}

impl Action {
    fn read(posted: &Posted) -> Option<Self> {
        Some(match posted.find("action")? {
            "disable" => Self::Disable,
            "enable" => Self::Enable,
            "promote" => Self::Promote,
            "demote" => Self::Demote,
            "rename" => Self::Rename(posted.find("username").unwrap_or_default().trim().to_owned()),
            "sign-out" => Self::SignOut,
            "delete" => Self::Delete,
            _ => return None,
        })
    }
}

pub(super) async fn change(
    State(app): State<AppState>,
    Path(id): Path<String>,
    AdminForm { admin, posted }: AdminForm,
) -> Result<Response, ApiError> {
    let action = Action::read(&posted).ok_or(ErrorCode::InvalidParameter)?;
    let id: UserId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let user = app.store.find_user(id).await?.ok_or(ErrorCode::NotFound)?;
    let back = back(&posted, id, &action);
    if let Action::Rename(username) = &action {
        username::check(username).map_err(|invalid| {
            let detail = format!("{username:?} cannot be a username: {invalid}.");
            ApiError::new(ErrorCode::InvalidParameter).detail(detail).try_again(&back)
        })?;
    }
    if let Some(question) = question(&app, (&user, &action), &posted, &back).await?
        && let Some(response) = question.ask(&app, &posted)
    {
        return Ok(response);
    }
    let name = name_of(&user).to_owned();
    let (registry, event) = (app.registry.load(), |kind| admin.event(&app, kind));
    let (change, ended) = match change_of(&action, &user.username) {
        Some((notice, change, detail)) => {
            let event = event(EventKind::UserChanged).detail(detail);
            let changed = app.store.change_user(id, change, app.rules(&registry), &event).await?;
            (notice, finished(changed, &back)?.sessions_ended)
        }
        None if action == Action::Delete => {
            let deleted = app.store.delete_user(id, app.rules(&registry), &event(EventKind::UserDeleted)).await?;
            (UserNotice::Deleted, finished(deleted, &back)?)
        }
        None => {
            let event = event(EventKind::SessionRevoked).detail("all sessions".to_owned());
            (UserNotice::SignedOut, app.store.revoke_sessions(id, None, &event).await?)
        }
    };
    Ok(done(&app, back, &Notice::User { name, change, ended }))
}

/// The page of the person, where the button was there and they are not gone; else the list as it was: its search and its page.
fn back(posted: &Posted, id: UserId, action: &Action) -> String {
    if posted.find("page") == Some("user") && *action != Action::Delete {
        return Route::AdminUser(&id).path();
    }
    back_to(posted, pattern::AdminUsers)
}

/// How a person is called.
fn name_of(user: &User) -> &str {
    user.name.as_deref().unwrap_or(&user.username)
}

/// What is asked before it is done; `None` for what takes nothing away.
async fn question(
    app: &AppState,
    (user, action): (&User, &Action),
    posted: &Posted,
    back: &str,
) -> Result<Option<Question>, ApiError> {
    let t = Language::of(&posted.headers).confirm();
    let name = name_of(user).to_owned();
    let sessions = t.sessions(app.store.list_sessions(user.id).await?.len() as u64);
    let tokens = t.tokens(app.store.list_personal_tokens(user.id).await?.len() as u64);
    let (title, consequences, yes) = match action {
        Action::Delete => {
            let links = t.links(app.store.list_links(user.id).await?.len() as u64);
            let consequences =
                [sessions, tokens, links, t.delete_user_username(&*user.username), t.no_undo().to_owned()];
            (t.delete_user(name), consequences.to_vec(), t.delete_user_yes())
        }
        Action::Disable => {
            (t.disable_user(name), vec![sessions, tokens, t.disable_user_about().to_owned()], t.disable_user_yes())
        }
        Action::Promote => (t.promote(name), vec![t.promote_about().to_owned()], t.promote_yes()),
        Action::Demote => (t.demote(name), vec![sessions, t.demote_about().to_owned()], t.demote_yes()),
        Action::SignOut => {
            (t.sign_out_user(name), vec![sessions, t.sign_out_user_about().to_owned()], t.sign_out_user_yes())
        }
        Action::Rename(username) => match posted.find("was") {
            Some(was) if was != user.username && *username != user.username => {
                let about = t.rename_about(was, &*user.username);
                (t.rename(name, &**username), vec![about], t.rename_yes())
            }
            _ => return Ok(None),
        },
        Action::Enable => return Ok(None),
    };
    let is_danger = !matches!(action, Action::Promote | Action::Rename(_));
    Ok(Some(Question { title, consequences, yes: yes.to_owned(), back: back.to_owned(), is_danger }))
}

/// What changes about a user, with what is said and what is written of it; `None` for an action that is no change.
fn change_of(action: &Action, was: &str) -> Option<(UserNotice, UserChange, String)> {
    let disabled = |disabled| UserChange { disabled: Some(disabled), ..UserChange::default() };
    let is_admin = |is_admin| UserChange { is_admin: Some(is_admin), ..UserChange::default() };
    Some(match action {
        Action::Disable => (UserNotice::Disabled, disabled(true), "disabled".to_owned()),
        Action::Enable => (UserNotice::Enabled, disabled(false), "enabled".to_owned()),
        Action::Promote => (UserNotice::Promoted, is_admin(true), "administrator rights granted".to_owned()),
        Action::Demote => (UserNotice::Demoted, is_admin(false), "administrator rights removed".to_owned()),
        Action::Rename(name) => {
            let change = UserChange { username: Some(name.clone()), ..UserChange::default() };
            (UserNotice::Renamed(name.clone()), change, format!("username: {was} → {name}"))
        }
        Action::SignOut | Action::Delete => return None,
    })
}

fn finished<T>(changed: ChangeOutcome<T>, back: &str) -> Result<T, ApiError> {
    match changed {
        ChangeOutcome::Done(done) => Ok(done),
        ChangeOutcome::NotFound => Err(ApiError::new(ErrorCode::NotFound).try_again(pattern::AdminUsers)),
        ChangeOutcome::Refused(ErrorCode::UsernameTaken) => {
            let detail = "Another user has or had this username, and applications may know them by it.";
            Err(ApiError::new(ErrorCode::UsernameTaken).detail(detail).try_again(back))
        }
        ChangeOutcome::Refused(code) => Err(ApiError::new(code)
            .detail("No administrator could sign in any more. Give another person the rights first.")
            .try_again(back)),
    }
}
