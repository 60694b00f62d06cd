//! The token endpoint: one code or refresh token, one request, one answer. Shared by every driver.
//!
//! Of the answer only the members that are used are read, and these must be right; the ID token stays text, because only
//! the check of its signature may look inside.

use bytes::Bytes;
use http::{Method, Request, Response, header};
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

use crate::{
    client_auth::{ClientAuth, encode_form},
    json,
    upstream_error::{Refusal, no_answer, quote_error, status_error, token_error},
};

/// What is exchanged for tokens.
pub(crate) enum Grant<'a> {
    Code {
        code: &'a Secret,
        redirect_uri: &'a str,
        /// Absent only where a definition switches PKCE off.
        code_verifier: Option<&'a Secret>,
    },
    RefreshToken(&'a Secret),
}

/// One exchange of a grant.
pub(crate) struct TokenRequest<'a> {
    pub(crate) endpoint: &'a Url,
    pub(crate) client_id: &'a str,
    pub(crate) auth: &'a ClientAuth,
    /// Whom an assertion is for.
    pub(crate) audience: &'a str,
    pub(crate) grant: Grant<'a>,
    /// What is removed from the upstream's words, in addition to what this request holds.
    pub(crate) sent: &'a Redactor,
}

/// What a grant was exchanged for: an access token, an ID token or both.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access_token: Option<Secret>,
    pub(crate) id_token: Option<Secret>,
    pub(crate) refresh_token: Option<Secret>,
}

/// Exchanges a grant, once: an upstream that sees a code or a refresh token twice may revoke what it gave for it (RFC 6749
/// §4.1.2, RFC 9700 §4.14.2).
pub(crate) async fn exchange(context: &Context<'_>, request: &TokenRequest<'_>) -> Result<Tokens, SignInError> {
    let mut redactor = request.sent.clone();
    let sent = compose(context, request, &mut redactor)?;
    let what = || request.what();
    let answer = context.http.send(Purpose::Token, sent).await;
    let answer = answer.map_err(|error| no_answer(&what(), &error, ErrorCode::TokenExchangeFailed))?;
    read(&answer, &redactor).map_err(|refusal| refusal.during(&what()))
}

impl TokenRequest<'_> {
    fn what(&self) -> String {
        format!("token request to {}", crate::http::without_query(self.endpoint))
    }

    /// The access token of an answer, where something needs one.
    pub(crate) fn access_token<'t>(&self, tokens: &'t Tokens) -> Result<&'t Secret, SignInError> {
        let missing =
            || malformed("it has no `access_token`, which this provider needs".to_owned()).during(&self.what());
        tokens.access_token.as_ref().ok_or_else(missing)
    }
}

fn compose(
    context: &Context<'_>,
    request: &TokenRequest<'_>,
    redactor: &mut Redactor,
) -> Result<Request<Bytes>, SignInError> {
    let internal = |detail: String| SignInError::new(ErrorCode::Internal, Cause::Internal, detail);
    let proof = request.auth.prove(request.client_id, request.audience, context.clock, context.random);
    let proof = proof.map_err(|error| internal(error.to_string()))?;
    proof.redact(redactor);
    let mut parameters = match &request.grant {
        Grant::Code { code, redirect_uri, .. } => {
            redactor.add(code.expose());
            vec![("grant_type", "authorization_code"), ("code", code.expose()), ("redirect_uri", *redirect_uri)]
        }
        Grant::RefreshToken(token) => {
            redactor.add(token.expose());
            vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())]
        }
    };
    if let Grant::Code { code_verifier: Some(verifier), .. } = &request.grant {
        redactor.add(verifier.expose());
        parameters.push(("code_verifier", verifier.expose()));
    }
    if request.auth.names_client_in_body() {
        parameters.push(("client_id", request.client_id));
    }
    parameters.extend(proof.parameters.iter().map(|(name, value)| (*name, value.as_str())));
    let mut sent = Request::builder()
        .method(Method::POST)
        .uri(request.endpoint.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    if let Some(authorization) = proof.authorization {
        sent = sent.header(header::AUTHORIZATION, authorization);
    }
    sent.body(encode_form(parameters).into()).map_err(|error| internal(error.to_string()))
}

