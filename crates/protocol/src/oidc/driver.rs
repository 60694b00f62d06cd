//! A ready OpenID Connect provider: a plan, what the metadata said, and the keys.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use chrono::Duration;
use serde::{Deserialize, Serialize};
use url::Url;
use vestibule_core::{
    cause::Cause,
    clock::from_millis,
    code::ErrorCode,
    driver::{
        BackChannelLogout, BeginRequest, Begun, Context, Driver, EndSession, Endpoint, FinishRequest, SignInError,
    },
    fault::Fault,
    identity::Identity,
    ids::Issuer,
};

use super::{
    authorize, finish,
    keys::KeyStore,
    metadata::{self, Metadata},
    plan::{Plan, fault},
};
use crate::client_auth::ClientAuth;

/// How old metadata may become before it is fetched again.
const METADATA_AGE: Duration = Duration::hours(1);

/// A ready provider.
pub(crate) struct OidcDriver {
    pub(crate) plan: Arc<Plan>,
    pub(crate) metadata: Metadata,
    pub(crate) auth: ClientAuth,
    pub(crate) keys: Arc<KeyStore>,
    /// When the metadata was last seen to say this, in milliseconds since 1970.
    checked_at: AtomicI64,
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

/// Asks for metadata and keys.
pub(crate) async fn resolve(plan: &Arc<Plan>, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
    let driver = OidcDriver::open(plan, context, None).await;
    Ok(Arc::new(driver.map_err(|error| fault(error, context.clock))?))
}

impl OidcDriver {
    /// `known` is the driver that is replaced; its keys stay where their address is still the same.
    async fn open(plan: &Arc<Plan>, context: &Context<'_>, known: Option<&Self>) -> Result<Self, SignInError> {
        let metadata = metadata::fetch(context, plan).await?;
        Self::assemble(plan, context, metadata, known).await
    }

    async fn assemble(
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

#[async_trait]
impl Driver for OidcDriver {
    fn issuer(&self) -> &Issuer {
        self.metadata.issuer.issuer()
    }

    fn client_id(&self) -> &str {
        &self.plan.client_id
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let (found, own) = (&self.metadata, &self.plan.overrides);
        let named = [
            ("authorization", Some(&found.authorization), own.authorization.is_some()),
            ("token", Some(&found.token), own.token.is_some()),
            ("userinfo", found.userinfo.as_ref(), own.userinfo.is_some()),
            ("jwks", Some(&found.jwks), own.jwks.is_some()),
            ("end_session", found.end_session.as_ref(), own.end_session.is_some()),
            ("pushed_authorization_request", found.par_endpoint.as_ref(), own.pushed_authorization_request.is_some()),
        ];
        let endpoint = |(name, url, is_own): (_, Option<&Url>, bool)| {
            url.map(|url| Endpoint { name, url: url.clone(), discovered: !is_own })
        };
        named.into_iter().filter_map(endpoint).collect()
    }

    async fn begin(&self, context: &Context<'_>, request: &BeginRequest<'_>) -> Result<Begun, SignInError> {
        let redirect = authorize::redirect(self, context, request).await?;
        let saved = Saved { token: self.metadata.token.clone(), userinfo: self.metadata.userinfo.clone() };
        let saved = serde_json::to_vec(&saved)
            .map_err(|error| SignInError::new(ErrorCode::Internal, Cause::Internal, error.to_string()))?;
        Ok(Begun { redirect, saved })
    }

    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        finish::finish(self, context, request).await
    }

    /// OpenID Connect RP-Initiated Logout §2.
    fn end_session(&self, request: &EndSession<'_>) -> Option<Url> {
        let mut url = self.metadata.end_session.clone()?;
        {
            let mut query = url.query_pairs_mut();
            if let Some(id_token) = request.id_token {
                query.append_pair("id_token_hint", id_token.expose());
            }
            query
                .append_pair("client_id", &self.plan.client_id)
                .append_pair("post_logout_redirect_uri", request.post_logout_redirect_uri)
                .append_pair("state", request.state);
        }
        Some(url)
    }

    fn back_channel_logout(&self) -> Option<&dyn BackChannelLogout> {
        Some(self)
    }

    async fn refresh(&self, context: &Context<'_>) -> Result<Option<Arc<dyn Driver>>, Fault> {
        let now = context.clock.now();
        if (now - from_millis(self.checked_at.load(Ordering::Relaxed))).abs() <= METADATA_AGE {
            return Ok(None);
        }
        let fetched = metadata::fetch(context, &self.plan).await.map_err(|error| fault(error, context.clock))?;
        if fetched == self.metadata {
            self.checked_at.store(now.timestamp_millis(), Ordering::Relaxed);
            return Ok(None);
        }
        let newer = Self::assemble(&self.plan, context, fetched, Some(self)).await;
        Ok(Some(Arc::new(newer.map_err(|error| fault(error, context.clock))?)))
    }
}
