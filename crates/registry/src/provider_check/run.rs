//! The steps, one after the other.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    definition::{Definition, Pkce},
    driver::{
        BeginRequest, Bound, Callback, Context, Driver, EndSession, FinishRequest, FlowValues, Hints, SignInError,
    },
    fault::Fault,
    http::Purpose,
    provider::ProviderRecord,
    random::{token_128, token_256},
    secret::Secret,
    violation::Violations,
};

use super::{
    observed_http::ObservedHttp,
    report::{CheckReport, CheckStep, CheckedStep, Outcome, STEPS},
};
use crate::publish::{context::RegistryContext, handle::RegistryHandle, preview::Preview};

impl RegistryHandle {
    /// Checks `record` as if it were enabled. Contacts the upstream and changes nothing here. Takes as long as the upstream
    /// does, at most 10 s for each of some five requests.
    pub async fn check(&self, record: &ProviderRecord) -> CheckReport {
        let Preview { bound, mounted, definition } = self.preview(record);
        let mut run = Run { context: &self.context, record, steps: Vec::new() };
        run.mount(mounted);
        match bound {
            Ok(bound) => run.contact(bound, definition.as_deref()).await,
            Err(violations) => run.rejected(&violations),
        }
        run.report()
    }
}

struct Run<'a> {
    context: &'a RegistryContext,
    record: &'a ProviderRecord,
    steps: Vec<CheckedStep>,
}

impl Run<'_> {
    fn note(&mut self, step: CheckStep, outcome: Outcome, detail: impl Into<String>) {
        self.steps.push(CheckedStep { step, outcome, detail: detail.into() });
    }

    fn mount(&mut self, mounted: Result<(), Violations>) {
        match mounted {
            Ok(()) => {
                self.note(CheckStep::CallbackUrls, Outcome::Ok, "Register exactly these URLs at the upstream");
            }
            Err(violations) => self.note(CheckStep::CallbackUrls, Outcome::Failed, violations.to_string()),
        }
    }

    fn rejected(&mut self, violations: &Violations) {
        let (credentials, settings): (Vec<_>, Vec<_>) =
            violations.0.iter().cloned().partition(|violation| violation.pointer.starts_with("/credentials"));
        for (step, found) in [(CheckStep::Settings, settings), (CheckStep::Credentials, credentials)] {
            match found.is_empty() {
                true => self.note(step, Outcome::Ok, "They match the definition"),
                false => self.note(step, Outcome::Failed, Violations(found).to_string()),
            }
        }
    }

    async fn contact(&mut self, bound: Arc<dyn Bound>, definition: Option<&Definition>) {
        self.rejected(&Violations::default());
        let http = ObservedHttp::new(self.context.http.client(&bound.network_scope()));
        let context = Context { http: &http, clock: &*self.context.clock, random: &*self.context.random };
        match bound.resolve(&context).await {
            Err(fault) => self.unresolved(&fault, &http),
            Ok(driver) => {
                self.resolved(&*driver, &http, definition);
                self.try_client(&*driver, &context).await;
            }
        }
    }

    fn unresolved(&mut self, fault: &Fault, http: &ObservedHttp) {
        let failed = failed_step(fault.cause, http.last());
        let passed = match failed {
            CheckStep::Keys => &[CheckStep::Discovery, CheckStep::Issuer, CheckStep::Algorithms][..],
            CheckStep::Algorithms => &[CheckStep::Discovery, CheckStep::Issuer],
            CheckStep::Issuer => &[CheckStep::Discovery],
            _ => &[],
        };
        for step in passed {
            self.note(*step, Outcome::Ok, "Passed");
        }
        self.note(failed, Outcome::Failed, &fault.detail);
    }

    fn resolved(&mut self, driver: &dyn Driver, http: &ObservedHttp, definition: Option<&Definition>) {
        for (step, purpose, fine) in [
            (CheckStep::Discovery, Purpose::Discovery, "Metadata fetched"),
            (CheckStep::Algorithms, Purpose::Discovery, "The upstream uses an accepted signing algorithm"),
            (CheckStep::Keys, Purpose::Keys, "Keys fetched"),
        ] {
            match http.answered(purpose) {
                true => self.note(step, Outcome::Ok, fine),
                false => self.note(step, Outcome::Skipped, "Not needed for this protocol"),
            }
        }
        self.note(CheckStep::Issuer, Outcome::Ok, driver.issuer().to_string());
        match definition.map(|definition| definition.client.pkce) {
            Some(Pkce::Required) => self.note(CheckStep::Pkce, Outcome::Ok, "Every sign-in uses S256"),
            _ => self.note(CheckStep::Pkce, Outcome::Skipped, "Turned off by the definition"),
        }
        let request =
            EndSession { id_token: None, post_logout_redirect_uri: self.context.public_url.as_str(), state: "check" };
        match driver.end_session(&request) {
            Some(_) => {
                self.note(CheckStep::EndSession, Outcome::Ok, "Signing out also ends the session at the upstream");
            }
            None => self.note(
                CheckStep::EndSession,
                Outcome::Skipped,
                "The upstream has no end_session_endpoint; signing out ends the session here only",
            ),
        }
    }

    async fn try_client(&mut self, driver: &dyn Driver, context: &Context<'_>) {
        let step = CheckStep::ClientAuthentication;
        let error = match with_made_up_code(driver, context, self.redirect_uri()).await {
            Err(error) => error,
            Ok(()) => {
                let accepted = "The upstream accepted a made-up code, so this shows nothing about the client";
                return self.note(step, Outcome::Skipped, accepted);
            }
        };
        match client_outcome(error.cause) {
            Outcome::Ok => self.note(step, Outcome::Ok, "Client ID and secret were accepted"),
            Outcome::Failed => self.note(step, Outcome::Failed, error.detail),
            Outcome::Skipped => {
                self.note(step, Outcome::Skipped, format!("Only a sign-in can show this: {}", error.detail));
            }
        }
    }

    fn redirect_uri(&self) -> String {
        match &self.record.settings.callback_path {
            Some(path) => self.context.public_url.at(path),
            None => self.context.public_url.callback(&self.record.id),
        }
    }

    fn report(mut self) -> CheckReport {
        let known: Vec<_> = self.steps.iter().map(|checked| checked.step).collect();
        for step in STEPS.iter().filter(|step| !known.contains(step)) {
            self.note(*step, Outcome::Skipped, "An earlier step failed");
        }
        self.steps.sort_by_key(|checked| STEPS.iter().position(|step| *step == checked.step));
        let public_url = &self.context.public_url;
        CheckReport {
            ok: self.steps.iter().all(|checked| checked.outcome != Outcome::Failed),
            steps: self.steps,
            callback_urls: self.record.callback_urls(public_url),
            post_logout_url: public_url.as_str().to_owned(),
        }
    }
}

