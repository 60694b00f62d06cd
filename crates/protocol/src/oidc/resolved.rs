//! A ready OpenID Connect provider: a plan, what the metadata said, and the keys.

use std::sync::{Arc, atomic::AtomicI64};

use serde::{Deserialize, Serialize};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
};

use super::{
    keys::KeyStore,
    metadata::{self, Metadata},
    plan::Plan,
};
use crate::client_auth::ClientAuth;

/// A ready provider.
pub(crate) struct OidcDriver {
    pub(crate) plan: Arc<Plan>,
    pub(crate) metadata: Metadata,
    pub(crate) auth: ClientAuth,
    pub(crate) keys: Arc<KeyStore>,
    /// When the metadata was last seen to say this, in milliseconds since 1970.
    pub(super) checked_at: AtomicI64,
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
    /// `known` is the driver that is replaced; its keys stay where their address is still the same.
    pub(super) async fn open(
        plan: &Arc<Plan>,
        context: &Context<'_>,
        known: Option<&Self>,
    ) -> Result<Self, SignInError> {
        let metadata = metadata::fetch(context, plan).await?;
        Self::assemble(plan, context, metadata, known).await
    }

    pub(super) async fn assemble(
        plan: &Arc<Plan>,
        context: &Context<'_>,
        metadata: Metadata,
        known: Option<&Self>,
    ) -> Result<Self, SignInError> {
        let rule = plan.definition.client.authentication;
        let auth = ClientAuth::choose(rule, &plan.credentials, metadata.auth_methods.as_deref()).map_err(|reason| {
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
        Ok(Self { plan: plan.clone(), metadata, auth, keys, checked_at })
    }
}
