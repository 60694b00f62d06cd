//! How long the steps of a sign-in take, for `/metrics`.

use std::time::Instant;

use vestibule_core::ids::ProviderId;

/// Measures from its making until it is dropped, whatever comes of the step.
pub(super) struct Timed<'a> {
    provider: &'a ProviderId,
    step: &'static str,
    began: Instant,
}

impl<'a> Timed<'a> {
    /// `step`: `authorize`, until the browser is sent to the upstream; `callback`, from its answer until it is signed in.
    pub(super) fn begin(provider: &'a ProviderId, step: &'static str) -> Self {
        Self { provider, step, began: Instant::now() }
    }
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        let labels = [("provider", self.provider.to_string()), ("step", self.step.to_owned())];
        metrics::histogram!("vestibule_sign_in_seconds", &labels).record(self.began.elapsed());
    }
}
