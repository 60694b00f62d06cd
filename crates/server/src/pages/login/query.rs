//! The query of the login page.

use vestibule_core::{code::ErrorCode, ids::Ref};

/// What a link to the page may say.
#[derive(Default)]
pub(super) struct Query {
    pub(super) return_to: Option<String>,
    pub(super) error: Option<ErrorCode>,
    pub(super) provider: Option<String>,
    pub(super) reference: Option<Ref>,
    pub(super) search: Option<String>,
}

impl Query {
    pub(super) fn parse(query: Option<&str>) -> Self {
        let mut parsed = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*key {
                "return_to" => parsed.return_to = Some(value.into_owned()),
                "error" => parsed.error = ErrorCode::parse(&value),
                "provider" => parsed.provider = Some(value.into_owned()),
                "ref" => parsed.reference = Ref::parse(&value),
                "q" => parsed.search = Some(value.into_owned()),
                _ => {}
            }
        }
        parsed
    }
}
