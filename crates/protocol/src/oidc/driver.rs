//! The OpenID Connect driver: what a ready provider does.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{
        BackChannelLogout, BeginRequest, Begun, Context, Driver, EndSession, Endpoint, FinishRequest, RecheckRequest,
        Rechecked, Refresh, SignInError,
    },
    fault::Fault,
    identity::Identity,
    ids::Issuer,
    registration::Registration,
    secret::Secret,
};

use super::{
    authorize, finish,
    plan::Plan,
    recheck,
    resolved::{OidcDriver, Saved, Upstream},
};
use crate::resolve_fault::resolve_fault;

/// The longest URL that a browser is sent to at sign-out, in bytes: nginx takes 8 KiB with all headers of a line.
const MAX_LOGOUT_URL: usize = 4_096;

/// Asks for metadata and keys.
pub(crate) async fn resolve(plan: &Arc<Plan>, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
    let driver = OidcDriver::open(plan, context).await;
    Ok(Arc::new(driver.map_err(|error| resolve_fault(error, context.clock))?))
}

#[async_trait]
impl Driver for OidcDriver {
    fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    fn client_id(&self) -> &str {
        &self.plan.client_id
    }

    fn registration(&self) -> Option<Registration> {
        self.plan.registered.as_ref().map(|registered| registered.describe(&self.issuer))
    }

    fn client_metadata(&self) -> Option<serde_json::Value> {
        self.plan.registered.as_ref()?.document.clone()
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let upstream = self.upstream();
        let (found, own) = (&upstream.metadata, &self.plan.overrides);
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
        let upstream = self.upstream();
        let redirect = authorize::redirect(&self.plan, &upstream, context, request).await?;
        let Upstream { metadata, .. } = &*upstream;
        let saved = Saved { token: metadata.token.clone(), userinfo: metadata.userinfo.clone() };
        let saved = serde_json::to_vec(&saved)
            .map_err(|error| SignInError::new(ErrorCode::Internal, Cause::Internal, error.to_string()))?;
        Ok(Begun { redirect, saved })
    }

    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        finish::finish(self, context, request).await
    }

    async fn recheck(&self, context: &Context<'_>, request: &RecheckRequest<'_>) -> Result<Rechecked, SignInError> {
        recheck::recheck(self, context, request).await
    }

    /// OpenID Connect RP-Initiated Logout §2.
    fn end_session(&self, request: &EndSession<'_>) -> Option<Url> {
        if let Some(logout) = &self.plan.logout {
            return Some(logout.url(request));
        }
        let endpoint = self.upstream().metadata.end_session.clone()?;
        let url = |hint: Option<&Secret>| {
            let mut url = endpoint.clone();
            let mut query = url.query_pairs_mut();
            if let Some(id_token) = hint {
                query.append_pair("id_token_hint", id_token.expose());
            }
            query
                .append_pair("client_id", &self.plan.client_id)
                .append_pair("post_logout_redirect_uri", request.post_logout_redirect_uri)
                .append_pair("state", request.state);
            drop(query);
            url
        };
        // An ID token with many groups makes a URL that proxies refuse; the client's name is enough then.
        let with_hint = url(request.id_token);
        Some(if with_hint.as_str().len() <= MAX_LOGOUT_URL { with_hint } else { url(None) })
    }

    fn back_channel_logout(&self) -> Option<&dyn BackChannelLogout> {
        // What is signed with the client secret is no notice of an upstream: whoever else knows it could end sessions.
        self.plan.id_token_secret.is_none().then_some(self as &dyn BackChannelLogout)
    }

    async fn refresh(&self, context: &Context<'_>, when: Refresh) -> Result<Option<Arc<dyn Driver>>, Fault> {
        let now = context.clock.now();
        if let Some(newer) =
            self.with_other_client(context, when).await.map_err(|error| resolve_fault(error, context.clock))?
        {
            return Ok(Some(Arc::new(newer)));
        }
        if when == Refresh::WhenDue && !self.is_due(now) {
            return Ok(None);
        }
        let fetch = async {
            let elsewhere = self.renew(context).await?;
            let upstream = self.upstream();
            if when == Refresh::Now
                && let Some(keys) = &upstream.keys
            {
                keys.renew(context).await?;
            }
            match elsewhere {
                None => Ok(None),
                Some(metadata) => Upstream::assemble(&self.plan, context, metadata, Some(&upstream)).await.map(Some),
            }
        };
        let other = fetch.await.map_err(|error| resolve_fault(error, context.clock))?;
        Ok(other.map(|upstream| Arc::new(Self::serving(&self.plan, upstream, now)) as Arc<dyn Driver>))
    }
}
