//! What the person is to be asked (OpenID Connect Core §3.1.2.1, `prompt`).

use crate::oauth_error::OAuthError;

/// What the person is to be asked. The default is whatever is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Nothing: answer from the session, or say that it cannot be done.
    pub none: bool,
    /// Who they are, even with a session.
    pub login: bool,
    /// Whether the app may know what it asks for, even when that was answered before.
    pub consent: bool,
    /// Which account to use, even with a session.
    pub select_account: bool,
}

impl Prompt {
    /// Reads a list with spaces.
    pub fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        let mut prompt = Self::default();
        for word in text.unwrap_or_default().split_ascii_whitespace() {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                _ => {
                    let description = "The 'prompt' may be none, login, consent or select_account.";
                    return Err(OAuthError::invalid_request(description));
                }
            }
        }
        if prompt.none && prompt != (Self { none: true, ..Self::default() }) {
            return Err(OAuthError::invalid_request("The prompt 'none' cannot be combined with another."));
        }
        Ok(prompt)
    }

    /// Whether a session that began before the request is not enough.
    pub fn asks_who(self) -> bool {
        self.login || self.select_account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_alone() {
        assert!(Prompt::parse(Some("none")).unwrap().none);
        assert!(Prompt::parse(Some("login consent")).unwrap().asks_who());
        assert_eq!(Prompt::parse(None), Ok(Prompt::default()));
        for text in ["none login", "consent none", "create", "None"] {
            assert_eq!(Prompt::parse(Some(text)).unwrap_err().code, "invalid_request", "{text}");
        }
    }
}
