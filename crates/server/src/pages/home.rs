//! `GET /`: the account of who is signed in, the login page for everybody else. Also where upstreams send people after
//! they have signed out there.

use axum::{extract::State, response::Response};
use http::HeaderMap;

use super::login;
use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError},
    session,
};

pub(crate) async fn home(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    match session::find(&app, &headers).await? {
        Some(_) => Ok(see_other("/account")),
        None => Ok(login::front(&app, &headers).await),
    }
}
