//! What every layer works with. Each layer's state holds that of the layer below and derefs to it.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use vestibule_core::{
    access::{Access, Rules},
    application_id::ApplicationId,
    clock::Clock,
    code::ErrorCode,
    http::HttpFactory,
    public_keys::PublicKeys,
    random::Random,
    seal::Keyring,
};
use vestibule_registry::{Registry, RegistryHandle};
use vestibule_store::{Store, StoreError, User};

use super::{
    admission::{Admission, NotAdmitted, SigningIn},
    assets::BrandFiles,
    lifecycle::Lifecycle,
    limits::RateLimits,
    node_identity::NodeIdentity,
    pictures::Pictures,
    refusals::Refusals,
    security_headers::PageHeaders,
    settings::Settings,
    untrusted_proxy::UntrustedProxy,
};

/// Renders the metrics of this process in the Prometheus text format.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// What the surface is made of: handed in by whoever starts it.
pub struct AppDeps {
    /// Settings.
    pub settings: Settings,
    /// The published providers.
    pub registry: RegistryHandle,
    /// Makes outgoing HTTP.
    pub outgoing: Arc<dyn HttpFactory>,
    /// The store.
    pub store: Arc<dyn Store>,
    /// The keys that seal cookies.
    pub keys: Arc<Keyring>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Everything that signs, and whose public keys are published.
    pub public_keys: Vec<Arc<dyn PublicKeys>>,
    /// Which node this is.
    pub node: NodeIdentity,
    /// Renders the metrics, when there is a recorder.
    pub metrics: Option<RenderMetrics>,
    /// The application that has this server in its own process, where it wants to be asked about sign-ins.
    pub admission: Option<Arc<dyn Admission>>,
}

/// The state of the HTTP layer.
pub struct HttpState {
    deps: AppDeps,
    pub(crate) limits: RateLimits,
    pub(crate) refusals: Refusals,
    pub(crate) headers: PageHeaders,
    pub(crate) brand: BrandFiles,
    pub(crate) pictures: Pictures,
    pub(crate) untrusted_proxy: UntrustedProxy,
    pub(crate) lifecycle: Lifecycle,
    /// By how many milliseconds the clock of this machine is ahead of the database's, when it was compared last.
    pub(crate) clock_offset: AtomicI64,
    /// Whether the database has failed since it was last seen to keep a change.
    storage_failed: AtomicBool,
    /// Whether the log says why, since then.
    said_unready: AtomicBool,
}

impl HttpState {
    pub(crate) fn new(deps: AppDeps) -> Self {
        Self {
            limits: RateLimits::new(deps.settings.limits, &deps.clock),
            refusals: Refusals::new(),
            headers: PageHeaders::new(&deps.settings),
            brand: BrandFiles::new(&deps.settings),
            pictures: Pictures::new(),
            untrusted_proxy: UntrustedProxy::new(&deps.settings),
            lifecycle: Lifecycle::new(deps.settings.first_contact),
            clock_offset: AtomicI64::new(0),
            storage_failed: AtomicBool::new(false),
            said_unready: AtomicBool::new(false),
            deps,
        }
    }

    /// Notes with which code a request failed, for [`HttpState::is_storage_ready`].
    pub(crate) fn note_failure(&self, code: ErrorCode) {
        if code == ErrorCode::StorageUnavailable {
            self.storage_failed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the database answers and is the one that was opened, and after a failure whether it keeps a change: one that
    /// can only be read answers, too. So a probe writes only after a write has failed.
    pub(crate) async fn is_storage_ready(&self) -> bool {
        if let Err(error) = self.store.check().await {
            self.note_unready(&error);
            return false;
        }
        if self.storage_failed.load(Ordering::Relaxed) {
            if let Err(error) = self.store.prove_write().await {
                self.note_unready(&error);
                return false;
            }
            self.storage_failed.store(false, Ordering::Relaxed);
            self.said_unready.store(false, Ordering::Relaxed);
            tracing::info!("the database keeps changes again");
        }
        true
    }

    /// Says why once, whoever asks how often.
    fn note_unready(&self, error: &StoreError) {
        self.storage_failed.store(true, Ordering::Relaxed);
        if !self.said_unready.swap(true, Ordering::Relaxed) {
            tracing::error!(error = error.detail(), "the database cannot be used");
        }
    }

    /// Asks the application about somebody whom all rules of ours admit. Returns what it calls them from now on, if it says so.
    pub(crate) async fn admit(&self, person: SigningIn) -> Result<Option<ApplicationId>, NotAdmitted> {
        match &self.admission {
            Some(admission) => admission.admit(person).await,
            None => Ok(None),
        }
    }

    /// What counts of what was granted, by the providers of `registry`.
    pub(crate) fn rules<'r>(&self, registry: &'r Registry) -> Rules<'r> {
        Rules { providers: &registry.access, grant_max_age: self.settings.grant_max_age }
    }

    /// Who a user is and what they may do now.
    pub(crate) fn access(&self, user: &User) -> Access {
        user.access(self.rules(&self.registry.load()), self.clock.now())
    }
}

impl Deref for HttpState {
    type Target = AppDeps;
    fn deref(&self) -> &AppDeps {
        &self.deps
    }
}
