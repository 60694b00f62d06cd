//! Requests with an access token (RFC 6750): userinfo, and the `[[requests]]` of a definition.
//!
//! Whatever goes wrong here is `userinfo_failed`. No answer is quoted, because it is about a person.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
    http::Purpose,
    secret::Secret,
};

use crate::json;

/// One request with the access token.
pub(crate) struct ResourceRequest<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) url: &'a Url,
    pub(crate) access_token: &'a Secret,
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
        status => Err(request.failed(&format!("HTTP {status}"))),
    }
}

impl ResourceRequest<'_> {
    /// The claims of an answer that is not signed.
    pub(crate) fn read_claims(&self, answer: &Response<Bytes>) -> Result<Map<String, Value>, SignInError> {
        json::parse_object(answer.body()).map_err(|_| self.failed("HTTP 200, but not a JSON object"))
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
