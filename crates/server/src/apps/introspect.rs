//! `POST /api/oidc/introspect`: whether a token is good, for the app that it was given to (RFC 7662).

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use vestibule_apps::{ClientType, OAuthError};
use vestibule_core::{routes::pattern, secret::sha256};
use vestibule_store::AppTokenKind;

use super::{
    access_token::find_live,
    app_call::AppCall,
    oauth_answer::{OAuthAnswer, with_errors},
};
use crate::http::openapi::OperationSpec;

/// The form of an introspection or revocation request.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the form")]
pub(super) struct TokenForm {
    token: String,
    token_type_hint: Option<String>,
}

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::AppIntrospect, |operation| {
        with_errors(operation)
            .named("introspect", "Introspect a token (RFC 7662)")
            .tag("apps")
            .form::<TokenForm>()
            .json::<Map<String, Value>>(StatusCode::OK, "`active`, and what the token is about.")
    })
}

/// A token of another app is not active: what it is about is not this app's to know.
pub(super) async fn introspect(call: AppCall) -> Result<Response, OAuthAnswer> {
    let AppCall { app, of, .. } = &call;
    if of.client_type == ClientType::Public {
        return Err(OAuthError::invalid_client().into());
    }
    let hash = sha256(call.required("token")?);
    let mut live = None;
    for kind in [AppTokenKind::Access, AppTokenKind::Refresh] {
        live = live.or(find_live(app, &hash, kind).await?);
    }
    let unused = |live: &super::access_token::LiveToken| live.token.refresh_use.used_at.is_none();
    let Some(live) = live.filter(|live| live.app.id == of.id && unused(live)) else {
        return Ok(Json(json!({ "active": false })).into_response());
    };
    let token = &live.token;
    let mut answer = json!({
        "active": true,
        "iss": app.issuer(),
        "client_id": of.client_id,
        "sub": app.subject(of, token.session.user.id).await?,
        "username": token.session.user.username,
        "scope": token.scopes,
        "iat": token.created_at.timestamp(),
        "exp": token.expires_at.timestamp(),
    });
    if token.kind == AppTokenKind::Access {
        answer["token_type"] = "Bearer".into();
    }
    Ok(Json(answer).into_response())
}
