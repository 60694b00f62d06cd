//! The steps, one after the other.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    definition::{Pkce, SenderConstraint},
    driver::{Bound, ClientKey, Context, Driver, EndSession, Refresh},
    fault::Fault,
    http::Purpose,
    provider::ProviderRecord,
    registration::RegistrationMethod,
    violation::Violations,
};

use super::{
    attempt::Attempts,
    observed_http::ObservedHttp,
    report::{CheckReport, CheckStep, CheckedStep, Outcome, STEPS},
};
use crate::{
    catalogue::entry::CatalogueEntry,
    publish::{handle::RegistryHandle, preview::Preview, slot::Slot},
};

impl RegistryHandle {
    /// Checks `record` as if it were enabled. Contacts the upstream and changes no setting. Where `record` is what the owner
    /// of the provider wrote last and nothing is wrong with it, the published provider asks its upstream again, too, so
    /// that what serves is what was checked. Takes as long as the upstream does, at most 10 s for each of some twenty requests.
    pub async fn check(&self, record: &ProviderRecord) -> CheckReport {
        let Preview { bound, mounted, entry } = self.preview(record);
        let mut run = Run { handle: self, record, steps: Vec::new(), constraint: None, client_keys: Vec::new() };
        run.constraint = entry.as_deref().and_then(|entry| entry.definition.client.sender_constraint);
        run.mount(mounted);
        match bound {
            Ok(bound) => run.contact(bound, entry.as_deref()).await,
            Err(violations) => run.rejected(&violations),
        }
        let report = run.report();
        if report.ok {
            self.adopt(record).await;
        }
        report
    }

    /// Makes the published provider know what a check of the same record has just seen.
    async fn adopt(&self, record: &ProviderRecord) {
        let registry = self.load();
        let Some(slot) = registry.slots.get(&record.id).filter(|slot| is_written(slot, record)) else { return };
        // One that serves in place of what was checked would only learn about itself.
        let Some(ready) = slot.ready().filter(|_| slot.faults.is_empty() && slot.newer.is_none()) else {
            return self.refetch(record.id.clone()).await;
        };
        let context = Context { http: &*ready.http, clock: &*self.context.clock, random: &*self.context.random };
        match ready.driver.refresh(&context, Refresh::Now).await {
            Ok(None) => {}
            Ok(Some(_)) => self.refetch(record.id.clone()).await,
            Err(fault) => tracing::warn!(provider = %record.id, "the check passed, and {fault}"),
        }
    }
}

/// Whether a slot is, or will be once it resolves, what `record` says.
fn is_written(slot: &Slot, record: &ProviderRecord) -> bool {
    slot.enabled() && is_same(slot.written(), record)
}

fn is_same(one: &ProviderRecord, other: &ProviderRecord) -> bool {
    one.settings == other.settings && one.credentials == other.credentials
}

struct Run<'a> {
    handle: &'a RegistryHandle,
    record: &'a ProviderRecord,
    steps: Vec<CheckedStep>,
    constraint: Option<SenderConstraint>,
    client_keys: Vec<ClientKey>,
}

