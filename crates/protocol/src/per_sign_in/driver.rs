//! A provider whose server each person chooses.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;
use moka::future::Cache;
use serde::{Deserialize, Serialize};
use vestibule_core::{
    cause::Cause,
    clock::Timestamp,
    code::ErrorCode,
    driver::{Asks, BeginRequest, Begun, Context, Driver, FinishRequest, SignInError},
    identity::{Identity, Profile},
    ids::Issuer,
    secret::Secret,
};

use super::{
    server::Server,
    servers::{Opened, Servers},
};
use crate::registration::unreadable;

/// How many servers are kept in memory.
const MOST: u64 = 256;
/// How long what a server said is used.
const LIFETIME: Duration = Duration::hours(1);
/// How long a server that cannot be used is not asked again, whoever chooses it.
const REFUSED: Duration = Duration::minutes(1);

/// A ready provider whose server each person chooses.
pub(crate) struct PerSignInDriver {
    servers: Arc<Servers>,
    asks: Asks,
    /// In place of the issuers of all servers.
    issuer: Issuer,
    known: Cache<Server, Known>,
}

/// What a server was found to be, and when.
#[derive(Clone)]
struct Known {
    at: Timestamp,
    opened: Result<Opened, SignInError>,
}

impl Known {
    fn is_fresh(&self, now: Timestamp) -> bool {
        now - self.at < if self.opened.is_ok() { LIFETIME } else { REFUSED }
    }
}

/// What travels with a flow.
#[derive(Serialize, Deserialize)]
struct Saved {
    #[serde(rename = "s")]
    server: Server,
    #[serde(rename = "i")]
    issuer: Issuer,
    #[serde(rename = "c")]
    client_id: String,
    /// The client, while no database has it: any node can go on, and after a restart, too. The flow is sealed.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    /// What the server's own driver has saved.
    #[serde(rename = "d")]
    saved: String,
}

impl PerSignInDriver {
    pub(super) fn new(servers: Arc<Servers>, asks: Asks) -> Self {
        let issuer = Issuer(format!("{{{}}}", servers.name));
        Self { servers, asks, issuer, known: Cache::builder().max_capacity(MOST).build() }
    }

    /// The driver of a server: the one that is known, or one that is made now, once for all who wait for it.
    async fn opened(&self, context: &Context<'_>, server: &Server) -> Result<Opened, SignInError> {
        let now = context.clock.now();
        let former = self.known.get(server).await.filter(|known| !known.is_fresh(now));
        let client = match former.map(|known| known.opened) {
            None => None,
            Some(opened) => {
                self.known.invalidate(server).await;
                // A client that was registered once is used again.
                match opened {
                    Ok(opened) => opened.documents.unkept().await.map_err(unreadable)?,
                    Err(_) => None,
                }
            }
        };
        let open =
            async { Known { at: now, opened: self.servers.open(context, server, (client.as_ref(), true)).await } };
        self.known.get_with(server.clone(), open).await.opened
    }

    /// The driver that a flow began with, or another one of the same issuer and client.
    async fn of_flow(&self, context: &Context<'_>, saved: &Saved) -> Result<Opened, SignInError> {
        let is_same =
            |opened: &Opened| *opened.driver.issuer() == saved.issuer && opened.driver.client_id() == saved.client_id;
        let known = self.known.get(&saved.server).await.and_then(|known| known.opened.ok());
        if let Some(opened) = known.filter(is_same) {
            return Ok(opened);
        }
        let client = saved.client.as_ref().map(|client| Secret::new(client.as_str()));
        let opened = self.servers.open(context, &saved.server, (client.as_ref(), false)).await?;
        if is_same(&opened) {
            return Ok(opened);
        }
        let detail =
            format!("{} is not the issuer, or not with the client, that the sign-in began with", saved.server.as_str());
        Err(SignInError::new(ErrorCode::IssuerMismatch, Cause::IssuerMismatch, detail))
    }
}

#[async_trait]
impl Driver for PerSignInDriver {
    fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// There is one at each server.
    fn client_id(&self) -> &'static str {
        ""
    }

    fn asks(&self) -> Option<&Asks> {
        Some(&self.asks)
    }

    async fn begin(&self, context: &Context<'_>, request: &BeginRequest<'_>) -> Result<Begun, SignInError> {
        let server = self.servers.read(request.hints.server.as_deref())?;
        let Opened { driver, documents } = self.opened(context, &server).await?;
        let flow = server.flow(request.flow);
        let Begun { redirect, saved } = driver.begin(context, &BeginRequest { flow: &flow, ..*request }).await?;
        let client = documents.unkept().await.map_err(unreadable)?;
        let saved = Saved {
            server,
            issuer: driver.issuer().clone(),
            client_id: driver.client_id().to_owned(),
            client: client.map(|client| client.expose().to_owned()),
            saved: String::from_utf8(saved).map_err(|error| internal(error.to_string()))?,
        };
        let saved = serde_json::to_vec(&saved).map_err(|error| internal(error.to_string()))?;
        Ok(Begun { redirect, saved })
    }

    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        let saved: Saved = serde_json::from_slice(request.saved).map_err(|error| internal(error.to_string()))?;
        if !saved.server.is_answered_by(request.callback) {
            let detail =
                format!("the answer is not at the callback URL of {}, where the sign-in began", saved.server.as_str());
            return Err(SignInError::new(ErrorCode::IssuerMismatch, Cause::IssuerMismatch, detail));
        }
        let Opened { driver, documents } = self.of_flow(context, &saved).await?;
        let flow = saved.server.flow(request.flow);
        let of_server = FinishRequest { flow: &flow, saved: saved.saved.as_bytes(), ..*request };
        let identity = driver.finish(context, &of_server).await?;
        // A client that is not kept is registered again some day: no reason to refuse anybody.
        if let Err(error) = documents.keep().await {
            tracing::warn!(server = saved.server.as_str(), "the client at this server is not kept: {error}");
        }
        Ok(trusted_with_nothing(identity))
    }
}

/// The server can be anybody's: it names people, and says nothing about whom an address belongs to or what groups they are in.
fn trusted_with_nothing(identity: Identity) -> Identity {
    let profile = Profile { email_verified: false, groups: None, ..identity.profile };
    Identity { profile, refresh_token: None, upstream_session: None, id_token: None, id_token_alg: None, ..identity }
}

fn internal(detail: String) -> SignInError {
    SignInError::new(ErrorCode::Internal, Cause::Internal, detail)
}
