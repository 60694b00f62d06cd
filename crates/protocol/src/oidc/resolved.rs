//! A ready OpenID Connect provider: a plan, and what the upstream said last.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use arc_swap::ArcSwap;
use chrono::Duration;
use serde::{Deserialize, Serialize};
use url::Url;
use vestibule_core::{
    cause::Cause,
    clock::{Timestamp, from_millis},
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::{Context, Refresh, SignInError},
    ids::Issuer,
};
use vestibule_jose::{JwsError, RawJws, VerifiedJws};

use super::{
    keys::{KeyStore, Unverified, may_be_outdated},
    metadata::{self, Metadata},
    plan::Plan,
    refetch::Refetch,
};
use crate::{
    client_auth::{ClientAuth, Supported},
    registration,
};

/// How old metadata may become before it is fetched again.
const METADATA_AGE: Duration = Duration::hours(1);

/// A ready provider.
pub(crate) struct OidcDriver {
    pub(crate) plan: Arc<Plan>,
    /// Stays: an upstream that states another issuer takes another driver.
    pub(super) issuer: Issuer,
    current: ArcSwap<Upstream>,
    refetch: Refetch,
}

/// What the upstream said last.
pub(crate) struct Upstream {
    pub(crate) metadata: Metadata,
    pub(crate) auth: ClientAuth,
    /// `None` where ID tokens are signed with the client secret: then nothing else is trusted.
    pub(crate) keys: Option<Arc<KeyStore>>,
    /// When the metadata was last seen to say this, in milliseconds since 1970.
    checked_at: AtomicI64,
}

/// What a signed token is, which decides about its algorithms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signed {
    /// An ID token or a logout token.
    Token,
    Userinfo,
}

/// What travels with a flow: the endpoints as they were at authorize, so that metadata which changes in between cannot
/// send the code of one endpoint to another (RFC 9700 §4.4).
#[derive(Serialize, Deserialize)]
pub(crate) struct Saved {
    #[serde(rename = "t")]
    pub(crate) token: Url,
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub(crate) userinfo: Option<Url>,
}

impl OidcDriver {
    /// Asks for metadata and keys.
    pub(super) async fn open(plan: &Arc<Plan>, context: &Context<'_>) -> Result<Self, SignInError> {
        let document = metadata::fetch_document(context, plan).await?;
        // Before anything is registered: it has to be the upstream that is meant, and one that can be used.
        let mut metadata = metadata::parse(document.clone(), plan)?;
        let mut plan = plan.clone();
        if let Some(registration) = &plan.registration {
            let registered = registration.client(context, &document, &plan.endpoint_rules()).await?;
            plan = Arc::new(plan.with_client(registered));
            // Whether requests are pushed depends on how the client authenticates.
            metadata = metadata::parse(document, &plan)?;
        }
        let upstream = Upstream::assemble(&plan, context, metadata, None).await?;
        Ok(Self::serving(&plan, upstream, context.clock.now()))
    }

    pub(super) fn serving(plan: &Arc<Plan>, upstream: Upstream, now: Timestamp) -> Self {
        let issuer = upstream.metadata.issuer.issuer().clone();
        Self { plan: plan.clone(), issuer, current: ArcSwap::from_pointee(upstream), refetch: Refetch::new(now) }
    }

    /// The driver of another client than this one's, where the client registers itself and is another one by now. `Refresh::Now`
    /// asks the upstream, too, and registers where nothing is registered.
    pub(super) async fn with_other_client(
        &self,
        context: &Context<'_>,
        when: Refresh,
    ) -> Result<Option<Self>, SignInError> {
        let (Some(registration), Some(registered)) = (&self.plan.registration, &self.plan.registered) else {
            return Ok(None);
        };
        let is_current = registration.is_current(registered.revision).await;
        if when == Refresh::WhenDue && is_current.map_err(registration::unreadable)? {
            return Ok(None);
        }
        let newer = Self::open(&self.plan, context).await?;
        let differs = newer.plan.registered.as_ref().is_none_or(|newer| newer.differs(registered));
        Ok(differs.then_some(newer))
    }

    /// What the upstream said last. Load it once for one step, so that its parts fit together.
    pub(crate) fn upstream(&self) -> Arc<Upstream> {
        self.current.load_full()
    }

