//! Requests with an access token (RFC 6750): userinfo, and the `[[requests]]` of a definition.
//!
//! Whatever goes wrong here is `userinfo_failed`. No answer is quoted, because it is about a person, but the error of a
//! refusal, which is about the token.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use http_auth::ChallengeParser;
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
    http::Purpose,
    redact::Redactor,
    secret::Secret,
};

use crate::{json, upstream_error::quote_error};

/// An extra call of a definition, bound.
pub(crate) struct ExtraCall {
    pub(crate) name: String,
    pub(crate) url: Url,
    /// Whether a sign-in goes on without it.
    pub(crate) optional: bool,
}

/// One request with the access token.
pub(crate) struct ResourceRequest<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) url: &'a Url,
    pub(crate) access_token: &'a Secret,
    /// What is removed from the upstream's words, in addition to the access token.
    pub(crate) sent: &'a Redactor,
}

/// What is requested.
pub(crate) enum Kind<'a> {
    Userinfo,
    /// An entry of `[[requests]]`, by its name.
    Extra(&'a str),
}

/// Makes an extra request of a definition. Any JSON will do.
pub(crate) async fn get_json(context: &Context<'_>, request: &ResourceRequest<'_>) -> Result<Value, SignInError> {
    let answer = get(context, request, "application/json").await?;
    json::parse(answer.body()).map_err(|_| request.failed("HTTP 200, but not JSON"))
}

/// Makes the extra requests of a definition. The answer of an optional one that fails is left out.
pub(crate) async fn call_all(
    context: &Context<'_>,
    calls: &[ExtraCall],
    access_token: &Secret,
    sent: &Redactor,
) -> Result<BTreeMap<String, Value>, SignInError> {
    let mut answers = BTreeMap::new();
    for ExtraCall { name, url, optional } in calls {
        let request = ResourceRequest { kind: Kind::Extra(name), url, access_token, sent };
        match get_json(context, &request).await {
            Ok(answer) => drop(answers.insert(name.clone(), answer)),
            Err(error) if *optional => {
                tracing::warn!("an optional request failed; its claims are absent: {}", sent.redact(&error.detail));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(answers)
}

/// Sends the request, and returns an answer with the status 200.
pub(crate) async fn get(
    context: &Context<'_>,
    request: &ResourceRequest<'_>,
    accept: &str,
) -> Result<Response<Bytes>, SignInError> {
    let bearer = Secret::new(format!("Bearer {}", request.access_token.expose()));
    let mut bearer = HeaderValue::from_str(bearer.expose())
        .map_err(|_| request.failed("the access token holds characters that cannot be sent"))?;
    bearer.set_sensitive(true);
    let sent = Request::builder()
        .uri(request.url.as_str())
        .header(header::ACCEPT, accept)
        .header(header::AUTHORIZATION, bearer)
        .body(Bytes::new())
        .map_err(|error| request.failed(&error.to_string()))?;
    let answer = context.http.send(request.purpose(), sent).await;
    let answer =
        answer.map_err(|error| SignInError { cause: Cause::from(&error), ..request.failed(&error.to_string()) })?;
    match answer.status().as_u16() {
        200 => Ok(answer),
        status => Err(request.failed(&format!("HTTP {status}{}", request.reason(&answer)))),
    }
}

impl ResourceRequest<'_> {
    /// The claims of an answer that is not signed.
    pub(crate) fn read_claims(&self, answer: &Response<Bytes>) -> Result<Map<String, Value>, SignInError> {
        json::parse_object(answer.body()).map_err(|_| self.failed("HTTP 200, but not a JSON object"))
    }

    /// What a refusal says about itself (RFC 6750 §3), with what comes before it in a sentence.
    fn reason(&self, answer: &Response<Bytes>) -> String {
        let mut sent = self.sent.clone();
        sent.add(self.access_token.expose());
        let by_body = || {
            let body = json::parse_object(answer.body()).ok()?;
            let member = |name: &str| body.get(name).and_then(Value::as_str);
            Some(quote_error(member("error")?, member("error_description"), &sent))
        };
        by_challenge(answer.headers(), &sent).or_else(by_body).map(|said| format!(", {said}")).unwrap_or_default()
    }

    /// The failure of this request.
    pub(crate) fn failed(&self, reason: &str) -> SignInError {
        let url = crate::http::without_query(self.url);
        let (cause, detail) = match self.kind {
            Kind::Userinfo => (Cause::Userinfo, format!("userinfo of {url}: {reason}")),
            Kind::Extra(name) => (Cause::ExtraRequest, format!("request `{name}` to {url}: {reason}")),
        };
        SignInError::new(ErrorCode::UserinfoFailed, cause, detail)
    }

    const fn purpose(&self) -> Purpose {
        match self.kind {
            Kind::Userinfo => Purpose::Userinfo,
            Kind::Extra(_) => Purpose::Extra,
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
