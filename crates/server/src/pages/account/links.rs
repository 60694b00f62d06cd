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

use super::super::{confirm::Question, form::Posted, notice::Notice, texts::Language};
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
    let provider = provider.ok_or(ErrorCode::NotFound)?;
    let registry = app.registry.load();
    // The only one is refused below, by the rule that counts all methods.
    if links.len() > 1 || posted.current.user.has_password {
        let name = registry.find(&provider).map_or_else(|| provider.clone(), |slot| slot.display_name.to_string());
        let sessions = app.store.list_sessions(user).await?;
        let by_it = sessions.iter().filter(|session| session.link == Some(id)).count() as u64;
        let t = Language::of(&posted.headers).confirm();
        let question = Question {
            title: t.unlink(name.clone()),
            consequences: vec![t.unlink_about().to_owned(), t.sessions(by_it)],
            yes: t.unlink_yes(name),
            back: Route::Account.path(),
            is_danger: true,
        };
        if let Some(response) = question.ask(&app, &posted) {
            return Ok(response);
        }
    }
    let reference = Ref::generate(&*app.random);
    match app.store.unlink(user, id, app.rules(&registry), &reference).await? {
        None => Err(ErrorCode::NotFound.into()),
        Some(UnlinkOutcome::Refused(code)) => Err(ApiError::new(code)
            .detail("Link another provider first, so that there is still a way to sign in.")
            .reference(reference)),
        Some(UnlinkOutcome::Unlinked { sessions_ended }) => {
            let mut response = see_other(Route::Account);
            let notice = Notice::Unlinked(provider, sessions_ended);
            response.headers_mut().append(header::SET_COOKIE, notice.cookie(&app));
            Ok(response)
        }
    }
}