fn read(answer: &Response<Bytes>, sent: &Redactor) -> Result<Tokens, Refusal> {
    let status = answer.status();
    let body = json::parse_object(answer.body());
    let has_token = |body: &Map<String, Value>| body.contains_key("access_token") || body.contains_key("id_token");
    let refused = body.as_ref().is_ok_and(|body| body.contains_key("error") && !has_token(body));
    if !status.is_success() || refused {
        return Err(refusal(answer, body.ok().as_ref(), sent));
    }
    let body = body.map_err(|error| malformed(without_text(&error)))?;
    let member = |name: &str| text(&body, name).map_err(malformed);
    let kind = member("token_type")?;
    if let Some(other) = kind.filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(malformed(format!("its `token_type` is {}, not Bearer", sent.quote(other))));
    }
    let access_token = member("access_token")?;
    if access_token == Some("") {
        return Err(malformed("its `access_token` is empty".to_owned()));
    }
    let id_token = member("id_token")?.filter(|token| !token.is_empty());
    if access_token.is_none() && id_token.is_none() {
        return Err(malformed("it has neither `access_token` nor `id_token`".to_owned()));
    }
    // Without a refresh token nobody is asked again; an unusable one is no reason to keep a person out.
    let refresh_token = body.get("refresh_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    Ok(Tokens {
        access_token: access_token.map(Secret::new),
        id_token: id_token.map(Secret::new),
        refresh_token: refresh_token.map(Secret::new),
    })
}

/// A member that is a text; `None` when it is absent or null.
fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, String> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("its `{name}` is not a text")),
    }
}

fn malformed(why: String) -> Refusal {
    Refusal {
        code: ErrorCode::TokenExchangeFailed,
        cause: Cause::InvalidResponse,
        detail: format!("the answer cannot be used: {why}"),
    }
}

fn refusal(answer: &Response<Bytes>, body: Option<&Map<String, Value>>, sent: &Redactor) -> Refusal {
    let status = answer.status();
    let member = |name: &str| body.and_then(|body| body.get(name)).and_then(Value::as_str);
    let by_body = member("error").map_or((ErrorCode::TokenExchangeFailed, Cause::InvalidResponse), token_error);
    let (code, cause) = match status_error(status).unwrap_or(by_body) {
        // RFC 6749 §5.2: an error response has a 4xx status. Only then is the code known to have been looked at.
        (code, Cause::InvalidGrant) if !status.is_client_error() => (code, Cause::UpstreamError),
        known => known,
    };
    let advice = match code {
        ErrorCode::ProviderMisconfigured => {
            ". Check client_id, client_secret and the client's settings at the provider"
        }
        _ => "",
    };
    let said = member("error").map(|error| quote_error(error, member("error_description"), sent));
    let said = said.as_deref().unwrap_or("without an error code");
    Refusal { code, cause, detail: format!("HTTP {}, {said}{advice}", status.as_u16()) }
}

