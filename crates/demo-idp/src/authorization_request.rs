//! The authorization request, read in the two steps that decide who may learn of a mistake in it.
//!
//! First [`Target::bind`]: which client, and where may it be answered. Until that is known a mistake is shown on a
//! page of the provider and nobody is redirected anywhere. Then [`AuthorizationRequest::bind`]: everything else, whose
//! mistakes are answered to the target. Both are pure.

use std::{fmt, sync::Arc};

use url::Url;
use vestibule_apps::pkce::Challenge;

use crate::{
    call::{Params, Repeated},
    model::{Client, Clients},
    oauth_error::OAuthError,
};

/// How an answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// Where a request may be answered: a redirect URI that is registered for this very client.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) client: Arc<Client>,
    pub(crate) redirect_uri: Url,
    /// The same, byte for byte as the client wrote it: what the token request has to repeat.
    pub(crate) redirect_uri_text: String,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
}

impl Target {
    /// Finds out where to answer. The error is text for the provider's own page, in Pocket ID's words where it has any.
    pub(crate) fn bind(params: &Params, clients: &Clients) -> Result<Self, String> {
        let once = |name| params.find(name).map_err(|Repeated(name)| format!("The '{name}' parameter is repeated."));
        let client = once("client_id")?
            .and_then(|id| clients.find(id))
            .ok_or("The requested OAuth 2.0 Client does not exist.")?;
        let mismatch =
            "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.";
        let text = once("redirect_uri")?.filter(|uri| client.redirect_uris.iter().any(|known| known == uri));
        let text = text.ok_or(mismatch)?.to_owned();
        let redirect_uri = Url::parse(&text).map_err(|_| mismatch)?;
        let mode = match params.hint("response_mode") {
            Some("fragment") => ResponseMode::Fragment,
            Some("form_post") => ResponseMode::FormPost,
            _ => ResponseMode::Query,
        };
        let state = params.hint("state").map(str::to_owned);
        Ok(Self { client, redirect_uri, redirect_uri_text: text, mode, state })
    }
}

/// The scopes that were asked for and exist. Unknown ones are dropped without a word, as Pocket ID does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scopes(Vec<&'static str>);

