//! `GET` and `POST /api/oidc/userinfo`: what an access token says about its person (OpenID Connect Core §5.3).

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};
use vestibule_apps::{OAuthError, Parameters, Scopes};
use vestibule_core::{
    code::ErrorCode,
    media_type::{FORM, media_type},
    routes::pattern,
    secret::sha256,
};
use vestibule_store::AppTokenKind;

use super::{
    access_token::{LiveToken, find_live},
    client::authorization,
    metadata::FOR_ANY_ORIGIN,
    oauth_answer::{OAuthAnswer, with_errors},
    state::AppsState,
};
use crate::http::{
    client::Client,
    openapi::{Operation, OperationSpec},
};

pub(super) fn operations() -> [OperationSpec; 2] {
    fn describe<'g>(operation: Operation<'g>, id: &str) -> Operation<'g> {
        with_errors(operation)
            .named(id, "Get the claims about a person (OpenID Connect)")
            .tag("apps")
            .json::<Map<String, Value>>(StatusCode::OK, "The claims. Errors are those of RFC 6750 §3.")
            .empty(StatusCode::UNAUTHORIZED, "There is no token, or none that is valid; then the body says so.")
    }
    [
        OperationSpec::new(Method::GET, pattern::AppUserinfo, |operation| describe(operation, "userinfo")),
        OperationSpec::new(Method::POST, pattern::AppUserinfo, |operation| describe(operation, "userinfoByForm")),
    ]
}

pub(super) async fn show(
    State(app): State<Arc<AppsState>>,
    client: Client,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthAnswer> {
    let Some(token) = find_token(&headers, &body)? else {
        // No hint at an error for somebody who sent no token at all (RFC 6750 §3.1).
        let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))];
        return Ok((StatusCode::UNAUTHORIZED, challenge, [FOR_ANY_ORIGIN]).into_response());
    };
    let Some(live) = find_live(&app, &sha256(&token), AppTokenKind::Access).await? else {
        app.limits.callback_failures.count(client.address)?;
        let description = "The access token is unknown, expired or revoked.";
        return Err(OAuthError::new("invalid_token", ErrorCode::AppTokenInvalid, description).into());
    };
    let LiveToken { token, app: of, access } = live;
    let claims = app.claims(&of, &token.session, &access, &Scopes::parse(&token.scopes)).await?;
    Ok(([FOR_ANY_ORIGIN], Json(Value::Object(claims))).into_response())
}

/// In the header or in a form, never in both, and never in the query (RFC 6750 §2, RFC 9700 §4.3.2).
fn find_token(headers: &HeaderMap, body: &Bytes) -> Result<Option<String>, OAuthAnswer> {
    let in_header = authorization(headers, "bearer").filter(|token| !token.is_empty());
    let in_form = match media_type(headers) == FORM {
        true => Parameters::parse(body).find("access_token")?.map(str::to_owned),
        false => None,
    };
    match (in_header, in_form) {
        (Some(_), Some(_)) => {
            Err(OAuthError::invalid_request("The access token is in the header and in the body.").into())
        }
        (in_header, in_form) => Ok(in_header.or(in_form)),
    }
}
