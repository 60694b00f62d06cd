//! The shape of every list: `{"items": […], "next": cursor or null}`.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::query::{Parameters, invalid};
use crate::http::api_error::ApiError;

/// One page of a list.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Listing<T> {
    /// The items, in the order of the list.
    pub(crate) items: Vec<T>,
    /// Send it as `cursor` to get the next page; null on the last one.
    pub(crate) next: Option<String>,
}

impl<T: Serialize> Listing<T> {
    /// The page that `parameters` ask for of a list that is whole in memory. `key` names an item for the cursor. A cursor
    /// whose item is gone is refused, because nobody knows where it stood.
    pub(crate) fn page<S>(
        all: &[S],
        parameters: &Parameters,
        key: impl Fn(&S) -> &str,
        show: impl Fn(&S) -> T,
    ) -> Result<Self, ApiError> {
        let limit = parameters.limit()?;
        let start = match parameters.find("cursor") {
            None => 0,
            Some(cursor) => {
                all.iter().position(|item| key(item) == cursor).map(|place| place + 1).ok_or_else(|| {
                    invalid("`cursor` is not the `next` of a page of this list, or its item is gone: begin again.")
                })?
            }
        };
        let end = (start + limit).min(all.len());
        let next = all[start..end].last().filter(|_| end < all.len()).map(|last| key(last).to_owned());
        Ok(Self { items: all[start..end].iter().map(show).collect(), next })
    }
}

/// Cuts what was found one beyond `limit` to a page, and names the last item of the page for the next one.
pub(crate) fn split_page<T>(found: &mut Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Option<String> {
    let more = found.len() > limit;
    found.truncate(limit);
    found.last().filter(|_| more).map(key)
}

impl<T: Serialize> IntoResponse for Listing<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}
