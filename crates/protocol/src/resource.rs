//! Requests with an access token (RFC 6750, RFC 9449 §7): userinfo, and the `[[requests]]` of a definition.
//!
//! Whatever goes wrong here is `userinfo_failed`. No answer is quoted, because it is about a person, but the error of a
//! refusal, which is about the token.

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use http_auth::ChallengeParser;
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    claims::without_token,
    code::ErrorCode,
    driver::{Context, SignInError},
    http::Purpose,
    redact::Redactor,
    secret::Secret,
};

use crate::{
    answers::Answers,
    dpop::{self, Dpop, NotSent},
    json,
    sending::Sending,
    upstream_error::{quote_error, said},
};

/// One request with the access token.
pub(crate) struct ResourceRequest<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) url: &'a Url,
    pub(crate) sending: &'a Sending,
    /// `None` only where it is not sent.
    pub(crate) access_token: Option<&'a Secret>,
    /// What the access token is bound to.
    pub(crate) dpop: Option<&'a Dpop>,
    /// What can be filled in.
    pub(crate) answers: &'a Answers,
    /// What is removed from the upstream's words, in addition to the access token.
    pub(crate) sent: &'a Redactor,
}

/// What is requested.
#[derive(Clone, Copy)]
pub(crate) enum Kind<'a> {
    Userinfo,
    /// An entry of `[[requests]]`, by its name.
    Extra(&'a str),
}

/// Makes an extra request of a definition. Any JSON will do.
pub(crate) async fn get_json(
    context: &Context<'_>,
    request: &ResourceRequest<'_>,
) -> Result<(Value, Response<Bytes>), SignInError> {
    let answer = get(context, request, "application/json").await?;
    let value = json::parse(answer.body()).map_err(|_| request.failed("HTTP 200, but not JSON"))?;
    if let Value::Object(object) = &value {
        request.refuse_error(object)?;
    }
    Ok((request.without_token(value), answer))
}

/// Sends the request, and returns an answer with the status 200.
pub(crate) async fn get(
    context: &Context<'_>,
    request: &ResourceRequest<'_>,
    accept: &str,
) -> Result<Response<Bytes>, SignInError> {
    let bound = request.dpop.is_some();
    let compose = || {
        let sent = request.sending.compose(request.url, accept, (request.access_token, bound), request.answers);
        sent.map_err(|reason| request.failed(&reason))
    };
    let answer = dpop::send(context, request.kind.purpose(), request.dpop, request.access_token, compose).await;
    let answer = answer.map_err(|error| match error {
        NotSent::Composing(error) => error,
        NotSent::Http(error) => SignInError { cause: Cause::from(&error), ..request.failed(&error.to_string()) },
    })?;
    match answer.status().as_u16() {
        200 => Ok(answer),
        status => Err(request.failed(&format!("HTTP {status}{}", request.reason(&answer)))),
    }
}

impl ResourceRequest<'_> {
    /// The claims of an answer that is not signed.
    pub(crate) fn read_claims(&self, answer: &Response<Bytes>) -> Result<Map<String, Value>, SignInError> {
        let claims = json::parse_object(answer.body()).map_err(|_| self.failed("HTTP 200, but not a JSON object"))?;
        self.refuse_error(&claims)?;
        match self.without_token(Value::Object(claims)) {
            Value::Object(claims) => Ok(claims),
            _ => Ok(Map::new()),
        }
    }

    /// An answer as claims are made of it.
    fn without_token(&self, answer: Value) -> Value {
        match self.access_token {
            Some(token) => without_token(answer, token.expose()),
            None => answer,
        }
    }

    /// An answer with the status 200 that is a refusal, by the definition's rule.
    fn refuse_error(&self, answer: &Map<String, Value>) -> Result<(), SignInError> {
        match self.sending.error.find(answer).as_ref().and_then(said) {
            Some(error) => Err(self.failed(&format!("HTTP 200, but {}", self.redactor().quote(&error)))),
            None => Ok(()),
        }
    }

    fn redactor(&self) -> Redactor {
        let mut sent = self.sent.clone();
        self.access_token.into_iter().for_each(|token| sent.add(token.expose()));
        sent
    }

    /// What a refusal says about itself (RFC 6750 §3), with what comes before it in a sentence.
    fn reason(&self, answer: &Response<Bytes>) -> String {
        let sent = self.redactor();
        let by_body = || {
            let body = json::parse_object(answer.body()).ok()?;
            let member = |name: &str| body.get(name).and_then(Value::as_str);
            Some(quote_error(member("error")?, member("error_description"), &sent))
        };
        by_challenge(answer.headers(), &sent).or_else(by_body).map(|said| format!(", {said}")).unwrap_or_default()
    }

    /// The failure of this request.
    pub(crate) fn failed(&self, reason: &str) -> SignInError {
        self.kind.failed(self.url, &self.redactor().redact(reason))
    }
}

impl Kind<'_> {
    /// The failure of a request to this URL.
    pub(crate) fn failed(self, url: &Url, reason: &str) -> SignInError {
        let url = crate::http::without_query(url);
        let (cause, detail) = match self {
            Self::Userinfo => (Cause::Userinfo, format!("userinfo of {url}: {reason}")),
            Self::Extra(name) => (Cause::ExtraRequest, format!("request `{name}` to {url}: {reason}")),
        };
        SignInError::new(ErrorCode::UserinfoFailed, cause, detail)
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::Userinfo => Purpose::Userinfo,
            Self::Extra(_) => Purpose::Extra,
        }
    }
}

/// `error` and `error_description` of a challenge; a header that is none, or that names no error, as it is.
fn by_challenge(headers: &HeaderMap, sent: &Redactor) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(header::WWW_AUTHENTICATE)?.as_bytes()).into_owned();
    let challenges: Vec<_> = ChallengeParser::new(&text).filter_map(Result::ok).collect();
    let find = |wanted: &str| {
        let mut all = challenges.iter().flat_map(|challenge| &challenge.params);
        all.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.to_unescaped())
    };
    match find("error") {
        Some(error) => Some(quote_error(&error, find("error_description").as_deref(), sent)),
        None => Some(format!("WWW-Authenticate: {}", sent.quote(&text))),
    }
}
