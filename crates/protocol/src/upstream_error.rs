//! Maps the errors of an upstream to error codes and causes (`docs/errors.md`).

use http::StatusCode;
use serde_json::Value;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{FlowValues, SignInError},
    http::HttpError,
    redact::Redactor,
    secret::Secret,
};

use crate::dpop;

/// What an upstream's answer means: for the person, for programs, and for the log.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    pub(crate) cause: Cause,
    pub(crate) detail: String,
}

impl Refusal {
    /// With what to look at, where it is our client that is refused.
    pub(crate) fn with_advice(mut self, advice: &str) -> Self {
        if self.code == ErrorCode::ProviderMisconfigured {
            self.detail = format!("{}. {advice}", self.detail);
        }
        self
    }

    /// The failure of the request `what`.
    pub(crate) fn during(self, what: &str) -> SignInError {
        SignInError::new(self.code, self.cause, format!("{what}: {}", self.detail))
    }
}

/// An error of the authorization endpoint, or of the pushed authorization request (RFC 6749 §4.1.2.1, OpenID Connect
/// Core §3.1.2.6).
pub(crate) fn authorization_error(error: &str) -> (ErrorCode, Cause) {
    match error {
        // Apple's name for it: <https://developer.apple.com/documentation/signinwithapple/request-an-authorization-to-the-sign-in-with-apple-server>
        "access_denied" | "user_cancelled_authorize" => (ErrorCode::AccessDenied, Cause::UpstreamError),
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            (ErrorCode::LoginRequired, Cause::UpstreamError)
        }
        "temporarily_unavailable" => (ErrorCode::ProviderUnavailable, Cause::Unavailable),
        "invalid_client" => (ErrorCode::ProviderMisconfigured, Cause::ClientAuthentication),
        "unauthorized_client" | "invalid_scope" | "invalid_request" | "unsupported_response_type" => {
            (ErrorCode::ProviderMisconfigured, Cause::ClientRegistration)
        }
        error => registration_error(error).unwrap_or((ErrorCode::ProviderError, Cause::UpstreamError)),
    }
}

/// An error of the token endpoint (RFC 6749 §5.2). `invalid_grant` and everything that is not plainly about the client
/// or the person means that this code cannot be exchanged.
pub(crate) fn token_error(error: &str) -> (ErrorCode, Cause) {
    match error {
        "invalid_client" => (ErrorCode::ProviderMisconfigured, Cause::ClientAuthentication),
        "unauthorized_client" => (ErrorCode::ProviderMisconfigured, Cause::ClientRegistration),
        "access_denied" => (ErrorCode::AccessDenied, Cause::UpstreamError),
        "temporarily_unavailable" => (ErrorCode::ProviderUnavailable, Cause::Unavailable),
        "invalid_grant" => (ErrorCode::TokenExchangeFailed, Cause::InvalidGrant),
        error => registration_error(error).unwrap_or((ErrorCode::TokenExchangeFailed, Cause::UpstreamError)),
    }
}

/// GitHub's own codes for a client that is not set up correctly, those of DPoP (RFC 9449 §5, §8), and the one of dynamic registration (RFC 7591 §3.2.2),
/// which some use for a pushed request, too.
/// <https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors>
fn registration_error(error: &str) -> Option<(ErrorCode, Cause)> {
    let cause = match error {
        "incorrect_client_credentials" => Cause::ClientAuthentication,
        "redirect_uri_mismatch" | "invalid_redirect_uri" => Cause::RedirectUri,
        "application_suspended" => Cause::ClientRegistration,
        dpop::INVALID_PROOF | dpop::USE_NONCE => Cause::SenderConstraint,
        _ => return None,
    };
    Some((ErrorCode::ProviderMisconfigured, cause))
}

/// What a status alone says; `None` when the body has to say it.
pub(crate) fn status_error(status: StatusCode) -> Option<(ErrorCode, Cause)> {
    match status {
        StatusCode::UNAUTHORIZED => Some((ErrorCode::ProviderMisconfigured, Cause::ClientAuthentication)),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Some((ErrorCode::ProviderUnavailable, Cause::Unavailable))
        }
        status if status.is_server_error() => Some((ErrorCode::ProviderUnavailable, Cause::Unavailable)),
        _ => None,
    }
}

