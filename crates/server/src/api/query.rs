//! Query parameters: known names, each at most once, with valid values.

use std::{borrow::Cow, convert::Infallible, str::FromStr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use vestibule_core::{code::ErrorCode, suggestion::closest_match};

use crate::{AppState, http::api_error::ApiError};

const DEFAULT_LIMIT: usize = 50;
/// The maximum of `limit`, and what the store loads at once.
pub(crate) const MAX_LIMIT: usize = 200;

/// The decoded parameters of a query, in order.
#[derive(Debug, Default)]
pub(crate) struct QueryParameters(Vec<(String, String)>);

impl FromRequestParts<AppState> for QueryParameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl QueryParameters {
    pub(super) fn parse(query: &str) -> Self {
        let owned = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(url::form_urlencoded::parse(query.as_bytes()).map(owned).collect())
    }

    /// Rejects parameters that are not among `known`, and repeated ones.
    pub(crate) fn deny_unknown(&self, known: &[&str]) -> Result<(), ApiError> {
        for (index, (name, _)) in self.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let near = closest_match(name, known.iter().copied());
                let advice = match near {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None if known.is_empty() => "This endpoint takes no query parameters.".to_owned(),
                    None => format!("The parameters here are {}.", known.join(", ")),
                };
                return Err(invalid(format!("Unknown query parameter. {advice}")));
            }
            if self.0[..index].iter().any(|(other, _)| other == name) {
                return Err(invalid(format!("`{name}` appears more than once in the query.")));
            }
        }
        Ok(())
    }

    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The maximum number of items in the response.
    pub(crate) fn limit(&self) -> Result<usize, ApiError> {
        let Some(text) = self.find("limit") else { return Ok(DEFAULT_LIMIT) };
        let number = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        number.ok_or_else(|| invalid(format!("`limit` must be an integer from 1 to {MAX_LIMIT}.")))
    }

    /// The id in a parameter.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.find(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| invalid(format!("`{name}` is not a valid id.")))
    }

    /// A boolean parameter; `false` when it is absent.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.find(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(invalid(format!("`{name}` must be `true` or `false`."))),
        }
    }
}

/// A parameter has an invalid value. `detail` is a sentence that names it.
pub(crate) fn invalid(detail: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidParameter).detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        for (query, wanted) in [
            ("", Some(50)),
            ("limit=1", Some(1)),
            ("limit=200", Some(200)),
            ("limit=0", None),
            ("limit=201", None),
            ("limit=-1", None),
            ("limit=ten", None),
            ("limit=", None),
            ("limit=99999999999999999999", None),
        ] {
            assert_eq!(QueryParameters::parse(query).limit().ok(), wanted, "{query}");
        }
    }

    #[test]
    fn flags() {
        for (query, wanted) in [("", Some(false)), ("force=true", Some(true)), ("force=false", Some(false))] {
            assert_eq!(QueryParameters::parse(query).flag("force").ok(), wanted, "{query}");
        }
        for query in ["force", "force=1", "force=TRUE"] {
            assert!(QueryParameters::parse(query).flag("force").is_err(), "{query}");
        }
    }

    #[test]
    fn unknown_and_repeated_parameters_are_rejected() {
        let rejection =
            |query: &str| QueryParameters::parse(query).deny_unknown(&["limit", "cursor"]).unwrap_err().detail.clone();
        assert!(QueryParameters::parse("limit=1&cursor=a").deny_unknown(&["limit", "cursor"]).is_ok());
        assert_eq!(rejection("limt=1").unwrap(), "Unknown query parameter. Did you mean `limit`?");
        assert_eq!(rejection("limit=1&limit=2").unwrap(), "`limit` appears more than once in the query.");
        assert!(
            QueryParameters::parse("x=1")
                .deny_unknown(&[])
                .unwrap_err()
                .detail
                .clone()
                .unwrap()
                .contains("takes no query parameters")
        );
    }
}
