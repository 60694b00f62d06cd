//! One incoming request, read completely: the one place that parses queries, forms and cookies.

use axum::{
    body::{self, Body},
    extract::Request,
    http::{HeaderMap, Method, Uri, header},
};
use axum_extra::extract::CookieJar;
use serde_json::Value;
pub(crate) use vestibule_apps::{Parameters as Params, Repeated};
use vestibule_core::media_type::{FORM, media_type};

/// A request of an honest client is a few kilobytes.
const BODY_LIMIT: usize = 64 * 1024;

/// The parts of a request other than its address.
pub(crate) enum Form {
    /// No body at all.
    Absent,
    /// `application/x-www-form-urlencoded`.
    Fields(Params),
    /// Something that is not a form.
    Other,
}

/// An incoming request.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) query: Params,
    pub(crate) form: Form,
    /// The body, where it is JSON.
    pub(crate) json: Option<Value>,
}

/// The body was larger than any honest one, or the connection broke before its end.
pub(crate) struct Unreadable;

impl Call {
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, Unreadable> {
        let (head, body) = request.into_parts();
        let body = body::to_bytes(body, BODY_LIMIT).await.map_err(|_| Unreadable)?;
        let form = match () {
            () if is_form(&head.headers) => Form::Fields(Params::parse(&body)),
            () if body.is_empty() => Form::Absent,
            () => Form::Other,
        };
        let query = Params::parse(head.uri.query().unwrap_or_default().as_bytes());
        let json = serde_json::from_slice(&body).ok();
        Ok(Self { method: head.method, uri: head.uri, headers: head.headers, query, form, json })
    }

    /// The parameters of an endpoint that takes GET with a query and POST with a form; never both at once.
    pub(crate) fn params(&self) -> Params {
        match &self.form {
            Form::Fields(fields) if self.method == Method::POST => fields.clone(),
            _ if self.method == Method::POST => Params::default(),
            _ => self.query.clone(),
        }
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        CookieJar::from_headers(&self.headers).get(name).map(|cookie| cookie.value().to_owned())
    }

    /// What follows `scheme` in the `Authorization` header. The scheme's case does not matter (RFC 9110 §11.1).
    pub(crate) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (found, rest) = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }

    /// Whether a browser says that another site made it send this request (Fetch Metadata).
    pub(crate) fn is_cross_site(&self) -> bool {
        self.headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    media_type(headers) == FORM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_content_type_makes_a_form() {
        for (value, is) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-Urlencoded; charset=utf-8", true),
            ("application/json", false),
            ("text/plain", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
            assert_eq!(is_form(&headers), is, "{value}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }
}
