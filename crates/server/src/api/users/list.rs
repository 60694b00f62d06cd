//! `GET /api/admin/users?search=`: accounts, newest first.

use axum::extract::State;
use vestibule_store::UserFilter;

use super::user::ShownUser;
use crate::{
    AppState,
    api::{
        Admin,
        listing::{Listing, split_page},
        query::Parameters,
    },
    http::api_error::ApiError,
};

pub(crate) async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Listing<ShownUser>, ApiError> {
    parameters.only(&["limit", "cursor", "search"])?;
    let text = parameters.find("search").filter(|text| !text.is_empty()).map(str::to_owned);
    let limit = parameters.limit()?;
    let filter = UserFilter { text, before: parameters.id("cursor")?, limit: Parameters::rows(limit) };
    let mut found = app.store.list_users(&filter).await?;
    if found.len() == limit && limit == Parameters::MOST {
        let after = UserFilter { before: found.last().map(|user| user.id), limit: 1, ..filter };
        found.extend(app.store.list_users(&after).await?);
    }
    let next = split_page(&mut found, limit, |user| user.id.to_string());
    let mut items = Vec::with_capacity(found.len());
    for user in found {
        items.push(ShownUser::load(&app, user).await?);
    }
    Ok(Listing { items, next })
}
