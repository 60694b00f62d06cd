//! The small forms: switch, delete, the end of a secret, the end of a grant.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::{Map, Value};
use vestibule_core::{
    code::ErrorCode,
    ids::UserId,
    routes::{Route, pattern},
};
use vestibule_store::AppUsesOf;

use super::super::{
    super::{confirm::Question, notice::Notice, texts::Language},
    extract::AdminForm,
    listing::back_to,
    shell::done,
};
use crate::{
    AppState,
    api::{
        apps::{app_request, delete::delete_app, grants, load::load, secrets, update::AppUpdate},
        revision::IfMatch,
    },
    http::{answer::see_other, api_error::ApiError},
};

/// The page of an app; the list, when the text is no id.
pub(super) fn app_page(id: &str) -> String {
    id.parse().map_or_else(|_| pattern::AdminApps.to_owned(), |id| Route::AdminApp(&id).path())
}

/// `POST /admin/apps/{id}/switch`
pub(in crate::pages::admin) async fn switch(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let on = submitted.posted.find("enabled") == Some("true");
    let members = Map::from_iter([("enabled".to_owned(), Value::from(on))]);
    let update = AppUpdate { id: &id, if_match: &IfMatch::Any, members: &members, read: app_request::patch };
    let found = update.apply(&app, &submitted.admin).await.map_err(|failure| failure.try_again(app_page(&id)))?;
    let back = back_to(&submitted.posted, pattern::AdminApps);
    Ok(done(&app, back, &Notice::ProviderSwitched(found.name().to_owned(), on)))
}

/// `POST /admin/apps/{id}/delete`
pub(in crate::pages::admin) async fn delete(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let (name, record) = (found.name().to_owned(), found.record.id.clone());
    found.into_row().map_err(|failure| failure.try_again(app_page(&id)))?;
    let t = Language::of(&submitted.posted.headers).confirm();
    let uses = app.store.list_app_uses(AppUsesOf::App(&record)).await?;
    let question = Question {
        title: t.delete_app(name.clone()),
        consequences: vec![t.app_people(uses.len() as u64), t.delete_app_about().to_owned()],
        yes: t.delete_app_yes().to_owned(),
        back: Route::AdminApp(&record).path(),
        is_danger: true,
    };
    if let Some(response) = question.ask(&app, &submitted.posted) {
        return Ok(response);
    }
    let deleted = delete_app(&app, &submitted.admin, &id, &IfMatch::Any).await;
    deleted.map_err(|failure| failure.try_again(app_page(&id)))?;
    Ok(done(&app, Route::AdminApps, &Notice::ProviderDeleted(name)))
}

/// `POST /admin/apps/{id}/secrets/{secret}`: ends a secret in a day, or now.
pub(in crate::pages::admin) async fn end_secret(
    State(app): State<AppState>,
    Path((id, secret)): Path<(String, String)>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let in_a_day = submitted.posted.find("action") == Some("in-a-day");
    let ends_at = in_a_day.then(|| app.clock.now() + chrono::Duration::days(1));
    let ended = secrets::end(&app, &submitted.admin, (&id, &secret), ends_at).await;
    ended.map_err(|failure| failure.try_again(app_page(&id)))?;
    Ok(see_other(app_page(&id)))
}

/// `POST /admin/apps/{id}/grants/{user}`: ends what a person has let the app have.
pub(in crate::pages::admin) async fn revoke_grant(
    State(app): State<AppState>,
    Path((id, user)): Path<(String, String)>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let user: UserId = user.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let revoked = grants::revoke_grant(&app, &submitted.admin, &id, user).await;
    revoked.map_err(|failure| failure.try_again(app_page(&id)))?;
    Ok(see_other(app_page(&id)))
}
