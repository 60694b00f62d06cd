//! `GET` and `POST /api/oidc/authorize`: the page that an app sends a browser to. See [`crate::apps`].

use std::collections::BTreeMap;

use axum::{
    extract::{RawQuery, State, rejection::BytesRejection},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use serde_json::json;
use vestibule_apps::Parameters;
use vestibule_core::{
    code::ErrorCode,
    media_type::{FORM, media_type},
    routes::pattern,
};

use super::form_post;
use crate::{
    AppState,
    apps::{AuthorizeAnswer, AuthorizeCall, authorize},
    http::{
        api_error::ApiError,
        client::Client,
        openapi::{Endpoint, Operation},
    },
};

pub(super) fn endpoints() -> [Endpoint<AppState>; 2] {
    fn describe<'g>(operation: Operation<'g>, id: &str) -> Operation<'g> {
        operation
            .named(id, "Authorization endpoint (OpenID Connect)")
            .tag("apps")
            .content::<String>(
                StatusCode::OK,
                "A form with the answer, which the browser sends to the app.",
                "text/html",
            )
            .empty(StatusCode::SEE_OTHER, "To the app with a code or an error, or to the login page.")
            .problem(ErrorCode::UnknownApp)
            .problem(ErrorCode::RedirectUriMismatch)
            .problem(ErrorCode::AppRequestInvalid)
            .problem(ErrorCode::AppRequestExpired)
            .problem(ErrorCode::NotANavigation)
            .problem(ErrorCode::RateLimited)
            .problem(ErrorCode::StorageUnavailable)
    }
    [
        Endpoint::get(pattern::AppAuthorize, by_query, |operation| {
            describe(operation, "authorizeApp")
                .query("client_id", "The app.", json!({ "type": "string" }))
                .query("redirect_uri", "A registered address, byte for byte.", json!({ "type": "string" }))
                .query("response_type", "`code`.", json!({ "const": "code" }))
                .query("scope", "`openid` and others.", json!({ "type": "string" }))
        }),
        Endpoint::post(pattern::AppAuthorize, by_form, |operation| {
            describe(operation, "authorizeAppByForm")
                .form::<BTreeMap<String, String>>()
                .problem(ErrorCode::UnsupportedMediaType)
                .problem(ErrorCode::PayloadTooLarge)
        }),
    ]
}

async fn by_query(
    State(app): State<AppState>,
    client: Client,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // A look at the address is none at the person.
    if method == Method::HEAD {
        return Err(ApiError::new(ErrorCode::MethodNotAllowed).allow("GET, POST"));
    }
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let call = AuthorizeCall { client, headers, parameters, posted: false };
    let answer = authorize(app.apps(), &call).await?;
    Ok(render(&app, &call.headers, answer))
}

async fn by_form(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    if media_type(&headers) != FORM {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
    let body = body.map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest))?;
    let call = AuthorizeCall { client, headers, parameters: Parameters::parse(&body), posted: true };
    let answer = authorize(app.apps(), &call).await?;
    Ok(render(&app, &call.headers, answer))
}

/// The answer as it is sent.
pub(super) fn render(app: &AppState, headers: &HeaderMap, answer: AuthorizeAnswer) -> Response {
    match answer {
        AuthorizeAnswer::Done(response) => response,
        AuthorizeAnswer::FormPost { action, fields, cookies } => {
            let mut response = form_post::page(app, headers, &action, &fields);
            response.headers_mut().extend(cookies.into_iter().map(|line| (header::SET_COOKIE, line)));
            response
        }
    }
}
