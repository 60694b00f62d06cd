//! What the token endpoint has answered.
//!
//! Of the answer only the members that are used are read, and these must be right; the ID token stays text, because only
//! the check of its signature may look inside. What else the answer says is a source of claims, without tokens.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};
use url::form_urlencoded;
use vestibule_core::{
    cause::Cause,
    claims::without_tokens,
    code::ErrorCode,
    definition::{AnswerFormat, StandardError, TokenRules},
    redact::Redactor,
    secret::Secret,
};

use crate::{
    json,
    upstream_error::{Refusal, quote_error, said, status_error, token_error},
};

/// What a grant was exchanged for: an access token, an ID token or both.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access_token: Option<Secret>,
    pub(crate) id_token: Option<Secret>,
    pub(crate) refresh_token: Option<Secret>,
    /// What else the answer says.
    pub(crate) claims: Map<String, Value>,
}

/// Reads an answer as the definition says; `bound` is whether the access token has to be bound to our key (RFC 9449 §5).
pub(crate) fn read(
    answer: &Response<Bytes>,
    rules: &TokenRules,
    bound: bool,
    sent: &Redactor,
) -> Result<Tokens, Refusal> {
    let body = parse(answer.body(), rules.answer);
    let has_token =
        |body: &Map<String, Value>| rules.access_token.find(body).is_some() || body.contains_key("id_token");
    let refused = body.as_ref().is_ok_and(|body| error_of(body, rules).is_some() && !has_token(body));
    if !answer.status().is_success() || refused {
        return Err(refusal(answer, body.ok().as_ref(), rules, sent));
    }
    let body = body.map_err(malformed)?;
    let member = |name: &str| text(&body, name).map_err(malformed);
    check_kind(&body, rules, bound, sent)?;
    let access_token = match rules.access_token.find(&body) {
        None if body.get("access_token") == Some(&"".into()) => {
            return Err(malformed("its `access_token` is empty".to_owned()));
        }
        None => None,
        Some(Value::String(token)) => Some(token),
        Some(_) => return Err(malformed("its `access_token` is not a text".to_owned())),
    };
    let id_token = member("id_token")?.filter(|token| !token.is_empty()).map(str::to_owned);
    if access_token.is_none() && id_token.is_none() {
        return Err(malformed("it has neither `access_token` nor `id_token`".to_owned()));
    }
    // Without a refresh token nobody is asked again; an unusable one is no reason to keep a person out.
    let refresh_token = body.get("refresh_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let refresh_token = refresh_token.map(str::to_owned);
    let tokens = [&access_token, &id_token, &refresh_token].map(|token| token.as_deref().unwrap_or_default());
    let claims = without_tokens(body.clone(), &tokens);
    let [access_token, id_token, refresh_token] = [access_token, id_token, refresh_token].map(|t| t.map(Secret::new));
    Ok(Tokens { access_token, id_token, refresh_token, claims })
}

/// The type of the token. RFC 6749 §5.1 requires one, and some upstreams leave it out; what is bound to our key says so.
fn check_kind(body: &Map<String, Value>, rules: &TokenRules, bound: bool, sent: &Redactor) -> Result<(), Refusal> {
    let stated = text(body, "token_type").map_err(malformed)?;
    let is = |known: &str| stated.is_some_and(|kind| kind.eq_ignore_ascii_case(known));
    let shown = stated.map_or_else(|| "missing".to_owned(), |kind| sent.quote(kind));
    if bound && !is("DPoP") {
        let why = format!(
            "its `token_type` is {shown}, not DPoP: the token is not bound to our key, as this provider demands \
             (sender_constraint). Switch DPoP on for the client at the provider"
        );
        return Err(Refusal { cause: Cause::SenderConstraint, ..malformed(why) });
    }
    if bound || stated.is_none() || rules.token_types.iter().any(|known| is(known)) {
        return Ok(());
    }
    let known = rules.token_types.join(" or ");
    Err(malformed(format!("its `token_type` is {shown}, not {known}")))
}

fn parse(bytes: &[u8], format: AnswerFormat) -> Result<Map<String, Value>, String> {
    // Upstreams that answer with a form refuse with JSON.
    if format == AnswerFormat::Json || bytes.first() == Some(&b'{') {
        return json::parse_object(bytes).map_err(|error| without_text(&error));
    }
    let mut members = Map::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        if members.insert(name.into_owned(), value.into_owned().into()).is_some() {
            return Err("a member is there twice".to_owned());
        }
    }
    Ok(members)
}

/// A member that is a text; `None` when it is absent or null.
fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, String> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("its `{name}` is not a text")),
    }
}

pub(crate) fn malformed(why: String) -> Refusal {
    Refusal {
        code: ErrorCode::TokenExchangeFailed,
        cause: Cause::InvalidResponse,
        detail: format!("the answer cannot be used: {why}"),
    }
}

/// The error of an answer, empty where it has no code.
fn error_of(body: &Map<String, Value>, rules: &TokenRules) -> Option<String> {
    said(&rules.error.find(body)?)
}

fn refusal(
    answer: &Response<Bytes>,
    body: Option<&Map<String, Value>>,
    rules: &TokenRules,
    sent: &Redactor,
) -> Refusal {
    let status = answer.status();
    let error = body.and_then(|body| error_of(body, rules)).filter(|error| !error.is_empty());
    let translated = error.as_ref().and_then(|error| rules.errors.get(error)).copied();
    let standard = translated.map(StandardError::as_str).or(error.as_deref());
    let by_body = standard.map_or((ErrorCode::TokenExchangeFailed, Cause::InvalidResponse), token_error);
    let by_status = status_error(status).filter(|(_, cause)| translated.is_none() || *cause == Cause::Unavailable);
    let (code, cause) = match by_status.unwrap_or(by_body) {
        // RFC 6749 §5.2: an error response has a 4xx status. Only then is the code known to have been looked at, or where
        // the definition says so of this error.
        (code, Cause::InvalidGrant) if !status.is_client_error() && translated.is_none() => {
            (code, Cause::UpstreamError)
        }
        known => known,
    };
    let description = body.and_then(|body| rules.error_description.find(body));
    let description = description.as_ref().and_then(Value::as_str);
    let said = error.map(|error| quote_error(&error, description, sent));
    let said = said.as_deref().unwrap_or("without an error code");
    Refusal { code, cause, detail: format!("HTTP {}, {said}", status.as_u16()) }
}

/// Where reading failed, without the text that it failed on.
fn without_text(error: &serde_json::Error) -> String {
    format!("it is not one unambiguous JSON object (line {}, column {})", error.line(), error.column())
}

#[cfg(test)]
mod tests;
