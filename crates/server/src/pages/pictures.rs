//! Pictures of people, served by us: a page asks no other host, so nobody else learns who looks at which page.
//!
//! ```text
//! GET /account/picture, /admin/users/{id}/picture ──▶ cache ──▶ the URL that the provider gave, by the client of that provider
//! ```
//! What comes must be a PNG, JPEG, GIF or WebP by its first bytes and within the limit of the client. Anything else, and any
//! failure, is our own mark of a person; it is asked for again after a while.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use vestibule_core::{code::ErrorCode, ids::UserId, secret::sha256};
use vestibule_store::{ProfileField, User, ValueOrigin};

use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError, assets, pictures::Picture},
    session,
};

/// What a page puts behind the path of a picture, so that another picture is another URL for the browser's cache.
pub(super) fn version(user: &User) -> Option<String> {
    let url = user.avatar_url.as_deref()?;
    Some(sha256(url)[..6].iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `GET /account/picture`: one's own.
pub(crate) async fn own(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let current = session::find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    Ok(answer(find(&app, &current.user).await))
}

/// `GET /admin/users/{id}/picture`: that of a person, for administrators.
pub(super) async fn of_user(app: &AppState, Path(id): Path<String>) -> Result<Response, ApiError> {
    let id: UserId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let user = app.store.find_user(id).await?.ok_or(ErrorCode::NotFound)?;
    Ok(answer(find(app, &user).await))
}

fn answer(picture: Option<Arc<Picture>>) -> Response {
    let Some(picture) = picture else { return see_other(assets::url("person.svg")) };
    // No browser keeps it: the next person who signs in there has the same address for their own.
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(picture.media_type))];
    (StatusCode::OK, kind, picture.bytes.clone()).into_response()
}

/// The picture of a user, by the client of the provider that named it.
async fn find(app: &AppState, user: &User) -> Option<Arc<Picture>> {
    let url = user.avatar_url.as_deref()?;
    let ValueOrigin::Provider(provider) = user.origins.get(&ProfileField::AvatarUrl)? else { return None };
    let http = app.registry.load().find(provider.as_str())?.ready()?.http.clone();
    app.pictures.find(url, &*http).await
}
