//! How a client says who it is at the token endpoint and its relatives (RFC 6749 §2.3.1, RFC 7523 §2.2).

use base64::prelude::{BASE64_STANDARD, Engine as _};
use url::form_urlencoded;
use vestibule_core::secret::Secret;

use crate::{
    app::App, client_assertion::ASSERTION_TYPE, definition::ClientAuthentication, oauth_error::OAuthError,
    parameters::Parameters,
};

/// Where a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientSecretPlace {
    /// In the header.
    Basic,
    /// In the form.
    Post,
}

/// What a client says of itself, before anything of it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCredentials {
    /// An id and a secret.
    Secret {
        /// The client's id.
        client_id: String,
        /// Its secret.
        secret: Secret,
        /// Where it was.
        place: ClientSecretPlace,
    },
    /// A token that is signed with the client's key.
    Assertion {
        /// The client's id, when the form has it.
        client_id: Option<String>,
        /// The token.
        assertion: Secret,
    },
    /// An id alone.
    Id(String),
}

impl ClientCredentials {
    /// Reads them from what follows `Basic` in the `Authorization` header, and from the form.
    pub fn read(basic: Option<&str>, form: &Parameters) -> Result<Self, OAuthError> {
        let client_id = form.find("client_id")?.map(str::to_owned);
        let secret = form.find("client_secret")?;
        let assertion = form.find("client_assertion")?;
        let several = || OAuthError::invalid_request("The client authenticates in more than one way; use one.");
        match (basic, secret, assertion) {
            (Some(basic), None, None) => {
                let (id, secret) = parse_basic(basic).ok_or_else(OAuthError::invalid_client)?;
                if client_id.is_some_and(|client_id| client_id != id) {
                    return Err(several());
                }
                Ok(match secret.expose() {
                    "" => Self::Id(id),
                    _ => Self::Secret { client_id: id, secret, place: ClientSecretPlace::Basic },
                })
            }
            (None, Some(secret), None) => {
                let client_id = client_id.ok_or_else(OAuthError::invalid_client)?;
                Ok(Self::Secret { client_id, secret: Secret::new(secret), place: ClientSecretPlace::Post })
            }
            (None, None, Some(assertion)) if form.find("client_assertion_type")? == Some(ASSERTION_TYPE) => {
                Ok(Self::Assertion { client_id, assertion: Secret::new(assertion) })
            }
            (None, None, Some(_)) => Err(OAuthError::invalid_request("The 'client_assertion_type' is not supported.")),
            (None, None, None) => client_id.map(Self::Id).ok_or_else(OAuthError::invalid_client),
            _ => Err(several()),
        }
    }

    /// Whether the app may authenticate in this way. The error is for the log, and says what to change in the app.
    pub fn check_method(&self, app: &App) -> Result<(), String> {
        let used = match self {
            Self::Secret { place: ClientSecretPlace::Basic, .. } => ClientAuthentication::ClientSecretBasic,
            Self::Secret { place: ClientSecretPlace::Post, .. } => ClientAuthentication::ClientSecretPost,
            Self::Assertion { .. } => ClientAuthentication::PrivateKeyJwt,
            Self::Id(_) => ClientAuthentication::None,
        };
        let wanted = app.authentication;
        let by_secret =
            |method| matches!(method, ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost);
        let lenient = app.lenient_authentication && by_secret(used) && by_secret(wanted);
        if used == wanted || lenient {
            return Ok(());
        }
        let (used, wanted) = (used.as_str(), wanted.as_str());
        let or = match by_secret(app.authentication) {
            true => ", or set `lenient_authentication = true` for the app",
            false => "",
        };
        Err(format!("the client used {used}, and its definition says {wanted}: change that in the application{or}"))
    }
}

/// Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1), which many clients forget.
pub fn parse_basic(text: &str) -> Option<(String, Secret)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decode(id)?, Secret::new(form_decode(secret)?)))
}

fn form_decode(text: &str) -> Option<String> {
    // A bare `&` or `=` cannot come out of the encoding; as data for the parser it would cut the text.
    if text.contains(['&', '=']) {
        return Some(text.to_owned());
    }
    let whole = format!("v={text}");
    form_urlencoded::parse(whole.as_bytes()).next().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_app::app;

    #[test]
    fn basic_credentials_are_form_decoded() {
        let cases = [
            ("app:secret", Some(("app", "secret"))),
            ("my%20app:s%3Acr%2Bt", Some(("my app", "s:cr+t"))),
            ("app:a+b", Some(("app", "a b"))),
            ("app:a:b", Some(("app", "a:b"))),
            ("app:a=b&c", Some(("app", "a=b&c"))),
            ("app", None),
        ];
        for (text, expected) in cases {
            let parsed = parse_basic(&BASE64_STANDARD.encode(text));
            let parsed = parsed.as_ref().map(|(id, secret)| (id.as_str(), secret.expose()));
            assert_eq!(parsed, expected, "{text}");
        }
        assert!(parse_basic("%%%").is_none());
    }

    /// OP-09: one client, one way.
    #[test]
    fn a_client_authenticates_in_one_way() {
        let basic = BASE64_STANDARD.encode("app:secret");
        let assertion = format!("client_assertion=x&client_assertion_type={ASSERTION_TYPE}");
        for (case, header, form, code) in [
            ("nothing", None, "", "invalid_client"),
            ("a secret without an id", None, "client_secret=x", "invalid_client"),
            ("header and form", Some(&basic), "client_id=app&client_secret=secret", "invalid_request"),
            ("two ids", Some(&basic), "client_id=other", "invalid_request"),
            ("header and assertion", Some(&basic), assertion.as_str(), "invalid_request"),
            ("assertion of another type", None, "client_assertion=x&client_assertion_type=y", "invalid_request"),
            ("an id twice", None, "client_id=a&client_id=b", "invalid_request"),
            ("not base64", Some(&"%".to_owned()), "", "invalid_client"),
        ] {
            let form = Parameters::parse(form.as_bytes());
            let read = ClientCredentials::read(header.map(String::as_str), &form);
            assert_eq!(read.unwrap_err().code, code, "{case}");
        }
    }

    #[test]
    fn a_definition_says_how() {
        let post = ClientCredentials::Secret {
            client_id: "app".into(),
            secret: Secret::new("x"),
            place: ClientSecretPlace::Post,
        };
        assert!(post.check_method(&app()).unwrap_err().contains("lenient_authentication"));
        assert_eq!(post.check_method(&App { lenient_authentication: true, ..app() }), Ok(()));
        let public = App { authentication: ClientAuthentication::None, lenient_authentication: true, ..app() };
        assert!(post.check_method(&public).is_err());
        assert!(ClientCredentials::Id("app".into()).check_method(&app()).is_err(), "an id proves nothing");
    }
}