impl Scopes {
    pub(crate) const SUPPORTED: [&'static str; 5] = ["openid", "profile", "email", "groups", "offline_access"];

    pub(crate) fn parse(text: &str) -> Self {
        Self(Self::SUPPORTED.into_iter().filter(|known| text.split(' ').any(|scope| scope == *known)).collect())
    }

    pub(crate) fn has(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    /// Those of `narrower` that were granted before: what a refresh may ask for (RFC 6749 §6).
    pub(crate) fn narrow(&self, narrower: &Self) -> Self {
        Self(self.0.iter().copied().filter(|scope| narrower.has(scope)).collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// What the person may be asked (OpenID Connect Core §3.1.2.1, `prompt`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// Nothing: answer from the session, or say that it cannot be done.
    Nothing,
    /// Whatever is needed.
    Anything,
    /// Who they are, even with a session.
    Login,
    /// Which of the people, even with a session.
    SelectAccount,
}

impl Prompt {
    fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        let values: Vec<&str> = text.unwrap_or_default().split_ascii_whitespace().collect();
        match () {
            () if values == ["none"] => Ok(Self::Nothing),
            () if values.contains(&"none") => {
                Err(OAuthError::invalid_request("The prompt 'none' cannot be combined with another."))
            }
            () if values.contains(&"login") => Ok(Self::Login),
            () if values.contains(&"select_account") => Ok(Self::SelectAccount),
            () => Ok(Self::Anything),
        }
    }
}

/// A request that may be put before a person.
#[derive(Debug, Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) target: Target,
    pub(crate) scopes: Scopes,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) prompt: Prompt,
    /// Seconds since the person was last asked.
    pub(crate) max_age: Option<i64>,
    pub(crate) login_hint: Option<String>,
}

impl AuthorizationRequest {
    /// Checks the rest of the request, in the order in which a developer would want to hear of the mistakes.
    pub(crate) fn bind(target: Target, params: &Params) -> Result<Self, OAuthError> {
        if let Some((name, _)) = params.iter().find(|(name, _)| params.find(name).is_err()) {
            return Err(Repeated(name.clone()).into());
        }
        if params.find("request")?.is_some() {
            return Err(OAuthError::new("request_not_supported", "Request objects are not supported."));
        }
        match params.find("response_type")? {
            Some("code") => {}
            None => return Err(OAuthError::invalid_request("The 'response_type' parameter is missing.")),
            Some(_) => {
                return Err(OAuthError::new(
                    "unsupported_response_type",
                    "Only the response type 'code' is supported.",
                ));
            }
        }
        if !matches!(params.find("response_mode")?, None | Some("query" | "fragment" | "form_post")) {
            return Err(OAuthError::new("unsupported_response_mode", "The response mode is not supported."));
        }
        // Pocket ID's library asks for eight characters of entropy and calls anything shorter by this name.
        if target.state.as_ref().is_none_or(|state| state.len() < 8) {
            return Err(OAuthError::new(
                "invalid_state",
                "The 'state' parameter is missing or shorter than 8 characters, which is not enough against guessing.",
            ));
        }
        let challenge = Challenge::parse(params.find("code_challenge")?, params.find("code_challenge_method")?)?;
        if challenge.is_none() && (target.client.require_pkce || target.client.is_public()) {
            return Err(OAuthError::invalid_request(
                "This client requires PKCE, but the 'code_challenge' parameter is missing.",
            ));
        }
        let max_age = params.find("max_age")?.map(|text| text.parse::<u32>().map(i64::from)).transpose();
        let max_age = max_age.map_err(|_| OAuthError::invalid_request("The 'max_age' is not a number of seconds."))?;
        Ok(Self {
            scopes: Scopes::parse(params.find("scope")?.unwrap_or_default()),
            nonce: params.find("nonce")?.map(str::to_owned),
            challenge,
            prompt: Prompt::parse(params.find("prompt")?)?,
            max_age,
            login_hint: params.find("login_hint")?.map(str::to_owned),
            target,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "http://127.0.0.1:3000/cb";

    fn clients() -> Clients {
        Clients::new(vec![
            Client::confidential("app", "secret", URI),
            Client { require_pkce: true, ..Client::confidential("strict", "secret", URI) },
            Client::public("open", URI),
        ])
    }

    fn bind(query: &str) -> Result<AuthorizationRequest, OAuthError> {
        let params = Params::parse(query.as_bytes());
        AuthorizationRequest::bind(Target::bind(&params, &clients()).unwrap(), &params)
    }

    #[test]
    fn an_answer_goes_to_a_registered_address_only() {
        for (name, query) in [
            ("no client", "redirect_uri=http://127.0.0.1:3000/cb"),
            ("unknown client", "client_id=other&redirect_uri=http://127.0.0.1:3000/cb"),
            ("two clients", "client_id=app&client_id=open&redirect_uri=http://127.0.0.1:3000/cb"),
            ("no address", "client_id=app"),
            ("a slash more", "client_id=app&redirect_uri=http://127.0.0.1:3000/cb/"),
            ("another port", "client_id=app&redirect_uri=http://127.0.0.1:3001/cb"),
            ("two addresses", "client_id=app&redirect_uri=http://127.0.0.1:3000/cb&redirect_uri=http://e.example/"),
        ] {
            assert!(Target::bind(&Params::parse(query.as_bytes()), &clients()).is_err(), "{name}");
        }
    }

    #[test]
    fn each_mistake_has_its_code() {
        let query = |client: &str, rest: &str| format!("client_id={client}&redirect_uri={URI}&{rest}");
        for (client, rest, code) in [
            ("app", "state=12345678", "invalid_request"),
            ("app", "response_type=token&state=12345678", "unsupported_response_type"),
            ("app", "response_type=code&response_mode=smoke&state=12345678", "unsupported_response_mode"),
            ("app", "response_type=code&state=1234567", "invalid_state"),
            ("app", "response_type=code", "invalid_state"),
            ("app", "response_type=code&state=12345678&state=12345678", "invalid_request"),
            ("app", "response_type=code&state=12345678&vendor=1&vendor=2", "invalid_request"),
            ("app", "response_type=code&state=12345678&prompt=none+login", "invalid_request"),
            ("app", "response_type=code&state=12345678&max_age=-1", "invalid_request"),
            ("app", "response_type=code&state=12345678&request=e30.e30.", "request_not_supported"),
            ("strict", "response_type=code&state=12345678", "invalid_request"),
            ("open", "response_type=code&state=12345678", "invalid_request"),
        ] {
            assert_eq!(bind(&query(client, rest)).unwrap_err().code, code, "{client} {rest}");
        }
        assert!(bind(&query("app", "response_type=code&state=12345678")).is_ok());
    }

    #[test]
    fn unknown_scopes_are_dropped() {
        assert_eq!(Scopes::parse("email openid admin openid").to_string(), "openid email");
        assert_eq!(Scopes::parse("").to_string(), "");
        assert_eq!(Scopes::parse("openid email").narrow(&Scopes::parse("email groups")).to_string(), "email");
    }
}
