//! Requests that the host shall make, and their answers.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::refusal::{Refusal, code};

/// Asks the host for HTTP: all requests at once, and `resume` with the answers in the same order.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fetch {
    /// At most 8, each to a host that the definition lists. They are sent once and follow no redirects.
    pub requests: Vec<Request>,
    /// What `resume` shall see again, at most 64 KiB. It stays in the host.
    #[serde(default)]
    pub saved: String,
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch").field("requests", &self.requests).finish_non_exhaustive()
    }
}

impl Fetch {
    /// Several requests.
    pub fn all(requests: impl IntoIterator<Item = Request>) -> Self {
        Self { requests: requests.into_iter().collect(), saved: String::new() }
    }

    /// One GET.
    pub fn get(url: impl Into<String>) -> Self {
        Self::all([Request::new(Method::Get, url)])
    }

    /// One POST of a form that is encoded already.
    pub fn post_form(url: impl Into<String>, form: impl Into<String>) -> Self {
        Self::all([Request::post_form(url, form)])
    }

    /// Adds a header to the last request.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Some(request) = self.requests.pop() {
            self.requests.push(request.header(name, value));
        }
        self
    }

    /// What `resume` shall see again.
    #[must_use]
    pub fn saving(mut self, saved: impl Into<String>) -> Self {
        self.saved = saved.into();
        self
    }
}

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Sends a body.
    Post,
}

/// One request. Printing it shows where it goes, without the query.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to: https, and a host that the definition lists.
    pub url: String,
    /// Headers: `accept`, `accept-language`, `authorization`, `content-type` and `x-…`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body of a POST.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// When it gets no answer: false ends the sign-in, true hands the failure to `resume`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: BTreeMap::new(), body: None, optional: false }
    }

    /// A POST of a form that is encoded already.
    pub fn post_form(url: impl Into<String>, form: impl Into<String>) -> Self {
        let request = Self { body: Some(form.into()), ..Self::new(Method::Post, url) };
        request.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_owned(), value.into());
        self
    }

    /// Makes the sign-in go on without an answer.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        f.debug_struct("Request").field("method", &self.method).field("url", &url).finish_non_exhaustive()
    }
}

/// The answers to the last [`Fetch`], in the order of its requests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// One for each request.
    pub answers: Vec<Answer>,
}

impl Answers {
    /// The first answer.
    pub fn first(&self) -> Result<&Answer, Refusal> {
        self.get(0)
    }

    /// The answer to the request of that index.
    pub fn get(&self, index: usize) -> Result<&Answer, Refusal> {
        self.answers.get(index).ok_or_else(|| Refusal::unsupported("there is no answer of that number"))
    }
}

/// What became of one request, tagged by `kind`. Printing it shows the status alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Answer {
    /// The upstream answered.
    #[non_exhaustive]
    Response {
        /// The HTTP status.
        status: u16,
        /// Headers by their names in lower case, without cookies.
        headers: BTreeMap<String, String>,
        /// The body, at most 1 MiB.
        body: String,
    },
    /// It did not. Only an optional request can have this.
    #[non_exhaustive]
    Failed {
        /// Why, for the log.
        reason: String,
    },
    /// Something newer than this crate.
    #[serde(other)]
    Unknown,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response { status, .. } => write!(f, "Response({status})"),
            Self::Failed { reason } => write!(f, "Failed({reason})"),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}

impl Answer {
    /// An answer of the upstream.
    pub fn response(status: u16, headers: BTreeMap<String, String>, body: impl Into<String>) -> Self {
        Self::Response { status, headers, body: body.into() }
    }

    /// A text of the upstream.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::response(status, BTreeMap::new(), body)
    }

    /// JSON of the upstream.
    #[expect(clippy::needless_pass_by_value, reason = "reads as a literal where it is used")]
    pub fn json(status: u16, body: Value) -> Self {
        Self::text(status, body.to_string())
    }

    /// No answer.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Failed { reason: reason.into() }
    }

    /// The answer, when its status is 2xx. 401 and 403 become `provider_misconfigured`, 429 and 5xx
    /// `provider_unavailable`, others `provider_error`.
    pub fn ok(&self) -> Result<&Self, Refusal> {
        let Self::Response { status, .. } = self else {
            return Err(Refusal::new(code::PROVIDER_UNAVAILABLE, "the upstream gave no answer"));
        };
        let code = match status {
            200..300 => return Ok(self),
            401 | 403 => code::PROVIDER_MISCONFIGURED,
            429 | 500.. => code::PROVIDER_UNAVAILABLE,
            _ => code::PROVIDER_ERROR,
        };
        Err(Refusal::new(code, format!("the upstream answered with the status {status}")))
    }

    /// The body; empty when there was no answer.
    pub fn body(&self) -> &str {
        match self {
            Self::Response { body, .. } => body,
            _ => "",
        }
    }

    /// The body as JSON.
    pub fn json_body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_str(self.body())
            .map_err(|_| Refusal::provider_error("the answer is not the JSON that is expected"))
    }
}
