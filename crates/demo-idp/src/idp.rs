//! What every endpoint works on: the directories, the keys, and what was given out.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::watch;
use vestibule_core::{clock::Clock, random::Random};

use crate::{
    authorization_request::AuthorizationRequest,
    call::Params,
    endpoint::Endpoint,
    expiring::Expiring,
    faults::Faults,
    grants::Grants,
    jwt::Signer,
    key_ring::KeyRing,
    model::{Client, Clients, People, Person},
    observe::Requests,
    options::{AccessTokens, Registration},
    session::Sessions,
};

/// A pushed request waits this long to be used.
pub(crate) const PUSHED_SECONDS: i64 = 90;
const INTERACTION_SECONDS: i64 = 60 * 60;
/// Pages that are open in browsers, or requests pushed and not used; beyond this the oldest goes.
const PENDING: usize = 10_000;

/// A request that waits for a person to press a button.
pub(crate) struct Interaction {
    pub(crate) request: AuthorizationRequest,
    /// The person has to be asked who they are, even with a session.
    pub(crate) ask_again: bool,
}

pub(crate) struct Idp {
    pub(crate) issuer: String,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) people: People,
    pub(crate) clients: Clients,
    pub(crate) keys: KeyRing,
    pub(crate) grants: Grants,
    pub(crate) sessions: Sessions,
    pub(crate) faults: Faults,
    pub(crate) requests: Requests,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) registration: Registration,
    /// The subject who approves at once.
    pub(crate) auto_approve: RwLock<Option<String>>,
    /// Becomes true when the provider shuts down.
    pub(crate) closing: watch::Receiver<bool>,
    pending: Mutex<Pending>,
}

/// One lock for requests that wait: each is put in once and taken out once, with nothing else done in between.
struct Pending {
    interactions: Expiring<String, Interaction>,
    pushed: Expiring<String, Params>,
}

/// The parts that [`Idp::new`] cannot make itself.
pub(crate) struct Parts {
    pub(crate) issuer: String,
    pub(crate) port: u16,
    pub(crate) keys: KeyRing,
    pub(crate) closing: watch::Receiver<bool>,
}

impl Idp {
    pub(crate) fn new(options: crate::options::Options, parts: Parts) -> Self {
        Self {
            issuer: parts.issuer,
            people: People::new(options.people),
            clients: Clients::new(options.clients),
            keys: parts.keys,
            grants: Grants::new(options.clock.clone()),
            sessions: Sessions::new(parts.port, options.clock.clone(), options.random.clone()),
            faults: Faults::default(),
            requests: Requests::new(options.recording),
            access_tokens: options.access_tokens,
            registration: options.registration,
            auto_approve: RwLock::new(options.auto_approve),
            closing: parts.closing,
            pending: Mutex::new(Pending {
                interactions: Expiring::new(INTERACTION_SECONDS, PENDING),
                pushed: Expiring::new(PUSHED_SECONDS, PENDING),
            }),
            clock: options.clock,
            random: options.random,
        }
    }

    /// The absolute address of an endpoint.
    pub(crate) fn url(&self, endpoint: Endpoint) -> String {
        self.issuer.clone() + endpoint.path()
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }

    /// Signs with the key of this moment, for that client.
    pub(crate) fn signer<'a>(&'a self, client: &'a Client) -> Signer<'a> {
        Signer { key: self.keys.signing(), random: &*self.random, client_secret: client.secrets.first() }
    }

    /// Who approves a request without being asked: whom the hint means, else the subject that was set; none when no
    /// subject is set.
    pub(crate) fn find_approver(&self, login_hint: Option<&str>) -> Option<Arc<Person>> {
        let subject = self.auto_approve.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        login_hint.and_then(|hint| self.people.find_by_hint(hint)).or_else(|| self.people.find_enabled(&subject))
    }

    pub(crate) fn put_interaction(&self, id: &str, interaction: Interaction) {
        let now = self.clock.now();
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).interactions.insert(
            now,
            id.to_owned(),
            interaction,
        );
    }

    pub(crate) fn take_interaction(&self, id: &str) -> Option<Interaction> {
        let now = self.clock.now();
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).interactions.take(now, &id.to_owned())
    }

    pub(crate) fn put_pushed(&self, request_uri: &str, params: Params) {
        let now = self.clock.now();
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).pushed.insert(now, request_uri.to_owned(), params);
    }

    pub(crate) fn take_pushed(&self, request_uri: &str) -> Option<Params> {
        let now = self.clock.now();
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).pushed.take(now, &request_uri.to_owned())
    }
}
