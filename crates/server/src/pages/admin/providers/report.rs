//! A dry run as a list of steps, in the words of the page.

use vestibule_registry::{CheckReport, CheckStep, Outcome};

use super::super::super::texts::Provider;

/// One step.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) outcome: &'static str,
    /// The class of its tag.
    pub(super) class: &'static str,
    pub(super) detail: String,
}

/// A dry run.
pub(super) struct Report {
    pub(super) good: bool,
    pub(super) steps: Vec<Step>,
}

impl Report {
    pub(super) fn new(report: CheckReport, t: Provider) -> Self {
        let step = |checked: vestibule_registry::CheckedStep| {
            let (outcome, class) = match checked.outcome {
                Outcome::Ok => (t.step_ok(), "good"),
                Outcome::Failed => (t.step_failed(), "bad"),
                Outcome::Skipped => (t.step_skipped(), "plain"),
            };
            Step { name: name(checked.step, t), outcome, class, detail: checked.detail }
        };
        Self { good: report.ok, steps: report.steps.into_iter().map(step).collect() }
    }
}

fn name(step: CheckStep, t: Provider) -> &'static str {
    match step {
        CheckStep::Settings => t.step_settings(),
        CheckStep::Credentials => t.step_credentials(),
        CheckStep::Discovery => t.step_discovery(),
        CheckStep::Issuer => t.step_issuer(),
        CheckStep::Algorithms => t.step_algorithms(),
        CheckStep::Keys => t.step_keys(),
        CheckStep::Registration => t.step_registration(),
        CheckStep::Pkce => t.step_pkce(),
        CheckStep::ClientAuthentication => t.step_client_authentication(),
        CheckStep::SenderConstraint => t.step_sender_constraint(),
        CheckStep::AuthorizationRequest => t.step_authorization_request(),
        CheckStep::EndSession => t.step_end_session(),
        CheckStep::CallbackUrls => t.step_callback_urls(),
    }
}
