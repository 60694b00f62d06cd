//! The OpenID Connect driver: what a ready provider does.

use std::sync::{Arc, atomic::Ordering};

use async_trait::async_trait;
use chrono::Duration;
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
    authorize, finish, metadata,
    plan::{Plan, fault},
    resolved::{OidcDriver, Saved},
};

/// How old metadata may become before it is fetched again.
const METADATA_AGE: Duration = Duration::hours(1);

/// Asks for metadata and keys.
pub(crate) async fn resolve(plan: &Arc<Plan>, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
    let driver = OidcDriver::open(plan, context, None).await;
    Ok(Arc::new(driver.map_err(|error| fault(error, context.clock))?))
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
