//! Questions that are asked with an access token (RFC 6750): userinfo, and whatever a definition wants to know beside it.
//!
//! Whatever goes wrong here is `userinfo_failed`. No answer is quoted, because it is about a person.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    code::ErrorCode,
    driver::{Context, SignInError},
    http::Purpose,
    secret::Secret,
};

use crate::json;

/// One question with the access token.
pub(crate) struct Question<'a> {
    pub(crate) url: &'a Url,
    pub(crate) access_token: &'a Secret,
}

/// Asks an extra question of a definition. Any JSON will do.
pub(crate) async fn extra(context: &Context<'_>, question: &Question<'_>) -> Result<Value, SignInError> {
    let answer = ask(context, Purpose::Extra, question, "application/json").await?;
    json::parse(answer.body()).map_err(|_| failed(question, "HTTP 200, but not JSON"))
}

/// The claims of an answer that is not signed.
pub(crate) fn read_claims(
    answer: &Response<Bytes>,
    question: &Question<'_>,
) -> Result<Map<String, Value>, SignInError> {
    json::parse_object(answer.body()).map_err(|_| failed(question, "HTTP 200, but not a JSON object"))
}

/// Asks, and returns an answer with the status 200.
pub(crate) async fn ask(
    context: &Context<'_>,
    purpose: Purpose,
    question: &Question<'_>,
    accept: &str,
) -> Result<Response<Bytes>, SignInError> {
    let bearer = Secret::new(format!("Bearer {}", question.access_token.expose()));
    let mut bearer = HeaderValue::from_str(bearer.expose())
        .map_err(|_| failed(question, "the access token holds characters that cannot be sent"))?;
    bearer.set_sensitive(true);
    let request = Request::builder()
        .uri(question.url.as_str())
        .header(header::ACCEPT, accept)
        .header(header::AUTHORIZATION, bearer)
        .body(Bytes::new())
        .map_err(|error| failed(question, &error.to_string()))?;
    let answer = context.http.send(purpose, request).await.map_err(|error| failed(question, &error.to_string()))?;
    if answer.status().as_u16() == 200 {
        Ok(answer)
    } else {
        Err(failed(question, &format!("HTTP {}", answer.status().as_u16())))
    }
}

/// The failure of a question.
pub(crate) fn failed(question: &Question<'_>, reason: &str) -> SignInError {
    let url = crate::http::without_query(question.url);
    SignInError::new(ErrorCode::UserinfoFailed, format!("userinfo of {url}: {reason}"))
}
