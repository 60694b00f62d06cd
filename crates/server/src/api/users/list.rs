//! `GET /api/admin/users?search=`.

use axum::extract::State;
use http::StatusCode;
use serde_json::json;
use vestibule_store as store;

use super::user::User;
use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/users", list, |operation| {
        operation
            .named("listUsers", "List users")
            .tag("users")
            .admin()
            .paged()
            .query("search", "Part of the e-mail address, username or name.", json!({ "type": "string" }))
            .json::<Page<User>>(StatusCode::OK, "Newest first, with their links.")
    })
}

async fn list(State(app): State<AppState>, _admin: Admin, parameters: QueryParameters) -> Result<Page<User>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor", "search"])?;
    let text = parameters.find("search").filter(|text| !text.is_empty());
    let page = Page::load(
        &parameters,
        |user: &store::User| user.id,
        |before, limit| {
            let filter =
                store::UserFilter { text: text.map(str::to_owned), before, limit, ..store::UserFilter::default() };
            let store = app.store.clone();
            async move { store.list_users(&filter).await }
        },
    );
    let page = page.await?;
    let mut items = Vec::with_capacity(page.items.len());
    for user in page.items {
        items.push(User::load(&app, user).await?);
    }
    Ok(Page { items, next: page.next })
}
