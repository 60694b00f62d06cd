//! From what an upstream says went wrong to what a person is told (`docs/errors.md`).

use http::StatusCode;
use vestibule_core::{
    code::ErrorCode,
    driver::{SignInError, quote_upstream},
    http::HttpError,
};

/// An error of the authorization endpoint, or of the pushed request that stands for it (RFC 6749 §4.1.2.1, OpenID
/// Connect Core §3.1.2.6).
pub(crate) fn authorization_code(error: &str) -> ErrorCode {
    match error {
        "access_denied" => ErrorCode::AccessDenied,
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            ErrorCode::LoginRequired
        }
        "temporarily_unavailable" => ErrorCode::ProviderUnavailable,
        "unauthorized_client"
        | "invalid_client"
        | "invalid_scope"
        | "invalid_request"
        | "unsupported_response_type" => ErrorCode::ProviderMisconfigured,
        error if is_about_the_registration(error) => ErrorCode::ProviderMisconfigured,
        _ => ErrorCode::ProviderError,
    }
}

/// An error of the token endpoint (RFC 6749 §5.2). `invalid_grant` and everything that is not plainly about the client
/// or the person means that this code cannot be exchanged.
pub(crate) fn token_code(error: &str) -> ErrorCode {
    match error {
        "invalid_client" | "unauthorized_client" => ErrorCode::ProviderMisconfigured,
        "access_denied" => ErrorCode::AccessDenied,
        "temporarily_unavailable" => ErrorCode::ProviderUnavailable,
        error if is_about_the_registration(error) => ErrorCode::ProviderMisconfigured,
        _ => ErrorCode::TokenExchangeFailed,
    }
}

/// GitHub's own words for a client that has to be mended.
/// <https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors>
fn is_about_the_registration(error: &str) -> bool {
    matches!(error, "incorrect_client_credentials" | "redirect_uri_mismatch" | "application_suspended")
}

/// What a status alone says; `None` when the body has to say it.
pub(crate) fn status_code(status: StatusCode) -> Option<ErrorCode> {
    match status {
        StatusCode::UNAUTHORIZED => Some(ErrorCode::ProviderMisconfigured),
        StatusCode::TOO_MANY_REQUESTS => Some(ErrorCode::ProviderUnavailable),
        status if status.is_server_error() => Some(ErrorCode::ProviderUnavailable),
        _ => None,
    }
}

/// No answer at all. A redirect is an answer that cannot be used, and is told as `redirected`.
pub(crate) fn no_answer(what: &str, error: &HttpError, redirected: ErrorCode) -> SignInError {
    let code = match error {
        HttpError::Redirected { .. } => redirected,
        other => other.code(),
    };
    SignInError::new(code, format!("{what}: {error}"))
}

/// `error` and `error_description` of an upstream in one line for the log.
pub(crate) fn quote_error(error: &str, description: Option<&str>) -> String {
    match description {
        Some(description) => format!("{} ({})", quote_upstream(error), quote_upstream(description)),
        None => quote_upstream(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_codes() {
        use ErrorCode as C;
        for (error, authorization, token) in [
            ("access_denied", C::AccessDenied, C::AccessDenied),
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
            ("application_suspended", C::ProviderMisconfigured, C::ProviderMisconfigured),
            ("bad_verification_code", C::ProviderError, C::TokenExchangeFailed),
            ("invalid_grant", C::ProviderError, C::TokenExchangeFailed),
            ("server_error", C::ProviderError, C::TokenExchangeFailed),
            ("<script>", C::ProviderError, C::TokenExchangeFailed),
            ("", C::ProviderError, C::TokenExchangeFailed),
        ] {
            assert_eq!((authorization_code(error), token_code(error)), (authorization, token), "{error}");
        }
        for (status, code) in [
            (401, Some(C::ProviderMisconfigured)),
            (429, Some(C::ProviderUnavailable)),
            (500, Some(C::ProviderUnavailable)),
            (503, Some(C::ProviderUnavailable)),
            (400, None),
            (403, None),
            (200, None),
        ] {
            assert_eq!(status_code(StatusCode::from_u16(status).unwrap()), code, "{status}");
        }
    }

    #[test]
    fn upstream_text_is_quoted() {
        let text = quote_error("a\nb", Some(&"\u{202e}".repeat(10_000)));
        assert!(text.starts_with("a\\nb (") && text.len() < 300, "{text}");
    }
}
