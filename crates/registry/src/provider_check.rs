//! A dry run: would a provider work as it is written, and if not, which setting is to blame?
//!
//! Owns the steps of a check and what each of them proves. Walks the same line as a reload (bind, then resolve) and one
//! step further: it sends the upstream a code that nobody issued, because the upstream answers that differently to a
//! client that it knows and to one that it does not. Publishes nothing and stores nothing.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use serde::Serialize;
use vestibule_core::{
    cause::Cause,
    definition::{Definition, Pkce},
    driver::{
        BeginRequest, Bound, Callback, Context, Driver, EndSession, FinishRequest, FlowValues, Hints, SignInError,
    },
    fault::Fault,
    http::{Http, HttpError, Purpose},
    ids::{DefinitionId, Issuer},
    provider::ProviderRecord,
    random::{token_128, token_256},
    secret::Secret,
    violation::Violations,
};

use crate::{
    publish::handle::RegistryHandle,
    publish::plan::{RegistryContext, bind_record},
    publish::routes::RouteTable,
    publish::snapshot::Registry,
};

/// What a step looks at, in the order in which a sign-in meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// The settings fit the definition.
    Settings,
    /// The credentials fit their schema.
    Credentials,
    /// The upstream's metadata can be fetched and read.
    Discovery,
    /// The metadata is that of the configured issuer.
    Issuer,
    /// The upstream signs with an algorithm that the definition accepts.
    Algorithms,
    /// The upstream's keys can be fetched and used.
    Keys,
    /// The code is bound to this browser (RFC 7636).
    Pkce,
    /// The upstream knows this client and its secret.
    ClientAuthentication,
    /// The upstream can end its own session at sign-out.
    EndSession,
    /// The callback URLs to register at the upstream.
    CallbackUrls,
}

const STEPS: &[CheckStep] = &[
    CheckStep::Settings,
    CheckStep::Credentials,
    CheckStep::Discovery,
    CheckStep::Issuer,
    CheckStep::Algorithms,
    CheckStep::Keys,
    CheckStep::Pkce,
    CheckStep::ClientAuthentication,
    CheckStep::EndSession,
    CheckStep::CallbackUrls,
];

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Something must be changed.
    Failed,
    /// Not looked at, because an earlier step failed or because it cannot be tried without a person.
    Skipped,
}

/// One step and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CheckedStep {
    /// Which one.
    pub step: CheckStep,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found, and which setting to change. Contains no secret.
    pub detail: String,
}

/// A finished dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CheckReport {
    /// True when no step failed.
    pub ok: bool,
    /// All steps, in the order in which a sign-in meets them.
    pub steps: Vec<CheckedStep>,
    /// The callback URLs to register at the upstream.
    pub callback_urls: Vec<String>,
    /// The post-logout URL to register at the upstream.
    pub post_logout_url: String,
}

impl RegistryHandle {
    /// Everything that a reload would find wrong with `record` before it asks the network. Pure.
    pub fn bind(&self, record: &ProviderRecord) -> Result<(), Violations> {
        let registry = self.load();
        let mut bad = bind_record(record, &registry.catalogue, &self.context).err().unwrap_or_default();
        bad.0.extend(mount(&registry, record).err().unwrap_or_default().0);
        bad.check()
    }

    /// Who would vouch for people if `record` were in force, where exactly one is known to. Pure.
    pub fn issuer_of(&self, record: &ProviderRecord) -> Option<Issuer> {
        bind_record(record, &self.load().catalogue, &self.context).ok()?.issuer()
    }

    /// Tries `record` as if it were enabled. Asks the upstream, and changes nothing here. Takes as long as the upstream
    /// does, at most 10 s for each of some five requests.
    pub async fn check(&self, record: &ProviderRecord) -> CheckReport {
        let registry = self.load();
        let wanted = record.settings.definition.clone().unwrap_or_else(|| DefinitionId::from(record.id.clone()));
        let definition = registry.catalogue.find(&wanted).map(|entry| entry.definition.clone());
        let mut run = Run { context: &self.context, record, steps: Vec::new() };
        run.mount(mount(&registry, record));
        match bind_record(record, &registry.catalogue, &self.context) {
            Ok(bound) => run.ask(bound, definition.as_deref()).await,
            Err(violations) => run.refused(&violations),
        }
        run.report()
    }
}

