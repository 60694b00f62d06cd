//! Whether the upstream takes this client's authorization requests, pushed (RFC 9126) or through the browser.
//!
//! Some upstreams demand one of the two of single clients, and their metadata does not say so. A request that cannot be
//! granted is answered at once, with a redirect that holds an error; one that can be is answered with a page.

use bytes::Bytes;
use http::{Request, StatusCode, header};
use url::Url;
use vestibule_core::{
    cause::Cause,
    definition::Par,
    driver::{Context, Driver, FlowValues, SignInError},
    http::{HttpError, Purpose},
    provider::ProviderRecord,
    redact::Redactor,
};

use super::{
    attempt::Attempts,
    report::{CheckStep, Outcome},
};

/// Errors that say something about the moment or the person, not about the client.
const PASSING: &[&str] = &[
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
    "temporarily_unavailable",
    "server_error",
];

/// How many redirects to other addresses of the upstream are followed.
const MAX_REDIRECTS: usize = 4;

/// What became of a request.
enum Asked {
    /// It may be granted.
    Taken { pushed: bool },
    /// The upstream refuses it, and says this.
    Refused { pushed: bool, said: String },
    /// The upstream does not know the callback URL, and says this.
    UnknownCallback { pushed: bool, said: String },
    /// Nothing can be said.
    Unknown(String),
}

impl Attempts<'_> {
    /// Asks the authorization endpoint in the way that the record says; where that is refused, in the other one.
    /// Returns the step that the answer is about.
    pub(super) async fn check_request(
        &self,
        driver: &dyn Driver,
        context: &Context<'_>,
    ) -> (CheckStep, Outcome, String) {
        let (outcome, detail) = match self.ask(driver, context).await {
            Asked::Taken { pushed: true } => (Outcome::Ok, "Accepted, pushed to the upstream first".to_owned()),
            Asked::Taken { pushed: false } => (Outcome::Ok, "Not refused, through the browser".to_owned()),
            Asked::Unknown(why) => (Outcome::Skipped, format!("Only a sign-in can show this: {why}")),
            Asked::Refused { pushed, said } => {
                let refused = || format!("The upstream refuses the authorization request: {said}");
                (Outcome::Failed, self.other_way(pushed, &said).await.unwrap_or_else(refused))
            }
            Asked::UnknownCallback { pushed, said } => {
                // A description names the callback URL; a page may mean that the request has to be pushed.
                let other_way = if pushed { None } else { self.other_way(pushed, &said).await };
                let Some(detail) = other_way else {
                    let detail = format!("Register exactly these URLs for the client at the upstream: {said}");
                    return (CheckStep::CallbackUrls, Outcome::Failed, detail);
                };
                (Outcome::Failed, detail)
            }
        };
        (CheckStep::AuthorizationRequest, outcome, detail)
    }

    /// Which setting makes the upstream take the request, if it does in the other way.
    async fn other_way(&self, pushed: bool, said: &str) -> Option<String> {
        let (other, name, needs) = match pushed {
            true => (Par::Never, "never", "takes its requests through the browser only"),
            false => (Par::Required, "required", "has to push its requests first"),
        };
        let change = |record: &mut ProviderRecord| record.settings_mut().par = Some(other);
        let ready = self.resolve(change).await?;
        match self.ask(&*ready.driver, &self.context(&*ready.http)).await {
            Asked::Taken { .. } => Some(format!("This client {needs}: set par = \"{name}\". The upstream said {said}")),
            _ => None,
        }
    }

    async fn ask(&self, driver: &dyn Driver, context: &Context<'_>) -> Asked {
        let flow = self.flow();
        let begun = match self.begin(&flow, driver, context).await {
            Ok(begun) => begun,
            // Only a pushed request meets the upstream before the browser does.
            Err(error) if error.cause == Cause::RedirectUri => {
                return Asked::UnknownCallback { pushed: true, said: error.detail };
            }
            Err(SignInError {
                cause: Cause::ClientRegistration | Cause::UpstreamError | Cause::InvalidResponse,
                detail: said,
                ..
            }) => return Asked::Refused { pushed: true, said },
            Err(error) => return Asked::Unknown(error.detail),
        };
        let pushed = begun.redirect.query_pairs().any(|(name, _)| name == "request_uri");
        open(context, begun.redirect, &flow, pushed).await
    }
}

/// Opens an authorization URL as a browser does, up to the first page. Dex leads to another address of its own first, and
/// says only there what is wrong.
async fn open(context: &Context<'_>, begun: Url, flow: &FlowValues, pushed: bool) -> Asked {
    let (mut url, mut cookies) = (begun, Vec::new());
    for hop in 0..=MAX_REDIRECTS {
        let Some(request) = page_request(&url, &cookies) else {
            return Asked::Unknown("the authorization URL cannot be requested".to_owned());
        };
        let answer = match context.http.send(Purpose::Authorization, request).await {
            Ok(answer) => answer,
            // A page it is, then.
            Err(HttpError::TooLarge { .. }) => return Asked::Taken { pushed },
            Err(error) => return Asked::Unknown(error.to_string()),
        };
        let status = answer.status();
        // RFC 6749 §4.1.2.1: nobody is redirected to a callback URL, or by a client, that is not registered.
        if status == StatusCode::BAD_REQUEST && hop == 0 && !pushed {
            let said =
                "its authorization endpoint answered HTTP 400, so it knows neither them nor, perhaps, the client ID";
            return Asked::UnknownCallback { pushed, said: said.to_owned() };
        }
        if status.is_client_error() || status.is_server_error() {
            return Asked::Unknown(format!("the authorization endpoint answered HTTP {}", status.as_u16()));
        }
        let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let Some(location) = location.filter(|_| status.is_redirection()) else { return Asked::Taken { pushed } };
        if let Some(said) = refusal(&url, location, flow) {
            return Asked::Refused { pushed, said };
        }
        match url.join(location) {
            Ok(next) if next.origin() == url.origin() => url = next,
            _ => return Asked::Taken { pushed },
        }
        let set = answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies.extend(set.filter_map(|cookie| cookie.split(';').next()).map(str::to_owned));
    }
    Asked::Taken { pushed }
}

fn page_request(url: &Url, cookies: &[String]) -> Option<Request<Bytes>> {
    let mut request = Request::builder().uri(url.as_str()).header(header::ACCEPT, "text/html,application/xhtml+xml");
    if !cookies.is_empty() {
        request = request.header(header::COOKIE, cookies.join("; "));
    }
    request.body(Bytes::new()).ok()
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
