//! `POST /account/links/{id}/unlink`: a person takes an identity from their account, by a form.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::header;
use vestibule_core::routes::{Route, pattern};
use vestibule_core::{
    code::ErrorCode,
    ids::{LinkId, Ref},
};
use vestibule_store::UnlinkOutcome;

use super::super::{form::Posted, notice::Notice};
use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError},
    session,
};

pub(super) async fn unlink(
    State(app): State<AppState>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, ApiError> {
    if let Some(sign_in) = session::sign_in_again(&app, &posted.current, pattern::Account) {
        return Ok(see_other(sign_in));
    }
    let id: LinkId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let user = posted.current.user.id;
    let links = app.store.list_links(user).await?;
    let provider = links.iter().find(|link| link.id == id).map(|link| link.provider.to_string());
    let reference = Ref::generate(&*app.random);
    match app.store.unlink(user, id, app.rules(&app.registry.load()), &reference).await? {
        None => Err(ErrorCode::NotFound.into()),
        Some(UnlinkOutcome::Refused(code)) => Err(ApiError::new(code)
            .detail("Link another provider first, so that there is still a way to sign in.")
            .reference(reference)),
        Some(UnlinkOutcome::Unlinked { sessions_ended }) => {
            let mut response = see_other(Route::Account);
            let notice = Notice::Unlinked(provider.unwrap_or_default(), sessions_ended);
            response.headers_mut().append(header::SET_COOKIE, notice.cookie(&app));
            Ok(response)
        }
    }
}
