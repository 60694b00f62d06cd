//! The parameters of a callback, as an unknown browser sent them: each at most once and of bounded length.

use std::borrow::Cow;

use axum::{body::to_bytes, extract::Request};
use http::{HeaderMap, Method};
use vestibule_core::{
    code::ErrorCode,
    driver::Callback,
    media_type::{FORM, media_type},
    secret::Secret,
};

use crate::http::api_error::ApiError;

const BODY_LIMIT: usize = 64 * 1024;
/// `state`, `code` and `iss` beyond this are nothing that we or an upstream made.
const MAX_VALUE: usize = 8 * 1024;
/// No protocol has longer names.
const MAX_NAME: usize = 256;
/// Names that decide something. A second one of these is an attack or a broken proxy (RFC 6749 §3.1).
const ONCE: &[&str] = &["state", "code", "iss", "error", "error_description", REPOSTED];
/// Marks the one re-post of a cross-site form_post to ourselves.
pub(super) const REPOSTED: &str = "vestibule_reposted";

/// A callback's parameters, before anything is known about them.
#[derive(Default)]
pub(super) struct Parameters {
    pub(super) state: Option<String>,
    pub(super) answer: Callback,
    pub(super) posted: bool,
    pub(super) reposted: bool,
    /// What was posted, for the one re-post to ourselves.
    pub(super) form: Vec<(String, String)>,
}

impl Parameters {
    /// Reads the query of a GET or the form of a POST (OAuth 2.0 Form Post Response Mode).
    pub(super) async fn read(request: Request) -> Result<(HeaderMap, Self), ApiError> {
        let (parts, body) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default();
        if parts.method != Method::POST {
            return Ok((parts.headers, Self::parse(query.as_bytes(), false)?));
        }
        if media_type(&parts.headers) != FORM {
            return Err(ApiError::new(ErrorCode::UnsupportedMediaType));
        }
        // Only the body is read; parameters in both places are two answers at once.
        if Self::parse(query.as_bytes(), true).map_or(true, |p| p.state.is_some() || p.answer.code.is_some()) {
            return Err(invalid("The response is in the address and in the form."));
        }
        let body = to_bytes(body, BODY_LIMIT)
            .await
            .map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest))?;
        Ok((parts.headers, Self::parse(&body, true)?))
    }

    fn parse(bytes: &[u8], posted: bool) -> Result<Self, ApiError> {
        let pairs: Vec<_> = url::form_urlencoded::parse(bytes).take(100).collect();
        for name in ONCE {
            if pairs.iter().filter(|(key, _)| key == name).count() > 1 {
                return Err(invalid(format!("The parameter `{name}` appears more than once.")));
            }
        }
        let find = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref().to_owned());
            found.filter(|value| !value.is_empty())
        };
        let is_answer = |(name, value): &&(Cow<'_, str>, Cow<'_, str>)| {
            !matches!(&**name, "state" | "code" | REPOSTED) && name.len() <= MAX_NAME && value.len() <= MAX_VALUE
        };
        let bounded = |name: &str| match find(name) {
            Some(value) if value.len() > MAX_VALUE => Err(invalid(format!("The parameter `{name}` is too long."))),
            value => Ok(value),
        };
        let answer = Callback {
            code: bounded("code")?.map(Secret::new),
            iss: bounded("iss")?,
            error: find("error").map(|text| cut(&text)),
            error_description: find("error_description").map(|text| cut(&text)),
            parameters: pairs.iter().filter(is_answer).map(|(k, v)| (k.to_string(), v.to_string())).collect(),
        };
        let form =
            if posted { pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect() } else { Vec::new() };
        Ok(Self { state: bounded("state")?, answer, posted, reposted: find(REPOSTED).is_some(), form })
    }
}

/// An upstream's error text is only ever quoted, and then at most this much of it.
fn cut(text: &str) -> String {
    text.chars().take(512).collect()
}

fn invalid(detail: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidRequest).detail(detail)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn read(method: &str, uri: &str, body: &str) -> Result<Parameters, ApiError> {
        let form = "application/x-www-form-urlencoded";
        let request = Request::builder().method(method).uri(uri).header("content-type", form);
        Parameters::read(request.body(Body::from(body.to_owned())).unwrap()).await.map(|(_, parameters)| parameters)
    }

    /// CB-02, CB-11.
    #[tokio::test]
    async fn two_answers_at_once_are_none() {
        for (name, method, uri, body) in [
            ("code twice", "GET", "/c?code=1&code=2&state=s", ""),
            ("state twice, equal", "GET", "/c?code=1&state=s&state=s", ""),
            ("iss twice", "GET", "/c?iss=a&iss=b", ""),
            ("in the form", "POST", "/c", "state=a&state=b"),
            ("in both places", "POST", "/c?state=a", "state=a&code=1"),
        ] {
            let code = read(method, uri, body).await.err().map(|failure| failure.code);
            assert_eq!(code, Some(ErrorCode::InvalidRequest), "{name}");
        }
    }

    #[tokio::test]
    async fn the_form_is_read_and_the_query_is_not() {
        let parameters = read("POST", "/c?utm=1", "state=s&code=c&error=").await.unwrap();
        assert_eq!((parameters.state.as_deref(), parameters.posted), (Some("s"), true));
        assert_eq!(parameters.answer.code.unwrap().expose(), "c");
        assert_eq!(parameters.answer.error, None, "an empty value is no value");
    }

    /// CB-05, CB-07.
    #[tokio::test]
    async fn long_errors_are_cut_and_tokens_are_not_read() {
        let uri = format!("/c?state=s&error=e&error_description={}&access_token=x&id_token=y", "a".repeat(20_000));
        let parameters = read("GET", &uri, "").await.unwrap();
        assert_eq!(parameters.answer.error_description.unwrap().len(), 512);
        assert!(parameters.answer.code.is_none());
        let long = read("GET", &format!("/c?state={}", "a".repeat(9_000)), "").await;
        assert_eq!(long.err().unwrap().code, ErrorCode::InvalidRequest);
    }

    #[tokio::test]
    async fn only_a_form_is_a_form() {
        let request = Request::builder().method("POST").uri("/c").header("content-type", "text/plain");
        let failure = Parameters::read(request.body(Body::from("state=s")).unwrap()).await.err().unwrap();
        assert_eq!(failure.code, ErrorCode::UnsupportedMediaType);
    }
}
