//! `POST /api/oidc/revoke`: an app gives a token back (RFC 7009).

use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use vestibule_core::{routes::pattern, secret::sha256};

use super::{
    app_call::AppCall,
    introspect::TokenForm,
    metadata::FOR_ANY_ORIGIN,
    oauth_answer::{OAuthAnswer, with_errors},
};
use crate::http::openapi::OperationSpec;

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
pub(super) async fn revoke(call: AppCall) -> Result<Response, OAuthAnswer> {
    let hash = sha256(call.required("token")?);
    call.app.store.revoke_app_token(&hash, &call.of.id).await?;
    Ok((StatusCode::OK, [FOR_ANY_ORIGIN]).into_response())
}
