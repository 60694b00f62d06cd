//! Paginated lists: `{"items": […], "next": cursor or null}`.

use std::{fmt::Display, str::FromStr};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_store::StoreError;

use super::query::{MAX_LIMIT, QueryParameters, invalid};
use crate::http::api_error::ApiError;

/// One page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub(crate) struct Page<T> {
    /// The items, in the order of the list.
    pub(crate) items: Vec<T>,
    /// The `cursor` of the next page; null on the last one.
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// The requested page of a list that is in memory. `key` is the cursor of an item; the cursor of an item that is gone
    /// is rejected.
    pub(crate) fn of_slice<S>(
        all: &[S],
        parameters: &QueryParameters,
        key: impl Fn(&S) -> &str,
        show: impl Fn(&S) -> T,
    ) -> Result<Self, ApiError> {
        let limit = parameters.limit()?;
        let start = match parameters.find("cursor") {
            None => 0,
            Some(cursor) => all.iter().position(|item| key(item) == cursor).map(|index| index + 1).ok_or_else(|| {
                invalid("`cursor` is not the `next` of a page of this list, or its item is gone. Start with the first page.")
            })?,
        };
        let end = (start + limit).min(all.len());
        let next = all[start..end].last().filter(|_| end < all.len()).map(|last| key(last).to_owned());
        Ok(Self { items: all[start..end].iter().map(show).collect(), next })
    }

    /// The requested page of a list in the store. `list` loads at most so many rows after a cursor.
    pub(crate) async fn load<I: FromStr + Display, F>(
        parameters: &QueryParameters,
        id: impl Fn(&T) -> I,
        list: impl Fn(Option<I>, u32) -> F,
    ) -> Result<Self, ApiError>
    where
        F: Future<Output = Result<Vec<T>, StoreError>>,
    {
        let limit = parameters.limit()?;
        // One row more than the page shows that there is another page, up to what the store loads at once.
        let rows = u32::try_from((limit + 1).min(MAX_LIMIT)).unwrap_or(u32::MAX);
        let mut items = list(parameters.id("cursor")?, rows).await?;
        if items.len() == MAX_LIMIT && limit == MAX_LIMIT {
            items.extend(list(items.last().map(&id), 1).await?);
        }
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| id(last).to_string());
        Ok(Self { items, next })
    }

    pub(crate) fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(show).collect(), next: self.next }
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids below `before`, descending.
    async fn list(count: u32, before: Option<u32>, limit: u32) -> Result<Vec<u32>, StoreError> {
        Ok((0..before.unwrap_or(count)).rev().take(limit as usize).collect())
    }

    #[tokio::test]
    async fn pages_of_the_store_are_complete() {
        for (count, limit) in [(0, 1), (1, 1), (2, 1), (5, 2), (200, 200), (201, 200), (400, 200), (401, 200)] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let parameters = QueryParameters::parse(&format!("limit={limit}{cursor}"));
                let page = Page::load(
                    &parameters,
                    |id| *id,
                    |before, rows| {
                        assert!(rows <= 200, "more than the store loads at once");
                        list(count, before, rows)
                    },
                );
                let page = page.await.ok().unwrap();
                assert!(page.items.len() <= limit && (page.next.is_none() || page.items.len() == limit));
                seen.extend(page.items);
                let Some(next) = page.next else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen, (0..count).rev().collect::<Vec<_>>(), "{count} by {limit}");
        }
    }
}
