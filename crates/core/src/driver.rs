//! What a protocol does: the two traits that the product turns on.
//!
//! ```text
//! DriverFactory::bind   pure      definition + settings + credentials ─▶ Bound, or every violation
//! Bound::resolve        network   discovery, first keys               ─▶ Driver, or a fault
//! Driver::begin         (PAR)     flow values                         ─▶ redirect + what to remember
//! Driver::finish        network   callback + what was remembered      ─▶ Identity, or a code
//! ```
//! A driver never sees a cookie, a session or a local user; the host never sees a protocol.

mod back_channel;
mod client_key;
mod context;
mod error;
mod exchange;

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

pub use back_channel::{BackChannelLogout, UpstreamLogout};
pub use client_key::{ClientKey, KeyPurpose};
pub use context::Context;
pub use error::SignInError;
pub use exchange::{
    BeginRequest, Begun, Callback, EndSession, FinishRequest, FlowValues, Hints, RecheckRequest, Rechecked,
};

use crate::{
    cause::Cause,
    code::ErrorCode,
    credentials::{Credentials, CredentialsSchema},
    definition::Definition,
    expiry,
    fault::Fault,
    http::NetworkScope,
    identity::Identity,
    ids::{Issuer, ProviderId},
    protocol::ProtocolFacts,
    public_url::PublicUrl,
    registration::{Registrar, Registration},
    sealed_documents::DocumentError,
    settings::ProviderSettings,
    violation::Violations,
};

/// Everything that a driver is made of.
#[derive(Debug, Clone)]
pub struct BindInput {
    /// The provider's id.
    pub provider: ProviderId,
    /// What it is an instance of, with the options of the settings merged into it ([`Definition::with_options`]).
    pub definition: Arc<Definition>,
    /// The definition's credentials schema, compiled.
    pub schema: Arc<CredentialsSchema>,
    /// Its settings.
    pub settings: Arc<ProviderSettings>,
    /// What the administrator supplied. Not yet checked against the schema.
    pub credentials: Arc<Credentials>,
    /// Our own origin.
    pub public_url: PublicUrl,
    /// What a client that is not registered by hand is registered with.
    pub registrar: Registrar,
}

impl BindInput {
    /// What is wrong with the settings, with pointers into them: by themselves, and with this definition.
    pub fn check_settings(&self) -> Violations {
        let mut bad = self.settings.check();
        bad.0.extend(self.definition.check_chosen(&self.settings.options).0);
        expiry::check_names(&self.settings, &self.schema, &mut bad);
        bad
    }
}

/// Makes drivers of one protocol.
pub trait DriverFactory: Send + Sync {
    /// What the rest of the program knows about the protocol.
    fn facts(&self) -> &'static ProtocolFacts;

    /// Fits everything together. Pure: no network, no clock. Returns *every* violation, with pointers into
    /// `{"settings": …, "credentials": …, "definition": …}`. Reload, `vestibule check` and the admin form call this.
    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations>;
}

/// Everything fits; the network has not been asked yet.
#[async_trait]
pub trait Bound: Send + Sync {
    /// Which addresses this provider may reach.
    fn network_scope(&self) -> NetworkScope;

    /// Who will vouch for identities, as far as that is known before the network is asked; a slash at its end may come
    /// or go then. `None` for an upstream that speaks for many issuers.
    fn issuer(&self) -> Option<Issuer>;

    /// The keys of ours that the upstream may have to know.
    fn client_keys(&self) -> Vec<ClientKey> {
        Vec::new()
    }

    /// Discovery and first keys. Spawns nothing.
    async fn resolve(&self, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault>;

    /// Whether the client registers itself at the upstream.
    fn registers_itself(&self) -> bool {
        false
    }

    /// Forgets the client that registered itself here, so that another one is registered when this resolves the next
    /// time. False when there was none.
    async fn forget_client(&self) -> Result<bool, DocumentError> {
        Ok(false)
    }
}

/// A provider that is ready: it can send people to its upstream and check what comes back.
#[async_trait]
pub trait Driver: Send + Sync {
    /// Who will vouch for identities.
    fn issuer(&self) -> &Issuer;

    /// Our name at the upstream.
    fn client_id(&self) -> &str;

    /// How the upstream came to know our client; `None` where an administrator registered it.
    fn registration(&self) -> Option<Registration> {
        None
    }

    /// The client's metadata, for an upstream that fetches them from the URL that is the client id; `None` when ours is no
    /// such client.
    fn client_metadata(&self) -> Option<serde_json::Value> {
        None
    }

    /// What each person enters before they are sent to an upstream; `None` where there is one upstream for all.
    fn asks(&self) -> Option<&Asks> {
        None
    }

    /// Makes the authorization request.
    async fn begin(&self, context: &Context<'_>, request: &BeginRequest<'_>) -> Result<Begun, SignInError>;

    /// Checks the answer and fetches who the person is. Called at most once for a flow; nothing is retried.
    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError>;

    /// Where it asks the upstream, by the names of a definition's endpoints. Empty for a protocol without endpoints.
    fn endpoints(&self) -> Vec<Endpoint> {
        Vec::new()
    }

    /// False when it must not stay published, not even until a newer version of it comes up.
    fn is_usable(&self) -> bool {
        true
    }

    /// Where to send the browser so that the upstream ends its session too; `None` when it has no such place.
    fn end_session(&self, _request: &EndSession<'_>) -> Option<Url> {
        None
    }

    /// Receives the upstream's notices that a person has signed out there; `None` without it.
    fn back_channel_logout(&self) -> Option<&dyn BackChannelLogout> {
        None
    }

    /// Asks the upstream again about a person who has signed in, with the refresh token that it gave for that (OpenID
    /// Connect Core §12). An error that [`SignInError::refuses`] the person ends their session.
    async fn recheck(&self, _context: &Context<'_>, _request: &RecheckRequest<'_>) -> Result<Rechecked, SignInError> {
        Err(SignInError::new(ErrorCode::ProviderError, Cause::Internal, "this protocol knows no refresh tokens"))
    }

    /// Fetches metadata and keys again and uses what they say. `Ok(Some)`: what they say takes another driver, which is
    /// to be published instead of this one.
    async fn refresh(&self, _context: &Context<'_>, _when: Refresh) -> Result<Option<Arc<dyn Driver>>, Fault> {
        Ok(None)
    }
}

/// What each person enters before they are sent to an upstream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asks {
    /// What the field is called.
    pub title: String,
    /// What to enter.
    pub description: String,
    /// A value, for illustration.
    pub example: String,
}

/// When a driver fetches what it knows of its upstream again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// When it is too old.
    WhenDue,
    /// Now: an administrator asked for it.
    Now,
}

/// Where a driver asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name in a definition, such as `token`.
    pub name: &'static str,
    /// Where it is.
    pub url: Url,
    /// True when the upstream's metadata says so, false when definition and credentials do.
    pub discovered: bool,
}
