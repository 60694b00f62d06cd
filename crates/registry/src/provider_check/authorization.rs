//! Whether the upstream takes this client's authorization requests, pushed (RFC 9126) or through the browser.
//!
//! Some upstreams demand one of the two of single clients, and their metadata does not say so. A request that cannot be
//! granted is answered at once, with a redirect that holds an error; one that can be is answered with a page.

use bytes::Bytes;
use http::{Request, header};
use url::Url;
use vestibule_core::{
    cause::Cause,
    definition::Par,
    driver::{Context, Driver, FlowValues},
    http::{HttpError, Purpose},
    provider::ProviderRecord,
    redact::Redactor,
};

use super::{attempt::Attempts, report::Outcome};

/// Errors that say something about the moment or the person, not about the client.
const PASSING: &[&str] = &[
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
    "temporarily_unavailable",
    "server_error",
];

/// What became of a request.
enum Asked {
    /// It may be granted.
    Taken { pushed: bool },
    /// The upstream refuses it, and says this.
    Refused { pushed: bool, said: String },
    /// Nothing can be said.
    Unknown(String),
}

impl Attempts<'_> {
    /// Asks the authorization endpoint in the way that the record says; where that is refused, in the other one.
    pub(super) async fn check_request(&self, driver: &dyn Driver, context: &Context<'_>) -> (Outcome, String) {
        let (pushed, said) = match self.ask(driver, context).await {
            Asked::Taken { pushed: true } => return (Outcome::Ok, "Accepted, pushed to the upstream first".to_owned()),
            Asked::Taken { pushed: false } => return (Outcome::Ok, "Not refused, through the browser".to_owned()),
            Asked::Unknown(why) => return (Outcome::Skipped, format!("Only a sign-in can show this: {why}")),
            Asked::Refused { pushed, said } => (pushed, said),
        };
        let (other, name, needs) = match pushed {
            true => (Par::Never, "never", "takes its requests through the browser only"),
            false => (Par::Required, "required", "has to push its requests first"),
        };
        let change = |record: &mut ProviderRecord| record.settings_mut().par = Some(other);
        if let Some(ready) = self.resolve(change).await
            && let Asked::Taken { .. } = self.ask(&*ready.driver, &self.context(&*ready.http)).await
        {
            return (Outcome::Failed, format!("This client {needs}: set par = \"{name}\". The upstream said {said}"));
        }
        (Outcome::Failed, format!("The upstream refuses the authorization request: {said}"))
    }

    async fn ask(&self, driver: &dyn Driver, context: &Context<'_>) -> Asked {
        let flow = self.flow();
        let begun = match self.begin(&flow, driver, context).await {
            Ok(begun) => begun,
            // Only a pushed request meets the upstream before the browser does.
            Err(error) if matches!(error.cause, Cause::ClientRegistration | Cause::UpstreamError) => {
                return Asked::Refused { pushed: true, said: error.detail };
            }
            Err(error) => return Asked::Unknown(error.detail),
        };
        let pushed = begun.redirect.query_pairs().any(|(name, _)| name == "request_uri");
        let request = Request::builder()
            .uri(begun.redirect.as_str())
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .body(Bytes::new());
        let Ok(request) = request else {
            return Asked::Unknown("the authorization URL cannot be requested".to_owned());
        };
        match context.http.send(Purpose::Authorization, request).await {
            Ok(answer) if answer.status().is_client_error() || answer.status().is_server_error() => {
                Asked::Unknown(format!("the authorization endpoint answered HTTP {}", answer.status().as_u16()))
            }
            Ok(answer) => {
                let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                match location.and_then(|location| refusal(&begun.redirect, location, &flow)) {
                    Some(said) => Asked::Refused { pushed, said },
                    None => Asked::Taken { pushed },
                }
            }
            // A page it is, then.
            Err(HttpError::TooLarge { .. }) => Asked::Taken { pushed },
            Err(error) => Asked::Unknown(error.to_string()),
        }
    }
}

/// What a redirect to our callback says about a request that cannot be granted.
fn refusal(from: &Url, location: &str, flow: &FlowValues) -> Option<String> {
    let to = from.join(location).ok()?;
    let ours = Url::parse(&flow.redirect_uri).ok()?;
    if (to.origin(), to.path()) != (ours.origin(), ours.path()) {
        return None;
    }
    let parameter =
        |wanted: &str| to.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    let error = parameter("error").filter(|error| !PASSING.contains(&error.as_str()))?;
    let sent = Redactor::new([flow.state.as_str(), flow.nonce.expose(), flow.code_verifier.expose()]);
    Some(match parameter("error_description") {
        Some(description) => format!("{} ({})", sent.quote(&error), sent.quote(&description)),
        None => sent.quote(&error),
    })
}

#[cfg(test)]
mod tests {
    use vestibule_core::secret::Secret;

    use super::*;

    /// UP-11: a refusal is a redirect to our callback with an error that is about the client.
    #[test]
    fn only_an_error_at_our_callback_is_a_refusal() {
        let flow = FlowValues {
            state: "the-state".into(),
            nonce: Secret::new("the-nonce"),
            code_verifier: Secret::new("the-verifier"),
            redirect_uri: "https://auth.example/api/auth/providers/op/callback".into(),
        };
        let from = Url::parse("https://op.example/authorize?x").unwrap();
        let callback = "https://auth.example/api/auth/providers/op/callback";
        for (location, said) in [
            (format!("{callback}?error=error&error_description=PAR+the-state"), Some("error (PAR [redacted])")),
            (format!("{callback}?error=invalid_request&iss=x"), Some("invalid_request")),
            (format!("{callback}?error=login_required"), None),
            (format!("{callback}?code=c"), None),
            ("/login?error=error".to_owned(), None),
            ("https://auth.example/?error=error".to_owned(), None),
            ("https://".to_owned(), None),
        ] {
            assert_eq!(refusal(&from, &location, &flow).as_deref(), said, "{location}");
        }
    }
}