/// Where reading failed, without the text that it failed on.
fn without_text(error: &serde_json::Error) -> String {
    format!("it is not one unambiguous JSON object (line {}, column {})", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, body: &[u8]) -> Result<Tokens, Refusal> {
        let mut response = Response::new(Bytes::copy_from_slice(body));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        read(&response, &Redactor::default())
    }

    /// What upstreams get wrong and we do not need.
    #[test]
    fn harmless_deviations_are_read() {
        for body in [
            r#"{"access_token":"a","token_type":"Bearer","id_token":"i"}"#,
            r#"{"access_token":"a","token_type":"bearer","id_token":"i","expires_in":"3600"}"#,
            r#"{"access_token":"a","id_token":"i","expires_in":3600.5,"scope":["a","b"],"refresh_token":null}"#,
            r#"{"access_token":"a","id_token":"i","token_type":null}"#,
            r#"{"access_token":"a","id_token":"i","refresh_token":7}"#,
            r#"{"access_token":"a","id_token":"i","refresh_token":""}"#,
        ] {
            let tokens = answered(200, body.as_bytes()).unwrap();
            assert_eq!(tokens.access_token.unwrap().expose(), "a");
            assert_eq!(tokens.id_token.unwrap().expose(), "i");
            assert!(tokens.refresh_token.is_none());
        }
        let tokens = answered(200, br#"{"access_token":"a","refresh_token":"r"}"#).unwrap();
        assert_eq!(tokens.refresh_token.unwrap().expose(), "r");
        for body in [r#"{"access_token":"a","id_token":""}"#, r#"{"access_token":"a","id_token":null}"#] {
            assert!(answered(201, body.as_bytes()).unwrap().id_token.is_none());
        }
    }

    /// TK-01, TK-05: no panic, one code each, and nothing of the body in what is logged.
    #[test]
    fn everything_else_has_its_code() {
        use ErrorCode as C;
        for (status, body, code) in [
            (400, &br#"{"error":"invalid_grant","error_description":"used"}"#[..], C::TokenExchangeFailed),
            (200, br#"{"error":"bad_verification_code"}"#, C::TokenExchangeFailed),
            (200, br#"{"error":"invalid_client"}"#, C::ProviderMisconfigured),
            (400, br#"{"error":"invalid_client"}"#, C::ProviderMisconfigured),
            (401, br#"{"error":"invalid_client"}"#, C::ProviderMisconfigured),
            (401, b"", C::ProviderMisconfigured),
            (403, br#"{"error":"access_denied"}"#, C::AccessDenied),
            (429, b"slow down", C::ProviderUnavailable),
            (500, br#"{"error":"invalid_grant"}"#, C::ProviderUnavailable),
            (503, b"<html>canary</html>", C::ProviderUnavailable),
            (400, br#"{"error":{"message":"m","type":"OAuthException"}}"#, C::TokenExchangeFailed),
            (404, b"not found", C::TokenExchangeFailed),
            (304, b"", C::TokenExchangeFailed),
            (200, b"<html>canary</html>", C::TokenExchangeFailed),
            (200, b"", C::TokenExchangeFailed),
            (200, br#"{"access_token":"canary"#, C::TokenExchangeFailed),
            (200, br#"["canary"]"#, C::TokenExchangeFailed),
            (200, b"null", C::TokenExchangeFailed),
            (200, b"\xef\xbb\xbf{\"access_token\":\"canary\"}", C::TokenExchangeFailed),
            (200, b"\xff\xfe{\0\"\0}\0", C::TokenExchangeFailed),
            (200, br#"{"access_token":"canary","access_token":"b"}"#, C::TokenExchangeFailed),
            (200, br#"{"access_token":"canary","id_token":"i","x":{"y":1,"y":2}}"#, C::TokenExchangeFailed),
            (200, br#"{"access_token":""}"#, C::TokenExchangeFailed),
            (200, br#"{"access_token":7}"#, C::TokenExchangeFailed),
            (200, br#"{"access_token":"canary","id_token":{"a":1}}"#, C::TokenExchangeFailed),
            (200, br#"{"access_token":"canary","token_type":"DPoP"}"#, C::TokenExchangeFailed),
            (200, br#"{"token_type":"Bearer","expires_in":"canary"}"#, C::TokenExchangeFailed),
        ] {
            let Refusal { code: found, detail, .. } = answered(status, body).unwrap_err();
            assert_eq!(found, code, "{status} {}", String::from_utf8_lossy(body));
            assert!(!detail.contains("canary"), "{detail}");
        }
    }

    /// UP-02: Azure AD B2C sends an ID token alone where nobody asked for a scope of its own; what is missing is named.
    #[test]
    fn an_id_token_alone_is_an_answer() {
        let tokens = answered(200, br#"{"id_token":"i","token_type":"Bearer","id_token_expires_in":3600}"#).unwrap();
        assert!(tokens.access_token.is_none() && tokens.id_token.is_some());
        for (body, named) in [
            (r#"{}"#, "neither `access_token` nor `id_token`"),
            (r#"{"access_token":7,"id_token":"i"}"#, "`access_token`"),
            (r#"{"access_token":"","id_token":"i"}"#, "`access_token`"),
            (r#"{"access_token":"a","id_token":["i"]}"#, "`id_token`"),
            (r#"{"access_token":"a","token_type":["Bearer"]}"#, "`token_type`"),
            (r#"{"access_token":"a","token_type":"DPoP"}"#, "`token_type` is DPoP"),
        ] {
            let detail = answered(200, body.as_bytes()).unwrap_err().detail;
            assert!(detail.contains(named), "{body}: {detail}");
        }
    }

    /// RFC 6749 §5.2: `invalid_grant` is a JSON member of an answer with a 4xx status, and nothing else.
    #[test]
    fn only_an_error_response_proves_that_the_client_was_accepted() {
        for (status, body, cause) in [
            (400, r#"{"error":"invalid_grant"}"#, Cause::InvalidGrant),
            (403, r#"{"error":"invalid_grant","error_description":"expired"}"#, Cause::InvalidGrant),
            (401, r#"{"error":"invalid_grant"}"#, Cause::ClientAuthentication),
            (503, r#"{"error":"invalid_grant"}"#, Cause::Unavailable),
            (503, "maintenance: invalid_grant", Cause::Unavailable),
            (429, r#"{"error":"invalid_grant"}"#, Cause::Unavailable),
            (200, r#"{"error":"invalid_grant"}"#, Cause::UpstreamError),
            (400, "invalid_grant", Cause::InvalidResponse),
            (400, r#"{"error":"server_error","error_description":"invalid_grant"}"#, Cause::UpstreamError),
            (400, r#"{"error":"invalid_client"}"#, Cause::ClientAuthentication),
            (400, r#"{"error":"redirect_uri_mismatch"}"#, Cause::RedirectUri),
        ] {
            assert_eq!(answered(status, body.as_bytes()).unwrap_err().cause, cause, "{status} {body}");
        }
    }
}
