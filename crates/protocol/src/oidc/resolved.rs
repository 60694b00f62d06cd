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
    driver::{Context, SignInError},
    ids::Issuer,
};
use vestibule_jose::{JwsError, RawJws, VerifiedJws};

use super::{
    keys::{KeyStore, Unverified, may_be_outdated},
    metadata::{self, Metadata},
    plan::Plan,
    refetch::Refetch,
};
use crate::client_auth::ClientAuth;

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
    pub(crate) keys: Arc<KeyStore>,
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
        let metadata = metadata::fetch(context, plan).await?;
        let upstream = Upstream::assemble(plan, context, metadata, None).await?;
        Ok(Self::serving(plan, upstream, context.clock.now()))
    }

    pub(super) fn serving(plan: &Arc<Plan>, upstream: Upstream, now: Timestamp) -> Self {
        let issuer = upstream.metadata.issuer.issuer().clone();
        Self { plan: plan.clone(), issuer, current: ArcSwap::from_pointee(upstream), refetch: Refetch::new(now) }
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
        let mark = self.refetch.mark();
        let known = self.upstream();
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
            Unverified::Token(JwsError::AlgorithmNotAllowed(_)) => {
                token.algorithm().is_some_and(|algorithm| self.plan.definition.id_token.algorithms.contains(&algorithm))
            }
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
        let auth = ClientAuth::choose(plan.authentication, &plan.credentials, metadata.auth_methods.as_deref())
            .map_err(|reason| {
                SignInError::new(
                    ErrorCode::ProviderMisconfigured,
                    Cause::ClientAuthentication,
                    format!("client authentication at {}: {reason}", metadata.token),
                )
            })?;
        let keys = match known.filter(|known| *known.keys.url() == metadata.jwks) {
            Some(known) => known.keys.clone(),
            None => Arc::new(KeyStore::open(context, metadata.jwks.clone(), &metadata.algorithms).await?),
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
        self.keys.verify(context, token, self.algorithms(signed)).await
    }

    fn algorithms(&self, signed: Signed) -> &[SigningAlgorithm] {
        match signed {
            Signed::Token => &self.metadata.algorithms,
            Signed::Userinfo => &self.metadata.userinfo_algorithms,
        }
    }
}
