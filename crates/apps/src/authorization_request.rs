//! An authorization request, and what is to happen with it: sign in, ask for consent, answer.

use chrono::Duration;
use vestibule_core::{
    access::Access, authentication::Authentication, clock::Timestamp, code::ErrorCode, ids::ProviderId,
};

use crate::{
    authorization_target::AuthorizationTarget, definition::ClientPkce, oauth_error::OAuthError, parameters::Parameters,
    pkce::Challenge, prompt::Prompt, scopes::Scopes, settings::Consent,
};

/// Names of a parameter that preselects a provider: ours, Keycloak's, Dex's and Cognito's.
const PROVIDER: [&str; 4] = ["provider", "kc_idp_hint", "connector_id", "identity_provider"];
/// What we do not understand and what would change the request if we did. Refused by name.
const UNSUPPORTED: [(&str, &str); 4] = [
    ("request", "request_not_supported"),
    ("request_uri", "request_uri_not_supported"),
    ("registration", "registration_not_supported"),
    ("claims", "invalid_request"),
];
/// What a request consists of: everything else is not read, and need not be kept.
const READ: [&str; 13] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "ui_locales",
];
/// How far the clocks of an upstream and of ours may be apart.
const CLOCK_SKEW: Duration = Duration::seconds(60);

/// A request that may be put before a person.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    /// Where it is answered.
    pub target: AuthorizationTarget,
    /// What is asked for.
    pub scopes: Scopes,
    /// What the ID token repeats.
    pub nonce: Option<String>,
    /// What the token request has to prove.
    pub challenge: Option<Challenge>,
    /// What the person is asked.
    pub prompt: Prompt,
    /// How long ago the person may have signed in: the shorter of what the request and the app say.
    pub max_age: Option<Duration>,
    /// Who is expected to sign in.
    pub login_hint: Option<String>,
    /// The languages of the person.
    pub ui_locales: Option<String>,
    /// The provider that the app preselects.
    pub provider: Option<String>,
}

/// Who is at the browser.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// When they signed in here.
    pub signed_in_at: Timestamp,
    /// When they proved who they are, by the upstream's word.
    pub auth_time: Timestamp,
    /// How.
    pub authentication: &'a Authentication,
    /// By which provider; `None`: by password or passkey.
    pub provider: Option<&'a ProviderId>,
    /// What they may do.
    pub access: &'a Access,
    /// What they have let the app know before.
    pub consented: Option<&'a Scopes>,
    /// Whether they have just let the app know what this request asks for.
    pub consents_now: bool,
}

/// What happens next with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// The person signs in.
    SignIn,
    /// The person is asked what the app may know.
    AskConsent,
    /// The app gets a code.
    IssueCode,
    /// The app gets an error.
    Refuse(OAuthError),
}

impl AuthorizationRequest {
    /// Checks everything but the target, in the order in which a developer would want to know of the mistakes.
    pub fn bind(target: AuthorizationTarget, parameters: &Parameters) -> Result<Self, OAuthError> {
        if let Some(repeated) = parameters.repeated() {
            return Err(repeated.into());
        }
        for (name, code) in UNSUPPORTED {
            if parameters.find(name)?.is_some() {
                let description = format!("The parameter '{name}' is not supported.");
                return Err(OAuthError::new(code, ErrorCode::AppRequestInvalid, description));
            }
        }
        match parameters.find("response_type")? {
            Some("code") => {}
            None => return Err(OAuthError::invalid_request("The 'response_type' parameter is missing.")),
            Some(_) => {
                let description = "Only the response type 'code' is supported.";
                return Err(OAuthError::new("unsupported_response_type", ErrorCode::AppRequestInvalid, description));
            }
        }
        if !matches!(parameters.find("response_mode")?, None | Some("query" | "form_post")) {
            return Err(OAuthError::invalid_request("The 'response_mode' may be query or form_post."));
        }
        let challenge =
            Challenge::parse_s256(parameters.find("code_challenge")?, parameters.find("code_challenge_method")?)?;
        if challenge.is_none() && target.app.pkce == ClientPkce::Required {
            let description = "This client has to use PKCE with S256: the 'code_challenge' parameter is missing.";
            return Err(OAuthError::invalid_request(description));
        }
        let text = |name: &str| parameters.find(name).map(|value| value.map(str::to_owned));
        Ok(Self {
            scopes: target.app.requested_scopes(parameters.find("scope")?)?,
            nonce: text("nonce")?,
            challenge,
            prompt: Prompt::parse(parameters.find("prompt")?)?,
            max_age: max_age(parameters.find("max_age")?, target.app.max_age)?,
            login_hint: text("login_hint")?,
            ui_locales: text("ui_locales")?,
            provider: PROVIDER.iter().find_map(|name| parameters.hint(name)).map(str::to_owned),
            target,
        })
    }

