//! The token endpoint: one code, one request, one answer. Shared by every driver.
//!
//! The answer is read with the types of oauth2, after what upstreams commonly get wrong is normalized; the ID token stays
//! text, because only the check of its signature may look inside.

use bytes::Bytes;
use http::{Method, Request, Response, header};
use oauth2::{
    ExtraTokenFields, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
    basic::{BasicErrorResponseType, BasicTokenType},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
    http::Purpose,
    secret::Secret,
};

use crate::{
    client_auth::{ClientAuth, encode_form},
    json,
    upstream_error::{Refusal, no_answer, quote_error, status_error, token_error},
};

/// One exchange of a code.
pub(crate) struct TokenRequest<'a> {
    pub(crate) endpoint: &'a Url,
    pub(crate) client_id: &'a str,
    pub(crate) auth: &'a ClientAuth,
    /// Whom an assertion is for.
    pub(crate) audience: &'a str,
    pub(crate) code: &'a Secret,
    pub(crate) redirect_uri: &'a str,
    /// Absent only where a definition switches PKCE off.
    pub(crate) code_verifier: Option<&'a Secret>,
}

/// What a code was exchanged for.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access_token: Secret,
    pub(crate) id_token: Option<Secret>,
}

/// The member that OpenID Connect adds (Core §3.1.3.3).
#[derive(Clone, Default, Serialize, Deserialize)]
struct IdTokenField {
    id_token: Option<String>,
}

impl std::fmt::Debug for IdTokenField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdTokenField")
    }
}

impl ExtraTokenFields for IdTokenField {}

type Answer = StandardTokenResponse<IdTokenField, BasicTokenType>;
type OAuthError = StandardErrorResponse<BasicErrorResponseType>;

/// Exchanges a code, once: an upstream that sees a code twice revokes what it gave for it (RFC 6749 §4.1.2).
pub(crate) async fn exchange(context: &Context<'_>, request: &TokenRequest<'_>) -> Result<Tokens, SignInError> {
    let sent = compose(context, request)?;
    let what = || format!("token request to {}", crate::http::without_query(request.endpoint));
    let answer = context.http.send(Purpose::Token, sent).await;
    let answer = answer.map_err(|error| no_answer(&what(), &error, ErrorCode::TokenExchangeFailed))?;
    read(&answer).map_err(|refusal| refusal.during(&what()))
}

fn compose(context: &Context<'_>, request: &TokenRequest<'_>) -> Result<Request<Bytes>, SignInError> {
    let internal = |detail: String| SignInError::new(ErrorCode::Internal, Cause::Internal, detail);
    let proof = request.auth.prove(request.client_id, request.audience, context.clock, context.random);
    let proof = proof.map_err(|error| internal(error.to_string()))?;
    let mut parameters = vec![
        ("grant_type", "authorization_code"),
        ("code", request.code.expose()),
        ("redirect_uri", request.redirect_uri),
    ];
    if let Some(verifier) = request.code_verifier {
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

fn read(answer: &Response<Bytes>) -> Result<Tokens, Refusal> {
    let status = answer.status();
    let body = json::parse_object(answer.body());
    let refused = body.as_ref().is_ok_and(|body| body.contains_key("error") && !body.contains_key("access_token"));
    if !status.is_success() || refused {
        return Err(refusal(answer, body.ok()));
    }
    let malformed = |why: String| Refusal {
        code: ErrorCode::TokenExchangeFailed,
        cause: Cause::InvalidResponse,
        detail: format!("the answer cannot be read: {why}"),
    };
    let mut body = body.map_err(|error| malformed(without_text(&error)))?;
    normalize(&mut body);
    // The library's error may quote the value that it stumbled over.
    let parsed = serde_json::from_value::<Answer>(Value::Object(body));
    let parsed = parsed.map_err(|_| malformed("a member is missing or has another type than the standard's".into()))?;
    if !matches!(parsed.token_type(), BasicTokenType::Bearer) {
        return Err(malformed("the token type is not Bearer".into()));
    }
    let access_token = parsed.access_token().secret();
    if access_token.is_empty() {
        return Err(malformed("the access token is empty".into()));
    }
    let id_token = parsed.extra_fields().id_token.as_deref().filter(|token| !token.is_empty());
    Ok(Tokens { access_token: Secret::new(access_token), id_token: id_token.map(Secret::new) })
}

fn refusal(answer: &Response<Bytes>, body: Option<Map<String, Value>>) -> Refusal {
    let status = answer.status();
    let said = body.and_then(|body| serde_json::from_value::<OAuthError>(Value::Object(body)).ok());
    let quoted =
        said.as_ref().map(|said| quote_error(said.error().as_ref(), said.error_description().map(String::as_str)));
    let by_body = said.as_ref().map(|said| token_error(said.error().as_ref()));
    let by_body = by_body.unwrap_or((ErrorCode::TokenExchangeFailed, Cause::InvalidResponse));
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
    let said = quoted.as_deref().unwrap_or("without an error code");
    Refusal { code, cause, detail: format!("HTTP {}, {said}{advice}", status.as_u16()) }
}

/// Where reading failed, without the text that it failed on.
fn without_text(error: &serde_json::Error) -> String {
    format!("not one unambiguous JSON object (line {}, column {})", error.line(), error.column())
}

/// Drops members that we do not use but whose spelling would make the whole answer unreadable.
fn normalize(body: &mut Map<String, Value>) {
    body.retain(|name, value| !value.is_null() && matches!(name.as_str(), "access_token" | "token_type" | "id_token"));
    body.entry("token_type").or_insert_with(|| "Bearer".into());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, body: &[u8]) -> Result<Tokens, Refusal> {
        let mut response = Response::new(Bytes::copy_from_slice(body));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        read(&response)
    }

    /// What upstreams get wrong and we do not need.
    #[test]
    fn harmless_deviations_are_read() {
        for body in [
            r#"{"access_token":"a","token_type":"Bearer","id_token":"i"}"#,
            r#"{"access_token":"a","token_type":"bearer","id_token":"i","expires_in":"3600"}"#,
            r#"{"access_token":"a","id_token":"i","expires_in":3600.5,"scope":["a","b"],"refresh_token":null}"#,
            r#"{"access_token":"a","id_token":"i","token_type":null}"#,
        ] {
            let tokens = answered(200, body.as_bytes()).unwrap();
            assert_eq!(tokens.access_token.expose(), "a");
            assert_eq!(tokens.id_token.unwrap().expose(), "i");
        }
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
            (200, br#"{"id_token":"canary"}"#, C::TokenExchangeFailed),
        ] {
            let Refusal { code: found, detail, .. } = answered(status, body).unwrap_err();
            assert_eq!(found, code, "{status} {}", String::from_utf8_lossy(body));
            assert!(!detail.contains("canary"), "{detail}");
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
            (400, r#"{"error":"redirect_uri_mismatch"}"#, Cause::ClientRegistration),
        ] {
            assert_eq!(answered(status, body.as_bytes()).unwrap_err().cause, cause, "{status} {body}");
        }
    }
}
