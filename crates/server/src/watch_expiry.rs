//! Says of credentials that end: in the log and as an event, once for all nodes at each step, and as a metric.

use std::collections::BTreeSet;

use vestibule_core::{
    expiry::{Expiry, Nearness},
    ids::{ProviderId, Ref},
};
use vestibule_store::{Actor, AuditEvent, EventKind};

use crate::{
    AppState,
    http::expiring::{self, Expiring},
};

/// What was measured so far.
#[derive(Debug, Default)]
pub(crate) struct ExpiryWatch {
    measured: BTreeSet<(ProviderId, String)>,
}

impl ExpiryWatch {
    /// Looks at every date.
    pub(crate) async fn look(&mut self, app: &AppState) {
        let registry = app.registry.load();
        let mut measured = BTreeSet::new();
        for Expiring { slot, expiry } in expiring::all(&registry, app.clock.now()) {
            let end = expiry.ends_on.and_hms_opt(23, 59, 59).unwrap_or_default().and_utc();
            #[expect(clippy::cast_precision_loss, reason = "seconds of a date fit into 53 bits")]
            measure(&slot.id, &expiry.credential, end.timestamp() as f64);
            warn(app, &slot.id, &expiry).await;
            measured.insert((slot.id.clone(), expiry.credential));
        }
        for (provider, credential) in self.measured.difference(&measured) {
            measure(provider, credential, f64::INFINITY);
        }
        self.measured = measured;
    }
}

fn measure(provider: &ProviderId, credential: &str, end: f64) {
    let labels = [("provider", provider.to_string()), ("credential", credential.to_owned())];
    metrics::gauge!("vestibule_credential_expiry_timestamp_seconds", &labels).set(end);
}

/// Says it, unless a node has said it at this step.
async fn warn(app: &AppState, provider: &ProviderId, expiry: &Expiry) {
    let Some(nearness) = expiry.nearness() else { return };
    let Expiry { credential, ends_on, days_left } = expiry;
    let (step, kind, detail) = match nearness {
        Nearness::Ended => {
            ("ended".to_owned(), EventKind::CredentialExpired, format!("{credential} ended on {ends_on}"))
        }
        Nearness::Within(days) => {
            let detail = format!("{credential} ends on {ends_on}; days left: {days_left}");
            (days.to_string(), EventKind::CredentialExpiring, detail)
        }
    };
    let event = AuditEvent::new(kind, Ref::generate(&*app.random)).actor(Actor::Server).provider(provider.clone());
    let name = format!("expiry/{provider}/{credential}/{ends_on}/{step}");
    match app.store.record_once(&name, &event.detail(detail)).await {
        Ok(false) => {}
        Ok(true) if nearness == Nearness::Ended => {
            tracing::error!(%provider, credential, "the credential expired on {ends_on}: make a new one at the provider");
        }
        Ok(true) => {
            tracing::warn!(%provider, credential, days_left, "the credential expires on {ends_on}: make a new one in time");
        }
        Err(error) => {
            app.note_failure(error.code());
            tracing::warn!(
                error = error.detail(),
                "it is not known whether another node has warned; tried again later"
            );
        }
    }
}