/// The step that a failed resolve belongs to. A connection that fails belongs to the request that was under way.
fn failed_step(cause: Cause, last_request: Option<Purpose>) -> CheckStep {
    match cause {
        Cause::IssuerMismatch => CheckStep::Issuer,
        Cause::Algorithms => CheckStep::Algorithms,
        Cause::Keys => CheckStep::Keys,
        Cause::ClientAuthentication => CheckStep::ClientAuthentication,
        Cause::Discovery => CheckStep::Discovery,
        _ if last_request == Some(Purpose::Keys) => CheckStep::Keys,
        _ => CheckStep::Discovery,
    }
}

/// What the answer to a made-up code proves about the client.
fn client_outcome(cause: Cause) -> Outcome {
    match cause {
        Cause::InvalidGrant => Outcome::Ok,
        Cause::ClientAuthentication | Cause::ClientRegistration | Cause::Plugin => Outcome::Failed,
        _ => Outcome::Skipped,
    }
}

/// A sign-in with a code that was never issued. An upstream authenticates the client before it checks the code (RFC 6749
/// §4.1.3), so its error shows whether it accepts this client.
async fn with_made_up_code(
    driver: &dyn Driver,
    context: &Context<'_>,
    redirect_uri: String,
) -> Result<(), SignInError> {
    let flow = FlowValues {
        state: token_128(context.random),
        nonce: Secret::new(token_128(context.random)),
        code_verifier: Secret::new(token_256(context.random)),
        redirect_uri,
    };
    let begun = driver.begin(context, &BeginRequest { flow: &flow, hints: &Hints::default() }).await?;
    let callback = Callback {
        code: Some(Secret::new(token_128(context.random))),
        iss: Some(driver.issuer().as_str().to_owned()),
        ..Callback::default()
    };
    let began_at = context.clock.now();
    let request = FinishRequest { flow: &flow, saved: &begun.saved, callback: &callback, began_at };
    driver.finish(context, &request).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_belongs_to_the_step_of_its_cause() {
        for (cause, last_request, step) in [
            (Cause::Discovery, Some(Purpose::Discovery), CheckStep::Discovery),
            (Cause::IssuerMismatch, Some(Purpose::Discovery), CheckStep::Issuer),
            (Cause::Algorithms, Some(Purpose::Discovery), CheckStep::Algorithms),
            (Cause::ClientAuthentication, Some(Purpose::Discovery), CheckStep::ClientAuthentication),
            (Cause::Keys, Some(Purpose::Keys), CheckStep::Keys),
            (Cause::Unreachable, Some(Purpose::Discovery), CheckStep::Discovery),
            (Cause::Unavailable, Some(Purpose::Keys), CheckStep::Keys),
            (Cause::Plugin, None, CheckStep::Discovery),
        ] {
            assert_eq!(failed_step(cause, last_request), step, "{cause:?} {last_request:?}");
        }
    }

    #[test]
    fn only_invalid_grant_proves_that_the_client_is_known() {
        for (cause, outcome) in [
            (Cause::InvalidGrant, Outcome::Ok),
            (Cause::ClientAuthentication, Outcome::Failed),
            (Cause::ClientRegistration, Outcome::Failed),
            (Cause::Unavailable, Outcome::Skipped),
            (Cause::UpstreamError, Outcome::Skipped),
            (Cause::Unreachable, Outcome::Skipped),
        ] {
            assert_eq!(client_outcome(cause), outcome, "{cause:?}");
        }
    }
}
