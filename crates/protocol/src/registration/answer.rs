//! What an upstream answers to a registration, or to a change of one (RFC 7591 §3.2, RFC 7592 §3).

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value};
use vestibule_core::{
    cause::Cause,
    clock::Timestamp,
    code::ErrorCode,
    definition::ClientAuthentication,
    redact::{Redactor, escape_for_log},
    secret::Secret,
};

use super::{
    request::{method_name, parse_method},
    stored::{Client, Management},
};
use crate::{
    endpoint::EndpointRules,
    json,
    upstream_error::{Refusal, quote_error, status_error},
};

/// Longer ids and secrets are no ids and secrets.
const MAX_LENGTH: usize = 4_096;

/// What was sent.
pub(super) struct Sent<'a> {
    /// What was asked for.
    pub(super) requested: &'a Map<String, Value>,
    pub(super) authentication: ClientAuthentication,
    /// Whether an initial access token was sent.
    pub(super) with_token: bool,
    /// The client that is changed.
    pub(super) former: Option<&'a Client>,
    /// What is removed from the upstream's words.
    pub(super) redactor: &'a Redactor,
    pub(super) now: Timestamp,
}

/// Reads the answer. The error says what happened and what to do.
pub(super) fn read(answer: &Response<Bytes>, sent: &Sent<'_>, rules: &EndpointRules<'_>) -> Result<Client, Refusal> {
    let body = json::parse_object(answer.body());
    if !answer.status().is_success() {
        return Err(refusal(answer.status(), body.ok().as_ref(), sent));
    }
    let unusable = |why: String| misconfigured(Cause::InvalidResponse, format!("the answer cannot be used: {why}"));
    let body = body.map_err(|_| unusable("it is not one unambiguous JSON object".to_owned()))?;
    let text = |name: &str| match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) if text.len() <= MAX_LENGTH => Ok(Some(text.as_str())),
        Some(_) => Err(unusable(format!("its `{name}` is not a text of at most {MAX_LENGTH} bytes"))),
    };
    let client_id = text("client_id")?.ok_or_else(|| unusable("it has no `client_id`".to_owned()))?;
    if sent.former.is_some_and(|former| former.client_id != client_id) {
        return Err(unusable("it is about another client".to_owned()));
    }
    let authentication = match text("token_endpoint_auth_method")? {
        None => sent.authentication,
        Some(name) => parse_method(name).ok_or_else(|| {
            let name = escape_for_log(name);
            unusable(format!("the client would have to authenticate with {name}, which is not supported here"))
        })?,
    };
    // A change keeps the secret unless the answer brings another one.
    let former_secret = sent.former.and_then(|former| former.client_secret.clone());
    let client_secret = text("client_secret")?.map(Secret::new).or(former_secret);
    if needs_secret(authentication) && client_secret.is_none() {
        let method = method_name(authentication);
        return Err(unusable(format!("it has no `client_secret`, which {method} needs")));
    }
    let secret_expires_at = expiry(&body, sent).map_err(unusable)?.filter(|_| needs_secret(authentication));
    check_redirect_uris(&body, sent.requested)?;
    Ok(Client {
        client_id: client_id.to_owned(),
        client_secret: client_secret.filter(|_| needs_secret(authentication)),
        authentication,
        algorithm: None,
        secret_expires_at,
        management: management(text("registration_client_uri")?, text("registration_access_token")?, sent, rules),
        requested: sent.requested.clone(),
    })
}

fn needs_secret(authentication: ClientAuthentication) -> bool {
    !matches!(authentication, ClientAuthentication::None | ClientAuthentication::PrivateKeyJwt)
}