    /// The parameters that make the request: what has to be kept of it.
    pub fn parameters_of(parameters: &Parameters) -> Parameters {
        parameters.only(&READ.into_iter().chain(PROVIDER).collect::<Vec<_>>())
    }

    /// What happens next. `began_at` is when the request first arrived: a session that began since then is the answer to
    /// being sent to sign in, and is not asked for twice.
    pub fn next_step(&self, visitor: Option<&Visitor<'_>>, began_at: Timestamp, now: Timestamp) -> NextStep {
        let Some(visitor) = visitor else { return self.sign_in("Nobody is signed in.") };
        let is_answer = visitor.signed_in_at >= began_at;
        if !is_answer && self.prompt.asks_who() {
            return self.sign_in("The request asks for a new sign-in.");
        }
        let too_old = self.max_age.is_some_and(|max_age| visitor.auth_time + max_age < now);
        let not_asked_again = is_answer && self.prompt.login && visitor.auth_time + CLOCK_SKEW < began_at;
        if is_answer && (too_old || not_asked_again) {
            return refuse("login_required", ErrorCode::LoginRequired, "The upstream did not ask the person again.");
        }
        let app = &self.target.app;
        let is_accepted = app.accepts_session(visitor.signed_in_at, visitor.authentication, now);
        if is_answer && !is_accepted {
            let description = "The person did not sign in with more than one factor, which this client requires.";
            return refuse("access_denied", ErrorCode::AppNotAllowed, description);
        }
        if too_old || !is_accepted {
            return self.sign_in("The person signed in too long ago, or with one factor alone.");
        }
        if !app.allow.admits_provider(visitor.provider) {
            if is_answer {
                let description = "The person signed in with a provider that this client does not accept.";
                return refuse("access_denied", ErrorCode::AppNotAllowed, description);
            }
            return self.sign_in("The person signed in with another provider.");
        }
        if !app.allow.people.admits(visitor.access) {
            return refuse("access_denied", ErrorCode::AppNotAllowed, "The person may not use this client.");
        }
        let known = visitor.consented.is_some_and(|known| known.cover(&self.scopes));
        let asks = self.prompt.consent
            || match app.consent {
                Consent::Never => false,
                Consent::First => !known,
                Consent::Always => true,
            };
        match asks && !visitor.consents_now {
            false => NextStep::IssueCode,
            true if self.prompt.none => {
                refuse("consent_required", ErrorCode::LoginRequired, "The person has to be asked, and may not be.")
            }
            true => NextStep::AskConsent,
        }
    }

    fn sign_in(&self, why: &str) -> NextStep {
        if self.prompt.none { refuse("login_required", ErrorCode::LoginRequired, why) } else { NextStep::SignIn }
    }
}

fn refuse(code: &'static str, error: ErrorCode, description: &str) -> NextStep {
    NextStep::Refuse(OAuthError::new(code, error, description))
}

fn max_age(asked: Option<&str>, of_app: Option<Duration>) -> Result<Option<Duration>, OAuthError> {
    let seconds = asked.map(str::parse::<u32>).transpose();
    let seconds = seconds.map_err(|_| OAuthError::invalid_request("The 'max_age' is not a number of seconds."))?;
    let asked = seconds.map(|seconds| Duration::seconds(seconds.into()));
    Ok(match (asked, of_app) {
        (Some(asked), Some(of_app)) => Some(asked.min(of_app)),
        (asked, of_app) => asked.or(of_app),
    })
}

#[cfg(test)]
#[path = "authorization_request_tests.rs"]
mod tests;