/// No answer at all. A redirect is an answer that cannot be used, and has the code `redirected`.
pub(crate) fn no_answer(what: &str, error: &HttpError, redirected: ErrorCode) -> SignInError {
    let code = match error {
        HttpError::Redirected { .. } => redirected,
        other => other.code(),
    };
    SignInError::new(code, Cause::from(error), format!("{what}: {error}"))
}

/// `error` and `error_description` of an upstream in one line for the log, without what it was sent.
pub(crate) fn quote_error(error: &str, description: Option<&str>, sent: &Redactor) -> String {
    match description {
        Some(description) => format!("{} ({})", sent.quote(error), sent.quote(description)),
        None => sent.quote(error),
    }
}

/// What the value that a definition calls an error says; empty where it is no text, `None` where it is no error.
pub(crate) fn said(error: &Value) -> Option<String> {
    match error {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => (number.as_f64() != Some(0.0)).then(|| number.to_string()),
        Value::Bool(true) | Value::Array(_) | Value::Object(_) => Some(String::new()),
    }
}

/// The confidential values of a flow, as far as an upstream may know them by now.
pub(crate) fn sent_in_flow<'a>(flow: &'a FlowValues, more: impl IntoIterator<Item = Option<&'a Secret>>) -> Redactor {
    let own = [flow.state.as_str(), flow.nonce.expose(), flow.code_verifier.expose()];
    Redactor::new(own.into_iter().chain(more.into_iter().flatten().map(Secret::expose)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_codes() {
        use ErrorCode as C;
        for (error, authorization, token) in [
            ("access_denied", C::AccessDenied, C::AccessDenied),
            ("user_cancelled_authorize", C::AccessDenied, C::TokenExchangeFailed),
            ("login_required", C::LoginRequired, C::TokenExchangeFailed),
            ("interaction_required", C::LoginRequired, C::TokenExchangeFailed),
            ("consent_required", C::LoginRequired, C::TokenExchangeFailed),
            ("account_selection_required", C::LoginRequired, C::TokenExchangeFailed),
            ("temporarily_unavailable", C::ProviderUnavailable, C::ProviderUnavailable),
            ("unauthorized_client", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("invalid_client", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("invalid_scope", C::ProviderMisconfigured, C::TokenExchangeFailed),
            ("invalid_request", C::ProviderMisconfigured, C::TokenExchangeFailed),
            ("unsupported_response_type", C::ProviderMisconfigured, C::TokenExchangeFailed),
            ("incorrect_client_credentials", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("redirect_uri_mismatch", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("invalid_redirect_uri", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("application_suspended", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("invalid_dpop_proof", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("use_dpop_nonce", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("bad_verification_code", C::ProviderError, C::TokenExchangeFailed),
            ("invalid_grant", C::ProviderError, C::TokenExchangeFailed),
            ("server_error", C::ProviderError, C::TokenExchangeFailed),
            ("<script>", C::ProviderError, C::TokenExchangeFailed),
            ("", C::ProviderError, C::TokenExchangeFailed),
        ] {
            assert_eq!((authorization_error(error).0, token_error(error).0), (authorization, token), "{error}");
        }
        for (status, code) in [
            (401, Some(C::ProviderMisconfigured)),
            (408, Some(C::ProviderUnavailable)),
            (429, Some(C::ProviderUnavailable)),
            (500, Some(C::ProviderUnavailable)),
            (503, Some(C::ProviderUnavailable)),
            (400, None),
            (403, None),
            (200, None),
        ] {
            assert_eq!(status_error(StatusCode::from_u16(status).unwrap()).map(|(code, _)| code), code, "{status}");
        }
    }

    #[test]
    fn upstream_text_is_quoted() {
        let text = quote_error("a\nb", Some(&"\u{202e}".repeat(10_000)), &Redactor::default());
        assert!(text.starts_with("a\\nb (") && text.len() < 300, "{text}");
    }
}
