//! `/admin/apps/{id}/test`: a sign-in as this app. `POST` begins it, and the authorization endpoint answers it here.

use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_apps::Parameters;
use vestibule_core::code::ErrorCode;

use super::{
    super::{
        super::texts::Language,
        extract::{AdminForm, AdminPage},
    },
    change::app_page,
    edit::page,
    form::{Claims, Form},
};
use crate::{
    AppState,
    api::apps::{
        claims::bound,
        load::{LoadedApp, load},
    },
    apps::{TestOutcome, begin_test, finish_test},
    http::{answer::see_other, api_error::ApiError},
    session,
};

/// What the authorization endpoint sends.
const RETURNED: [&str; 5] = ["code", "state", "iss", "error", "error_description"];

/// `POST /admin/apps/{id}/test`
pub(in crate::pages::admin) async fn test(
    State(app): State<AppState>,
    Path(id): Path<String>,
    AdminForm { posted, .. }: AdminForm,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let of = enabled(&found).map_err(|failure| failure.try_again(app_page(&id)))?;
    Ok(see_other(begin_test(app.apps(), of, posted.current.user.id)?))
}

/// `GET /admin/apps/{id}/test`: the page of the app, with what it would get.
pub(in crate::pages::admin) async fn test_result(
    State(app): State<AppState>,
    request: AdminPage,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let language = Language::of(&request.headers);
    let current = session::find(&app, &request.headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let named = RETURNED.iter().filter_map(|name| Some((*name, request.find(name)?)));
    let returned = named.fold(Parameters::default(), |all, (name, value)| all.with(name, value));
    let of = enabled(&found).map_err(|failure| failure.try_again(app_page(&id)))?;
    let outcome = finish_test(app.apps(), of, current.user.id, &returned).await?;
    let (allowed, shown) = match outcome {
        TestOutcome::IdToken(token) => {
            (true, serde_json::to_string_pretty(&token).map_err(|error| ApiError::internal(&error))?)
        }
        TestOutcome::Refused(error, description) => (false, format!("{error}: {description}")),
        TestOutcome::Unknown => return Err(ApiError::new(ErrorCode::AppRequestExpired).try_again(app_page(&id))),
    };
    let mut form = Form::of_app(&app, &found, None, language).with_uses(&app, &found).await?;
    form.claims = Some(Claims { person: current.user.username.clone(), allowed, shown: Ok(shown), is_id_token: true });
    Ok(page(&app, &request.headers, form))
}

/// The app, if people can sign in to it.
fn enabled(found: &LoadedApp) -> Result<&vestibule_apps::App, ApiError> {
    match found.record.settings.enabled {
        true => bound(found),
        false => Err(ErrorCode::UnknownApp.into()),
    }
}