/// When the secret ends; 0 is never (RFC 7591 §3.2.1).
fn expiry(body: &Map<String, Value>, sent: &Sent<'_>) -> Result<Option<i64>, String> {
    let at = match body.get("client_secret_expires_at") {
        None | Some(Value::Null) => return Ok(sent.former.and_then(|former| former.secret_expires_at)),
        Some(value) => value.as_i64().ok_or("its `client_secret_expires_at` is not a number of seconds")?,
    };
    match at {
        0 => Ok(None),
        at if at <= sent.now.timestamp() => Err("its client secret has expired already".to_owned()),
        at => Ok(Some(at)),
    }
}

/// An upstream may register other values than those that were asked for (RFC 7591 §3.2.1). Without our redirect URI
/// nobody could sign in.
fn check_redirect_uris(body: &Map<String, Value>, requested: &Map<String, Value>) -> Result<(), Refusal> {
    let list = |members: &Map<String, Value>| members.get("redirect_uris").and_then(Value::as_array).cloned();
    let (Some(registered), Some(wanted)) = (list(body), list(requested)) else { return Ok(()) };
    match wanted.iter().find(|uri| !registered.contains(uri)) {
        None => Ok(()),
        Some(missing) => {
            let missing = escape_for_log(missing.as_str().unwrap_or_default());
            let detail = format!("the client was registered without the redirect URI {missing}. Register one by hand");
            Err(misconfigured(Cause::RedirectUri, detail))
        }
    }
}

/// Without both, or with a URL that may not be asked, the client is only changed by hand.
fn management(
    uri: Option<&str>,
    token: Option<&str>,
    sent: &Sent<'_>,
    rules: &EndpointRules<'_>,
) -> Option<Management> {
    let former = || sent.former.and_then(|former| former.management.clone());
    let uri = match uri {
        None => former()?.uri,
        Some(uri) => match rules.parse(uri) {
            Ok(uri) => uri,
            Err(reason) => {
                tracing::warn!("the registered client cannot be changed by a request: its URL {reason}");
                return None;
            }
        },
    };
    // A changed client may have another token (RFC 7592 §3).
    let token = token.map(Secret::new).or_else(|| former().map(|former| former.token))?;
    Some(Management { uri, token })
}

fn refusal(status: StatusCode, body: Option<&Map<String, Value>>, sent: &Sent<'_>) -> Refusal {
    let member = |name: &str| body.and_then(|body| body.get(name)).and_then(Value::as_str);
    let error = member("error");
    let said = error.map(|error| quote_error(error, member("error_description"), sent.redactor));
    let said = format!("HTTP {}, {}", status.as_u16(), said.as_deref().unwrap_or("without an error code"));
    if let Some((code, cause @ Cause::Unavailable)) = status_error(status) {
        return Refusal { code, cause, detail: said };
    }
    let (cause, advice) = match (status.as_u16(), error) {
        (401 | 403 | 404, _) if sent.former.is_some() => (
            Cause::Registration,
            "The client is not registered there any more, or may not be changed. Choose \"Register again\"",
        ),
        (401 | 403, _) if sent.with_token => {
            (Cause::Registration, "Its initial access token was not accepted: enter a new one")
        }
        (401 | 403, _) => (
            Cause::Registration,
            "It registers clients with an initial access token only: enter the one that you get there",
        ),
        (_, Some("invalid_redirect_uri")) => {
            (Cause::RedirectUri, "It does not take our redirect URI. Compare public_url with its rules for clients")
        }
        (404 | 405 | 501, _) => (Cause::Registration, "It registers no clients. Register one there by hand"),
        (_, Some("invalid_client_metadata")) => {
            (Cause::Registration, "It does not register a client such as ours. Register one there by hand")
        }
        (_, Some("invalid_software_statement" | "unapproved_software_statement")) => {
            (Cause::Registration, "It asks for a software statement, which is not supported. Register a client by hand")
        }
        _ => (Cause::Registration, "Check its rules for registering clients, or register one there by hand"),
    };
    misconfigured(cause, format!("{said}. {advice}"))
}

fn misconfigured(cause: Cause, detail: String) -> Refusal {
    Refusal { code: ErrorCode::ProviderMisconfigured, cause, detail }
}
