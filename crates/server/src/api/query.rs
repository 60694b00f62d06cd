//! The query of a request: known parameters, each at most once, each with a value that it can have.

use std::{borrow::Cow, convert::Infallible, str::FromStr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use vestibule_core::{code::ErrorCode, suggestion::closest_match};

use crate::{AppState, http::api_error::ApiError};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// The parameters of a query, decoded, in order.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl FromRequestParts<AppState> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Parameters {
    fn parse(query: &str) -> Self {
        let owned = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(url::form_urlencoded::parse(query.as_bytes()).map(owned).collect())
    }

    /// Refuses every parameter that is not among `known`, and one that stands twice.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        for (index, (name, _)) in self.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let near = closest_match(name, known.iter().copied());
                let advice = match near {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None if known.is_empty() => "This path takes no parameters.".to_owned(),
                    None => format!("The parameters here are {}.", known.join(", ")),
                };
                return Err(invalid(format!("A parameter of the query is not known. {advice}")));
            }
            if self.0[..index].iter().any(|(other, _)| other == name) {
                return Err(invalid(format!("`{name}` stands twice in the query.")));
            }
        }
        Ok(())
    }

    /// The value of that name.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// How many items an answer has at most.
    pub(crate) fn limit(&self) -> Result<usize, ApiError> {
        let Some(text) = self.find("limit") else { return Ok(DEFAULT_LIMIT) };
        let number = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        number.ok_or_else(|| invalid(format!("`limit` is a whole number from 1 to {MAX_LIMIT}.")))
    }

    /// The most that a page of a list holds.
    pub(crate) const MOST: usize = MAX_LIMIT;

    /// How many rows to ask the database for, so that it is known whether there is another page: one more than the page
    /// holds, up to what the database gives at once.
    pub(crate) fn rows(limit: usize) -> u32 {
        u32::try_from((limit + 1).min(MAX_LIMIT)).unwrap_or(u32::MAX)
    }

    /// The id in a parameter.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.find(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| invalid(format!("`{name}` is not an id that stands in a list.")))
    }

    /// Whether a switch is on: `true`, or `false` as when it is left out.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.find(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(invalid(format!("`{name}` is true or false."))),
        }
    }
}

/// A parameter has a value that it cannot have. `detail` is a sentence that names it.
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
            assert_eq!(Parameters::parse(query).limit().ok(), wanted, "{query}");
        }
    }

    #[test]
    fn switches() {
        for (query, wanted) in [("", Some(false)), ("force=true", Some(true)), ("force=false", Some(false))] {
            assert_eq!(Parameters::parse(query).flag("force").ok(), wanted, "{query}");
        }
        for query in ["force", "force=1", "force=TRUE"] {
            assert!(Parameters::parse(query).flag("force").is_err(), "{query}");
        }
    }

    #[test]
    fn unknown_and_repeated_parameters_are_refused() {
        let refusal = |query: &str| Parameters::parse(query).only(&["limit", "cursor"]).unwrap_err().detail.clone();
        assert!(Parameters::parse("limit=1&cursor=a").only(&["limit", "cursor"]).is_ok());
        assert_eq!(refusal("limt=1").unwrap(), "A parameter of the query is not known. Did you mean `limit`?");
        assert_eq!(refusal("limit=1&limit=2").unwrap(), "`limit` stands twice in the query.");
        assert!(
            Parameters::parse("x=1").only(&[]).unwrap_err().detail.clone().unwrap().contains("takes no parameters")
        );
    }
}
