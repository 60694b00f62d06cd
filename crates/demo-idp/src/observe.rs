//! What a test may see of the requests: counters, the last requests of each endpoint, and an event for each.
//!
//! A test waits for "a token request has arrived" ([`Requests::arrived`]) instead of for time to pass. Parameters are
//! kept in memory only, and only when [`Recording::Requests`] asks for it; `Debug` shows their names.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::http::{HeaderMap, HeaderValue, Method, header};
use tokio::sync::{broadcast, watch};
use vestibule_core::secret::Secret;

use crate::{
    call::{Call, Form, Params},
    endpoint::Endpoint,
    options::Recording,
};

/// How many requests are kept for each endpoint.
const KEPT: usize = 1024;

/// How a client or a token holder showed its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// Not at all.
    Absent,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer`.
    Bearer,
    /// `client_secret`, `client_assertion` or `access_token` in the body.
    Body,
    /// In the header and in the body.
    Both,
}

/// One request, as it arrived.
#[derive(Clone)]
pub struct Recorded {
    /// Which endpoint.
    pub endpoint: Endpoint,
    /// GET or POST.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// Where the credentials were.
    pub credentials: Credentials,
    /// All headers. Those with credentials are marked sensitive.
    pub headers: HeaderMap,
    /// Parameters of the query.
    pub query: Vec<(String, Secret)>,
    /// Parameters of the form.
    pub form: Vec<(String, Secret)>,
}

impl Recorded {
    /// The first parameter of that name, form before query.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.form.iter().chain(&self.query).find(|(key, _)| key == name).map(|(_, value)| value.expose())
    }

    /// The names of all parameters, query before form, in their order.
    pub fn names(&self) -> Vec<&str> {
        self.query.iter().chain(&self.form).map(|(name, _)| name.as_str()).collect()
    }

    fn of(endpoint: Endpoint, call: &Call) -> Self {
        let mut headers = call.headers.clone();
        for name in [header::AUTHORIZATION, header::COOKIE] {
            if let Some(value) = headers.get_mut(name) {
                HeaderValue::set_sensitive(value, true);
            }
        }
        let keep =
            |params: &Params| params.iter().map(|(name, value)| (name.clone(), Secret::new(value.clone()))).collect();
        Self {
            endpoint,
            method: call.method.clone(),
            path: call.uri.path().to_owned(),
            credentials: credentials(call),
            headers,
            query: keep(&call.query),
            form: if let Form::Fields(fields) = &call.form { keep(fields) } else { Vec::new() },
        }
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?} {:?}", self.method, self.path, self.credentials, self.names())
    }
}

fn credentials(call: &Call) -> Credentials {
    let in_body = match &call.form {
        Form::Fields(fields) => ["client_secret", "client_assertion", "access_token"]
            .iter()
            .any(|name| fields.iter().any(|(key, _)| key == name)),
        _ => false,
    };
    match (call.headers.contains_key(header::AUTHORIZATION), in_body) {
        (true, true) => Credentials::Both,
        (false, true) => Credentials::Body,
        (false, false) => Credentials::Absent,
        (true, false) if call.authorization("bearer").is_some() => Credentials::Bearer,
        (true, false) => Credentials::Basic,
    }
}

#[derive(Default)]
struct Seen {
    counts: HashMap<Endpoint, u64>,
    kept: HashMap<Endpoint, VecDeque<Arc<Recorded>>>,
}

struct Shared {
    seen: Mutex<Seen>,
    recording: Recording,
    events: broadcast::Sender<Arc<Recorded>>,
    total: watch::Sender<u64>,
}

/// A handle on what was seen. Cheap to clone.
#[derive(Clone)]
pub struct Requests(Arc<Shared>);

impl Requests {
    pub(crate) fn new(recording: Recording) -> Self {
        let (events, total) = (broadcast::Sender::new(KEPT), watch::Sender::new(0));
        Self(Arc::new(Shared { seen: Mutex::default(), recording, events, total }))
    }

    pub(crate) fn record(&self, endpoint: Endpoint, call: &Call) {
        let recorded = match self.0.recording {
            Recording::Counts => None,
            Recording::Requests => Some(Arc::new(Recorded::of(endpoint, call))),
        };
        {
            let mut seen = self.lock();
            *seen.counts.entry(endpoint).or_default() += 1;
            if let Some(recorded) = &recorded {
                let kept = seen.kept.entry(endpoint).or_default();
                if kept.len() == KEPT {
                    kept.pop_front();
                }
                kept.push_back(recorded.clone());
            }
        }
        if let Some(recorded) = recorded {
            // Nobody listening is the usual case.
            let _ = self.0.events.send(recorded);
        }
        self.0.total.send_modify(|total| *total += 1);
    }

    /// How many requests the endpoint has seen since the start or the last [`Requests::forget`].
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.lock().counts.get(&endpoint).copied().unwrap_or_default()
    }

    /// The endpoint's last requests, oldest first; none with [`Recording::Counts`].
    pub fn list(&self, endpoint: Endpoint) -> Vec<Arc<Recorded>> {
        self.lock().kept.get(&endpoint).map(|kept| kept.iter().cloned().collect()).unwrap_or_default()
    }

    /// The endpoint's last request; none with [`Recording::Counts`].
    pub fn last(&self, endpoint: Endpoint) -> Option<Arc<Recorded>> {
        self.lock().kept.get(&endpoint)?.back().cloned()
    }

    /// Every request from now on, in the order of arrival; silent with [`Recording::Counts`].
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Recorded>> {
        self.0.events.subscribe()
    }

    /// Waits until the endpoint has seen at least that many requests. Works with either kind of recording.
    pub async fn arrived(&self, endpoint: Endpoint, at_least: u64) {
        let mut total = self.0.total.subscribe();
        // The sender lives in `self`, so the channel cannot close while this waits.
        let _ = total.wait_for(|_| self.count(endpoint) >= at_least).await;
    }

    /// Starts counting and keeping from nothing.
    pub fn forget(&self) {
        *self.lock() = Seen::default();
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