impl Run<'_> {
    /// Writes down how a step ended; what was known before is replaced.
    fn note(&mut self, step: CheckStep, outcome: Outcome, detail: impl Into<String>) {
        self.steps.retain(|checked| checked.step != step);
        self.steps.push(CheckedStep { step, outcome, detail: detail.into() });
    }

    fn mount(&mut self, mounted: Result<(), Violations>) {
        match mounted {
            Ok(()) => {
                let detail = "Register exactly these URLs at the upstream; only a sign-in shows whether they are";
                self.note(CheckStep::CallbackUrls, Outcome::Skipped, detail);
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

    async fn contact(&mut self, bound: Arc<dyn Bound>, entry: Option<&CatalogueEntry>) {
        self.rejected(&Violations::default());
        self.client_keys = bound.client_keys();
        let parts = &self.handle.context;
        let http = ObservedHttp::new(parts.http.client(&bound.network_scope()));
        let context = Context { http: &http, clock: &*parts.clock, random: &*parts.random };
        match bound.resolve(&context).await {
            Err(fault) => self.unresolved(&fault, &http),
            Ok(driver) => {
                self.resolved(&*driver, &http, entry);
                if !self.is_known(&*driver) {
                    return self.not_tried(entry);
                }
                let attempts = Attempts::new(self.handle, self.record);
                self.not_refused();
                let (step, outcome, detail) = attempts.check_client(&*driver, &context).await;
                if step != CheckStep::ClientAuthentication {
                    self.note(
                        CheckStep::ClientAuthentication,
                        Outcome::Skipped,
                        "The upstream looks at the proof first",
                    );
                }
                self.note(step, outcome, detail);
                // A request that was not pushed shows something about the callback URL, whatever the client's secret is.
                if entry.is_some_and(|entry| entry.protocol.authorization_endpoint) {
                    let (step, outcome, detail) = attempts.check_request(&*driver, &context).await;
                    if step == CheckStep::CallbackUrls {
                        let refused = "The callback URLs come first";
                        self.note(CheckStep::AuthorizationRequest, Outcome::Skipped, refused);
                    }
                    self.note(step, outcome, detail);
                }
            }
        }
    }

    /// Says how the upstream comes to know the client. False while it cannot: the document is served, and a client is
    /// registered, once the provider is saved and enabled.
    fn is_known(&mut self, driver: &dyn Driver) -> bool {
        let Some(registration) = driver.registration() else {
            self.note(
                CheckStep::Registration,
                Outcome::Skipped,
                "The client ID is entered, so the client is registered by hand",
            );
            return true;
        };
        let way = match registration.method {
            RegistrationMethod::MetadataDocument => "The client ID is a URL of this installation",
            _ => "The client registers itself",
        };
        let advice = registration.advice.map(|advice| format!(". {advice}")).unwrap_or_default();
        let reason = registration.reason;
        self.note(CheckStep::Registration, Outcome::Ok, format!("{way}: {reason}{advice}"));
        let serves = || {
            let registry = self.handle.load();
            let slot = registry.slots.get(&self.record.id);
            slot.is_some_and(|slot| slot.ready().is_some() && is_same(&slot.record, self.record))
        };
        match registration.method {
            RegistrationMethod::MetadataDocument => serves(),
            _ => !registration.client_id.is_empty(),
        }
    }

    fn not_tried(&mut self, entry: Option<&CatalogueEntry>) {
        let later = "Check again when the provider is saved and enabled: only then the upstream can know the client";
        self.note(CheckStep::ClientAuthentication, Outcome::Skipped, later);
        if entry.is_some_and(|entry| entry.protocol.authorization_endpoint) {
            self.note(CheckStep::AuthorizationRequest, Outcome::Skipped, later);
        }
    }

    /// What can be said about bound tokens while none was given.
    fn not_refused(&mut self) {
        let detail = match self.constraint {
            None => return,
            Some(SenderConstraint::Dpop) => {
                "Each request proves our key (DPoP); only a sign-in shows that tokens are bound to it"
            }
            Some(SenderConstraint::Mtls) => {
                "Our certificate is shown; only a sign-in shows that tokens are bound to it"
            }
        };
        self.note(CheckStep::SenderConstraint, Outcome::Skipped, detail);
    }

    fn unresolved(&mut self, fault: &Fault, http: &ObservedHttp) {
        let failed = failed_step(fault.cause, http.last());
        let passed = match failed {
            CheckStep::Keys | CheckStep::Registration => {
                &[CheckStep::Discovery, CheckStep::Issuer, CheckStep::Algorithms][..]
            }
            CheckStep::Algorithms => &[CheckStep::Discovery, CheckStep::Issuer],
            CheckStep::Issuer => &[CheckStep::Discovery],
            _ => &[],
        };
        for step in passed {
            self.note(*step, Outcome::Ok, "Passed");
        }
        self.note(failed, Outcome::Failed, &fault.detail);
    }

    fn resolved(&mut self, driver: &dyn Driver, http: &ObservedHttp, entry: Option<&CatalogueEntry>) {
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
        match entry.map(|entry| entry.definition.client.pkce) {
            Some(Pkce::Required) => self.note(CheckStep::Pkce, Outcome::Ok, "Every sign-in uses S256"),
            _ => self.note(CheckStep::Pkce, Outcome::Skipped, "Turned off by the definition"),
        }
        let request = EndSession {
            id_token: None,
            post_logout_redirect_uri: self.handle.context.public_url.as_str(),
            state: "check",
        };
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

    fn report(mut self) -> CheckReport {
        let known: Vec<_> = self.steps.iter().map(|checked| checked.step).collect();
        let is_listed = |step: &CheckStep| *step != CheckStep::SenderConstraint || self.constraint.is_some();
        let missing: Vec<_> = STEPS.iter().filter(|step| !known.contains(step) && is_listed(step)).collect();
        for step in missing {
            self.note(*step, Outcome::Skipped, "An earlier step failed");
        }
        self.steps.sort_by_key(|checked| STEPS.iter().position(|step| *step == checked.step));
        let public_url = &self.handle.context.public_url;
        CheckReport {
            ok: self.steps.iter().all(|checked| checked.outcome != Outcome::Failed),
            steps: self.steps,
            callback_urls: self.record.callback_urls(public_url),
            post_logout_url: public_url.as_str().to_owned(),
            client_keys: self.client_keys,
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
        Cause::Registration => CheckStep::Registration,
        Cause::Discovery => CheckStep::Discovery,
        _ if last_request == Some(Purpose::Registration) => CheckStep::Registration,
        _ if last_request == Some(Purpose::Keys) => CheckStep::Keys,
        _ => CheckStep::Discovery,
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
            (Cause::Registration, Some(Purpose::Registration), CheckStep::Registration),
            (Cause::Timeout, Some(Purpose::Registration), CheckStep::Registration),
            (Cause::Keys, Some(Purpose::Keys), CheckStep::Keys),
            (Cause::Unreachable, Some(Purpose::Discovery), CheckStep::Discovery),
            (Cause::Unavailable, Some(Purpose::Keys), CheckStep::Keys),
            (Cause::Plugin, None, CheckStep::Discovery),
        ] {
            assert_eq!(failed_step(cause, last_request), step, "{cause:?} {last_request:?}");
        }
    }
}
