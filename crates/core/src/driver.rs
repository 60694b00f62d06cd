//! What a protocol does: the two traits that the product turns on.
//!
//! ```text
//! DriverFactory::bind   pure      definition + settings + credentials ─▶ Bound, or every violation
//! Bound::resolve        network   discovery, first keys               ─▶ Driver, or a fault
//! Driver::begin         (PAR)     flow values                         ─▶ redirect + what to remember
//! Driver::finish        network   callback + what was remembered      ─▶ Identity, or a code
//! ```
//! A driver never sees a cookie, a session or a local user; the host never sees a protocol.

mod client_key;
mod error;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use url::Url;

pub use client_key::{ClientKey, KeyPurpose};
pub use error::SignInError;

use crate::{
    cause::Cause,
    clock::{Clock, Timestamp},
    code::ErrorCode,
    credentials::{Credentials, CredentialsSchema},
    definition::{Definition, SigningAlgorithm},
    expiry,
    fault::Fault,
    http::{Http, NetworkScope},
    identity::Identity,
    ids::{Issuer, ProviderId, Subject},
    protocol::ProtocolFacts,
    public_url::PublicUrl,
    random::Random,
    registration::{Registrar, Registration},
    sealed_documents::DocumentError,
    secret::Secret,
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

/// What a driver may use.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Outgoing HTTP, with this provider's limits.
    pub http: &'a dyn Http,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness.
    pub random: &'a dyn Random,
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

/// The values of one flow, made by the host.
#[derive(Clone)]
pub struct FlowValues {
    /// Binds the answer to the flow.
    pub state: String,
    /// Binds the ID token to the flow.
    pub nonce: Secret,
    /// Proves at the token endpoint that the code is ours (RFC 7636).
    pub code_verifier: Secret,
    /// Where the answer arrives, byte for byte the same at both endpoints.
    pub redirect_uri: String,
}

impl fmt::Debug for FlowValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowValues").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// What the browser may ask for at authorize. Each at most 512 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Who is likely to sign in.
    pub login_hint: Option<String>,
    /// Whether and what the upstream asks.
    pub prompt: Option<String>,
    /// Which languages the person reads.
    pub ui_locales: Option<String>,
    /// The server that the person has an account at, where each chooses one ([`Driver::asks`]).
    pub server: Option<String>,
}

/// A sign-in begins.
#[derive(Debug)]
pub struct BeginRequest<'a> {
    /// The flow's values.
    pub flow: &'a FlowValues,
    /// What the browser asked for.
    pub hints: &'a Hints,
}

/// The authorization request is made.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub redirect: Url,
    /// What the driver wants to see again at the callback; the host seals it into the flow. Keep it small: it travels
    /// in a cookie.
    pub saved: Vec<u8>,
}

/// The parameters of a callback that the host has accepted: state, browser, provider, expiry and single use are
/// checked, every parameter appears at most once, none is longer than 8 KiB.
#[derive(Clone, Default)]
pub struct Callback {
    /// The authorization code.
    pub code: Option<Secret>,
    /// The issuer (RFC 9207).
    pub iss: Option<String>,
    /// An error code of the upstream.
    pub error: Option<String>,
    /// What the upstream says about it: untrusted text.
    pub error_description: Option<String>,
    /// Everything but `state` and `code`, in order, for protocols with parameters of their own. A name may appear more
    /// than once.
    pub parameters: Vec<(String, String)>,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("error", &self.error).finish_non_exhaustive()
    }
}

/// A sign-in comes back.
#[derive(Debug)]
pub struct FinishRequest<'a> {
    /// The flow's values.
    pub flow: &'a FlowValues,
    /// What the driver saved in `begin`.
    pub saved: &'a [u8],
    /// The answer.
    pub callback: &'a Callback,
    /// When the flow began.
    pub began_at: Timestamp,
}

/// A session ends.
#[derive(Debug)]
pub struct EndSession<'a> {
    /// The ID token of the session that ends, however old.
    pub id_token: Option<&'a Secret>,
    /// Where the browser comes back to.
    pub post_logout_redirect_uri: &'a str,
    /// Comes back with it.
    pub state: &'a str,
}

/// A person who has signed in before.
#[derive(Debug)]
pub struct RecheckRequest<'a> {
    /// What the upstream gave at the sign-in, or when it was asked last.
    pub refresh_token: &'a Secret,
    /// Whom the answer has to be about.
    pub issuer: &'a Issuer,
    /// Whom the answer has to be about.
    pub subject: &'a Subject,
}

/// The upstream has accepted a refresh token.
#[derive(Debug)]
pub struct Rechecked {
    /// The next refresh token, when it gave one: the former one may be worth nothing by now.
    pub refresh_token: Option<Secret>,
    /// Who the person is now; `None` when the answer has no ID token. An error is one of the answers after the refresh
    /// token was accepted.
    pub identity: Result<Option<Identity>, SignInError>,
}

/// Checks what an upstream posts when a person has signed out there.
#[async_trait]
pub trait BackChannelLogout: Send + Sync {
    /// Checks a logout token: who sent it, for whom, and every rule that it must fit. Whether it was used before is the
    /// host's to decide.
    async fn check(&self, context: &Context<'_>, token: &str) -> Result<UpstreamLogout, SignInError>;
}

/// A verified notice of an upstream that a session there has ended. Names a subject, a session, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamLogout {
    /// Who signed it.
    pub issuer: Issuer,
    /// Who has signed out.
    pub subject: Option<Subject>,
    /// Which of the upstream's sessions has ended, by its name for it.
    pub session: Option<String>,
    /// What the token is signed with.
    pub algorithm: SigningAlgorithm,
    /// Sessions whose ID token has one of these algorithms are not this token's to end, unless the upstream has signed a
    /// later ID token with [`Self::algorithm`]: it still lists them, and signed this token with another one.
    pub other_algorithms: Vec<SigningAlgorithm>,
    /// The token's own name.
    pub token_id: String,
    /// Until when the token could be used once more.
    pub usable_until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_a_flow_or_callback_shows_no_secret() {
        let flow = FlowValues {
            state: "canary".into(),
            nonce: Secret::new("canary"),
            code_verifier: Secret::new("canary"),
            redirect_uri: "https://a/b".into(),
        };
        let callback = Callback { code: Some(Secret::new("canary")), ..Callback::default() };
        assert!(!format!("{flow:?}{callback:?}").contains("canary"));
    }
}
