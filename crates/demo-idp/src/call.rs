//! One incoming request, read completely: the one place that parses queries, forms and cookies.
//!
//! Parameters follow RFC 6749 §3.1: one without a value counts as left out, and one that is repeated is an error.

use axum::{
    body::{self, Body},
    extract::Request,
    http::{HeaderMap, Method, Uri, header},
};
use axum_extra::extract::CookieJar;
use url::form_urlencoded;
use vestibule_core::media_type::{FORM, media_type};

/// A request of an honest client is a few kilobytes.
const BODY_LIMIT: usize = 64 * 1024;

/// A parameter that may stand once stood more often.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repeated(pub(crate) String);

/// The parameters of a query or a form, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value of a parameter, if it has one.
    pub(crate) fn find(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Repeated(name.to_owned())),
            (first, None) => Ok(first.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())),
        }
    }

    /// The value of a parameter, absent also when it is repeated: for hints that nothing depends on.
    pub(crate) fn hint(&self, name: &str) -> Option<&str> {
        self.find(name).ok().flatten()
    }

    /// The same with `name` standing once, with that value.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut params = self.without(&[name]);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The same without those parameters.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(key, _)| !names.contains(&key.as_str())).cloned().collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }
}

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
        Ok(Self { method: head.method, uri: head.uri, headers: head.headers, query, form })
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
    fn parameters_follow_the_rule_of_rfc_6749() {
        let params = Params::parse(b"a=1&empty=&b=2&b=3&sp%61ce=x+y");
        assert_eq!(params.find("a"), Ok(Some("1")));
        assert_eq!(params.find("empty"), Ok(None), "without a value is left out");
        assert_eq!(params.find("absent"), Ok(None));
        assert_eq!(params.find("b"), Err(Repeated("b".into())));
        assert_eq!(params.find("space"), Ok(Some("x y")));
        assert_eq!(params.hint("b"), None);
    }

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
