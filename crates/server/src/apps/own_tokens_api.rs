//! `/api/auth/tokens`: one's own personal access tokens, as the account page has them.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use http::{HeaderMap, Method, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_apps::{LONGEST_LIFETIME_DAYS, LONGEST_TOKEN_NAME, TokenWish, TokenWishError, USUAL_LIFETIME_DAYS};
use vestibule_core::{code::ErrorCode, ids::AppId, routes::pattern, violation::Violations};

use super::{
    own_tokens::{make_own_token, revoke_own_token},
    personal_tokens::{PersonalAccessToken, PersonalAccessTokens},
    state::AppsState,
};
use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session::{self, SignedInRequest},
};

/// What a new token is for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PersonalAccessTokenRequest {
    /// What one calls it: 1 to 60 characters.
    #[schemars(length(min = 1, max = 60))]
    name: String,
    /// For how many days it is good. 90 when absent.
    #[schemars(range(min = 1, max = 365))]
    days: Option<i64>,
    /// Hosts, and `*.example.com` for all below a domain.
    #[serde(default)]
    hosts: Vec<String>,
    /// Ids of apps: each means the host that it is opened at. A token has at least one host or app.
    #[serde(default)]
    #[schemars(with = "Vec<AppId>")]
    apps: Vec<String>,
}

/// A token that was made just now.
#[derive(Serialize, JsonSchema)]
pub(super) struct NewPersonalAccessToken {
    /// The token. It is in this answer and nowhere else.
    token: String,
    #[serde(flatten)]
    made: PersonalAccessToken,
}

pub(super) fn list_operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::OwnTokens, |operation| {
        operation
            .named("listOwnTokens", "List own personal access tokens")
            .tag("session")
            .session()
            .json::<PersonalAccessTokens>(StatusCode::OK, "Newest first, without the tokens themselves.")
    })
}

pub(super) fn make_operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::OwnTokens, |operation| {
        operation
            .named("createOwnToken", "Create personal access token")
            .tag("session")
            .session()
            .body::<PersonalAccessTokenRequest>("application/json")
            .json::<NewPersonalAccessToken>(StatusCode::CREATED, "The token, this once.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::InvalidJson)
            .problem(ErrorCode::UnsupportedMediaType)
            .problem(ErrorCode::InvalidParameter)
            .problem(ErrorCode::TooManyPersonalTokens)
    })
}

pub(super) fn revoke_operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::OwnToken, |operation| {
        operation
            .named("revokeOwnToken", "Revoke own personal access token")
            .tag("session")
            .session()
            .empty(StatusCode::NO_CONTENT, "The token lets nobody in any more, on every node.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::NotFound)
    })
}

pub(super) async fn list(
    State(app): State<Arc<AppsState>>,
    headers: HeaderMap,
) -> Result<Json<PersonalAccessTokens>, ApiError> {
    let current = session::find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    Ok(Json(app.store.list_personal_tokens(current.user.id).await?.into()))
}

pub(super) async fn make(
    State(app): State<Arc<AppsState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<(StatusCode, Json<NewPersonalAccessToken>), ApiError> {
    if own.is_form()? {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
    let asked: PersonalAccessTokenRequest = own.json(
        "Send {\"name\": \"…\", \"days\": 90, \"hosts\": [\"app.example.com\"], \"apps\": []}, and no other field.",
    )?;
    let (hosts, chosen) = (texts(&asked.hosts), texts(&asked.apps));
    let apps = app.registry.load().apps.clone();
    let days = asked.days.unwrap_or(USUAL_LIFETIME_DAYS);
    let wish = TokenWish::check(&asked.name, days, (&hosts, &chosen), &apps);
    let wish = wish.map_err(|error| explain(&error, &asked))?;
    let (made, token) = make_own_token(&app, (&current, &own.client), &wish).await?;
    let answer = NewPersonalAccessToken { token: token.expose().to_owned(), made: made.into() };
    Ok((StatusCode::CREATED, Json(answer)))
}

pub(super) async fn revoke(
    State(app): State<Arc<AppsState>>,
    Path(id): Path<String>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<StatusCode, ApiError> {
    revoke_own_token(&app, (&current, &own.client), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// The place of a mistake, and what would be right.
fn explain(error: &TokenWishError, asked: &PersonalAccessTokenRequest) -> ApiError {
    let entry = |list: &[String], name: &str, wrong: &String| match list.iter().position(|text| text == wrong) {
        Some(index) => format!("/{name}/{index}"),
        None => format!("/{name}"),
    };
    let (pointer, detail) = match error {
        TokenWishError::Name => {
            ("/name".to_owned(), format!("must have 1 to {LONGEST_TOKEN_NAME} characters, and no control characters"))
        }
        TokenWishError::Days => ("/days".to_owned(), format!("must be a number from 1 to {LONGEST_LIFETIME_DAYS}")),
        TokenWishError::Host(host) => {
            let detail = "must be a host such as `app.example.com`, or `*.example.com`, without a scheme, port or path";
            (entry(&asked.hosts, "hosts", host), detail.to_owned())
        }
        TokenWishError::App(app) => {
            (entry(&asked.apps, "apps", app), "must be the id of an enabled app that is opened at a host".to_owned())
        }
        TokenWishError::Nowhere => ("/hosts".to_owned(), "name at least one host or app".to_owned()),
        TokenWishError::TooMany => ("/hosts".to_owned(), "name at most 20 hosts and 20 apps".to_owned()),
    };
    let mut bad = Violations::default();
    bad.push(pointer, detail);
    ApiError::new(ErrorCode::InvalidParameter).violations(bad)
}