    /// True when the metadata is too old.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        let checked_at = from_millis(self.current.load().checked_at.load(Ordering::Relaxed));
        (now - checked_at).abs() > METADATA_AGE
    }

    /// Verifies a signed token. One whose algorithm or key does not fit what is known of the upstream, and keys that
    /// cannot be fetched, have the metadata fetched again, as often as a bucket allows; what it says then decides.
    pub(super) async fn verify(
        &self,
        context: &Context<'_>,
        token: &RawJws<'_>,
        signed: Signed,
    ) -> Result<VerifiedJws, Unverified> {
        let known = self.upstream();
        if known.keys.is_none() {
            return known.verify(context, token, signed).await;
        }
        let mark = self.refetch.mark();
        let first = known.verify(context, token, signed).await;
        if !first.as_ref().is_err_and(|error| self.metadata_may_be_outdated(token, error)) {
            return first;
        }
        let adopt = async { self.renew(context).await.map(drop) };
        if let Some(Err(error)) = self.refetch.within_bucket(context.clock.now(), mark, adopt).await {
            tracing::warn!("a token does not fit what is known of the provider, and {}", error.detail);
        }
        let newer = self.upstream();
        if Arc::ptr_eq(&known, &newer) { first } else { newer.verify(context, token, signed).await }
    }

    fn metadata_may_be_outdated(&self, token: &RawJws<'_>, error: &Unverified) -> bool {
        match error {
            Unverified::Keys(_) => true,
            // No metadata allows what the definition does not.
            Unverified::Token(JwsError::AlgorithmNotAllowed(_)) => token
                .algorithm()
                .is_some_and(|algorithm| self.plan.definition.id_token.published_algorithms().contains(&algorithm)),
            Unverified::Token(error) => may_be_outdated(token, error),
        }
    }

    /// Fetches the metadata now and uses what it says. Metadata that states another issuer is not used but returned; it
    /// is due again at once.
    pub(super) async fn renew(&self, context: &Context<'_>) -> Result<Option<Metadata>, SignInError> {
        let fetched = metadata::fetch(context, &self.plan).await?;
        let known = self.upstream();
        if fetched == known.metadata {
            known.checked_at.store(context.clock.now().timestamp_millis(), Ordering::Relaxed);
            return Ok(None);
        }
        if *fetched.issuer.issuer() != self.issuer {
            known.checked_at.store(0, Ordering::Relaxed);
            return Ok(Some(fetched));
        }
        let newer = Upstream::assemble(&self.plan, context, fetched, Some(&known)).await?;
        tracing::info!("the provider's metadata has changed");
        self.current.store(Arc::new(newer));
        Ok(None)
    }
}

impl Upstream {
    /// `known` is what is replaced; its keys stay where their address is still the same.
    pub(super) async fn assemble(
        plan: &Plan,
        context: &Context<'_>,
        metadata: Metadata,
        known: Option<&Self>,
    ) -> Result<Self, SignInError> {
        let supported =
            Supported { methods: metadata.auth_methods.as_deref(), algorithms: metadata.auth_algorithms.as_deref() };
        let auth = ClientAuth::choose(plan.authentication, &plan.credentials, supported).map_err(|reason| {
            SignInError::new(
                ErrorCode::ProviderMisconfigured,
                Cause::ClientAuthentication,
                format!("client authentication at {}: {reason}", metadata.token),
            )
        })?;
        let known = known.and_then(|known| known.keys.clone()).filter(|keys| *keys.url() == metadata.jwks);
        let keys = match (&plan.id_token_secret, known) {
            (Some(_), _) => None,
            (None, Some(known)) => Some(known),
            (None, None) => Some(Arc::new(KeyStore::open(context, metadata.jwks.clone(), &metadata.algorithms).await?)),
        };
        let checked_at = AtomicI64::new(context.clock.now().timestamp_millis());
        Ok(Self { metadata, auth, keys, checked_at })
    }

    async fn verify(
        &self,
        context: &Context<'_>,
        token: &RawJws<'_>,
        signed: Signed,
    ) -> Result<VerifiedJws, Unverified> {
        match &self.keys {
            Some(keys) => keys.verify(context, token, self.algorithms(signed)).await,
            None => Err(Unverified::Token(JwsError::UnknownKey)),
        }
    }

    fn algorithms(&self, signed: Signed) -> &[SigningAlgorithm] {
        match signed {
            Signed::Token => &self.metadata.algorithms,
            Signed::Userinfo => &self.metadata.userinfo_algorithms,
        }
    }
}
