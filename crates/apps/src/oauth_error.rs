//! Errors in the words of RFC 6749 and OpenID Connect, each with the code under which ours are logged.

use vestibule_core::code::ErrorCode;

use crate::parameters::Repeated;

/// An error for an application.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {description}")]
pub struct OAuthError {
    /// The code of the standard.
    pub code: &'static str,
    /// For the application's developer. ASCII without quotes and backslashes (RFC 6749 §5.2).
    pub description: String,
    /// Ours, in the log and in the audit log.
    pub error: ErrorCode,
    /// For the log alone: what is wrong, where the description may not say it.
    pub why: Option<String>,
}

impl OAuthError {
    /// An error of that code.
    pub fn new(code: &'static str, error: ErrorCode, description: impl Into<String>) -> Self {
        let plain = |c: char| if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' { c } else { '?' };
        Self { code, error, description: description.into().chars().map(plain).collect(), why: None }
    }

    /// The same with a reason for the log.
    pub fn because(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }

    /// The request is not one that can be answered.
    pub fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", ErrorCode::AppRequestInvalid, description)
    }

    /// One text for everything that can be wrong with a code or a token, so that nothing can be probed.
    pub fn invalid_grant(error: ErrorCode) -> Self {
        let description = "The code or refresh token is unknown, expired, used, revoked, or of another request.";
        Self::new("invalid_grant", error, description)
    }

    /// One text for every failed client authentication.
    pub fn invalid_client() -> Self {
        let description = "Client authentication failed: unknown client, no credentials, or wrong ones.";
        Self::new("invalid_client", ErrorCode::AppAuthenticationFailed, description)
    }

    /// A defect, or a database that does not answer.
    pub fn server_error(error: ErrorCode) -> Self {
        let code = if error.status() == 503 { "temporarily_unavailable" } else { "server_error" };
        Self::new(code, error, "The request could not be answered. The log of the server says why.")
    }
}

impl From<Repeated> for OAuthError {
    fn from(Repeated(name): Repeated) -> Self {
        let name: String = name.chars().take(64).collect();
        Self::invalid_request(format!("The parameter '{name}' appears more than once."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_of_the_standard() {
        let error = OAuthError::invalid_request("a \"quoted\" \\ line\nand é");
        assert_eq!(error.description, "a ?quoted? ? line?and ?");
    }
}
