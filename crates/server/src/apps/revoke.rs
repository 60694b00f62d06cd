//! `POST /api/oidc/revoke`: an app gives a token back (RFC 7009).

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use vestibule_apps::OAuthError;
use vestibule_core::{routes::pattern, secret::sha256};

use super::{
    client::authenticate,
    introspect::TokenForm,
    metadata::FOR_ANY_ORIGIN,
    oauth_answer::{OAuthAnswer, with_errors},
    state::AppsState,
};
use crate::http::{client::Client, openapi::OperationSpec};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::AppRevoke, |operation| {
        with_errors(operation)
            .named("revoke", "Revoke a token (RFC 7009)")
            .tag("apps")
            .form::<TokenForm>()
            .empty(StatusCode::OK, "The token is not good any more, if it ever was.")
    })
}

/// With a refresh token the whole grant ends. A token that is unknown, or of another app, is answered alike (§2.2).
pub(super) async fn revoke(
    State(app): State<Arc<AppsState>>,
    client: Client,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthAnswer> {
    let form = OAuthAnswer::form(&headers, &body)?;
    let of = authenticate(&app, &client, &headers, &form).await?;
    let missing = || OAuthError::invalid_request("The 'token' parameter is missing.");
    let hash = sha256(form.find("token")?.ok_or_else(missing)?);
    app.store.revoke_app_token(&hash, &of.id).await?;
    Ok((StatusCode::OK, [FOR_ANY_ORIGIN]).into_response())
}