/// Whether the routes of a provider can be mounted beside those of all others.
fn mount(registry: &Registry, record: &ProviderRecord) -> Result<(), Violations> {
    let mut routes = RouteTable::default();
    for other in registry.slots.values().filter(|slot| slot.id != record.id && slot.enabled()) {
        // One that cannot be mounted has a fault of its own.
        let _ = routes.mount(&other.id, other.settings.callback_path.as_deref(), None);
    }
    routes.mount(&record.id, record.settings.callback_path.as_deref(), record.origin("callback_path"))
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
                self.note(CheckStep::CallbackUrls, Outcome::Ok, "Register these URLs at the upstream, exactly so");
            }
            Err(violations) => self.note(CheckStep::CallbackUrls, Outcome::Failed, violations.to_string()),
        }
    }

    fn refused(&mut self, violations: &Violations) {
        let (credentials, stability): (Vec<_>, Vec<_>) =
            violations.0.iter().cloned().partition(|violation| violation.pointer.starts_with("/credentials"));
        for (step, found) in [(CheckStep::Settings, stability), (CheckStep::Credentials, credentials)] {
            match found.is_empty() {
                true => self.note(step, Outcome::Ok, "They fit the definition"),
                false => self.note(step, Outcome::Failed, Violations(found).to_string()),
            }
        }
    }

    async fn ask(&mut self, bound: Arc<dyn Bound>, definition: Option<&Definition>) {
        self.refused(&Violations::default());
        let http = Observed { inner: self.context.http.client(&bound.network_scope()), seen: Mutex::default() };
        let context = Context { http: &http, clock: &*self.context.clock, random: &*self.context.random };
        match bound.resolve(&context).await {
            Err(fault) => self.unresolved(&fault, &http),
            Ok(driver) => {
                self.resolved(&*driver, &http, definition);
                self.try_client(&*driver, &context).await;
            }
        }
    }

    fn unresolved(&mut self, fault: &Fault, http: &Observed) {
        let failed = failed_step(fault.cause, http.last());
        let passed = match failed {
            CheckStep::Keys => &[CheckStep::Discovery, CheckStep::Issuer, CheckStep::Algorithms][..],
            CheckStep::Algorithms => &[CheckStep::Discovery, CheckStep::Issuer],
            CheckStep::Issuer => &[CheckStep::Discovery],
            _ => &[],
        };
        for step in passed {
            self.note(*step, Outcome::Ok, "As it should be");
        }
        self.note(failed, Outcome::Failed, &fault.detail);
    }

    fn resolved(&mut self, driver: &dyn Driver, http: &Observed, definition: Option<&Definition>) {
        for (step, purpose, fine) in [
            (CheckStep::Discovery, Purpose::Discovery, "The metadata can be read"),
            (CheckStep::Algorithms, Purpose::Discovery, "The upstream signs with an algorithm that is accepted here"),
            (CheckStep::Keys, Purpose::Keys, "The keys can be read"),
        ] {
            match http.answered(purpose) {
                true => self.note(step, Outcome::Ok, fine),
                false => self.note(step, Outcome::Skipped, "This protocol does not need it"),
            }
        }
        self.note(CheckStep::Issuer, Outcome::Ok, driver.issuer().to_string());
        match definition.map(|definition| definition.client.pkce) {
            Some(Pkce::Required) => self.note(CheckStep::Pkce, Outcome::Ok, "Every sign-in uses S256"),
            _ => self.note(CheckStep::Pkce, Outcome::Skipped, "The definition switches it off"),
        }
        let request =
            EndSession { id_token: None, post_logout_redirect_uri: self.context.public_url.as_str(), state: "check" };
        match driver.end_session(&request) {
            Some(_) => self.note(CheckStep::EndSession, Outcome::Ok, "People are signed out at the upstream too"),
            None => self.note(
                CheckStep::EndSession,
                Outcome::Skipped,
                "The upstream names no place for it; signing out ends the session here alone",
            ),
        }
    }

    async fn try_client(&mut self, driver: &dyn Driver, context: &Context<'_>) {
        let step = CheckStep::ClientAuthentication;
        let error = match with_made_up_code(driver, context, self.redirect_uri()).await {
            Err(error) => error,
            Ok(()) => {
                let odd =
                    "The upstream took a code that it never issued; it cannot be told whether it knows the client";
                return self.note(step, Outcome::Skipped, odd);
            }
        };
        match client_outcome(error.cause) {
            Outcome::Ok => self.note(step, Outcome::Ok, "Client ID and secret were accepted"),
            Outcome::Failed => self.note(step, Outcome::Failed, error.detail),
            Outcome::Skipped => {
                self.note(step, Outcome::Skipped, format!("Only a sign-in can show it: {}", error.detail));
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

/// A sign-in with a code that nobody issued. An upstream looks at the client before it looks at the code (RFC 6749
/// §4.1.3), so the error that comes back tells whether it knows this one.
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

/// Notes which requests were made, and which of them were answered.
struct Observed {
    inner: Arc<dyn Http>,
    seen: Mutex<Vec<(Purpose, bool)>>,
}

impl Observed {
    fn last(&self) -> Option<Purpose> {
        self.seen.lock().ok()?.last().map(|(purpose, _)| *purpose)
    }

    fn answered(&self, purpose: Purpose) -> bool {
        self.seen.lock().is_ok_and(|seen| seen.contains(&(purpose, true)))
    }
}

#[async_trait]
impl Http for Observed {
    async fn send(&self, purpose: Purpose, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let answer = self.inner.send(purpose, request).await;
        let answered = answer.as_ref().is_ok_and(|answer| answer.status() == http::StatusCode::OK);
        if let Ok(mut seen) = self.seen.lock() {
            seen.push((purpose, answered));
        }
        answer
    }
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
