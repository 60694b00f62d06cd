//! How a request with the access token looks: the rules of a definition, bound.

use http::{HeaderName, HeaderValue, Request, header};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    claims::ClaimPaths,
    definition::{BodyFormat, Method, RequestRules, TokenPlace},
    secret::Secret,
};

use crate::{answers::Answers, binding::Binding, client_auth::encode_form, filled::BoundText};

/// The rules of one request, bound.
#[derive(Clone)]
pub(crate) struct Sending {
    method: Method,
    format: BodyFormat,
    body: Vec<(String, BoundText)>,
    headers: Headers,
    access_token: TokenPlace,
    /// Where an error is in an answer with the status 200.
    pub(crate) error: ClaimPaths,
}

/// Headers that a definition adds.
pub(crate) type Headers = Vec<(HeaderName, HeaderValue)>;

impl Sending {
    /// Whether it needs an access token.
    pub(crate) fn needs_token(&self) -> bool {
        self.access_token != TokenPlace::Absent
    }

    /// The request to a URL. A token that is `bound` to our key says so (RFC 9449 §7.1). The error holds no secret.
    pub(crate) fn compose(
        &self,
        url: &Url,
        accept: &str,
        (token, bound): (Option<&Secret>, bool),
        answers: &Answers,
    ) -> Result<Request<bytes::Bytes>, String> {
        let mut url = url.clone();
        let mut body = Vec::new();
        for (name, value) in &self.body {
            body.push((name.clone(), value.fill(answers)?));
        }
        let mut request = Request::builder().header(header::ACCEPT, accept);
        if let Some(token) = token {
            match &self.access_token {
                TokenPlace::Authorization(scheme) => {
                    let scheme = if bound { "DPoP" } else { scheme };
                    request =
                        request.header(header::AUTHORIZATION, sensitive(&format!("{scheme} {}", token.expose()))?);
                }
                TokenPlace::Header(name) => request = request.header(name, sensitive(token.expose())?),
                TokenPlace::Query(name) => drop(url.query_pairs_mut().append_pair(name, token.expose())),
                TokenPlace::Path => {
                    let mut segments = url.path_segments_mut().map_err(|()| "this URL has no path".to_owned())?;
                    segments.pop_if_empty().push(token.expose());
                }
                TokenPlace::Body(name) => body.push((name.clone(), token.expose().to_owned())),
                TokenPlace::Absent => {}
            }
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.uri(url.as_str());
        let request = match (self.method, body.is_empty()) {
            (Method::Get, _) => request.body(bytes::Bytes::new()),
            (Method::Post, true) => request.method(http::Method::POST).body(bytes::Bytes::new()),
            (Method::Post, false) => {
                let (kind, text) = encode(self.format, body);
                request.method(http::Method::POST).header(header::CONTENT_TYPE, kind).body(text.into())
            }
        };
        request.map_err(|_| "the request cannot be made: its URL is too long, or a value cannot be sent".to_owned())
    }
}

/// A body and its media type.
pub(crate) fn encode(format: BodyFormat, members: Vec<(String, String)>) -> (&'static str, String) {
    match format {
        BodyFormat::Form => {
            let pairs = members.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            ("application/x-www-form-urlencoded", encode_form(pairs))
        }
        BodyFormat::Json => {
            let object: Map<String, Value> = members.into_iter().map(|(name, value)| (name, value.into())).collect();
            ("application/json", Value::Object(object).to_string())
        }
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, String> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| "the access token holds characters that cannot be sent".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

impl Binding<'_> {
    /// The rules of a request.
    pub(crate) fn sending(&mut self, rules: &RequestRules) -> Sending {
        Sending {
            method: rules.method,
            format: rules.format,
            body: self.texts(&rules.body),
            headers: self.headers(&rules.headers),
            access_token: rules.access_token.clone(),
            error: rules.error.clone(),
        }
    }

    /// Headers of the definition; one whose credential is not entered is left out.
    pub(crate) fn headers(&mut self, headers: &std::collections::BTreeMap<String, String>) -> Headers {
        let mut bound = Vec::new();
        for (name, template) in headers {
            let Some(value) = self.text(template).and_then(|text| text.fill(&Answers::default()).ok()) else {
                continue;
            };
            match (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => bound.push((name, value)),
                (Err(_), _) => {} // the definition's own check has refused it
                (_, Err(_)) => {
                    let credential =
                        vestibule_core::template::placeholders(template).next().unwrap_or_default().to_owned();
                    self.refuse_credential(
                        &credential,
                        "this cannot be sent in a header; use letters, digits and signs on one line",
                    );
                }
            }
        }
        bound
    }
}
