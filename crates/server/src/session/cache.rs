//! Sessions in memory, so that a check costs no database read.
//!
//! What the store has changed since, here or on another node, is read again ([`vestibule_store::UserChanges`]).

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use bytes::Bytes;
use moka::future::Cache;
use serde::Serialize;
use serde_json::json;
use vestibule_core::{access::Access, clock::Timestamp};
use vestibule_store::{Reading, SessionWithUser, StoreError, User};

use super::remote::Remote;
use crate::http::state::HttpState;

/// A session and its user, as they are stored.
pub(crate) struct CachedSession {
    pub(crate) session: vestibule_store::Session,
    pub(crate) user: User,
    /// What of it counts by the providers that were asked about last.
    evaluated: Mutex<Option<Arc<Evaluated>>>,
    /// When the read of it began.
    pub(super) reading: Reading,
    /// When the upstream is asked about the person again, in milliseconds: moved forward by whoever asks.
    recheck_at: AtomicI64,
    /// When its use was last remembered, in milliseconds: moved forward by whoever remembers it next.
    remembered: AtomicI64,
}

/// What of a session counts by one state of the providers, and the answers that describe it.
struct Evaluated {
    generation: u64,
    counts: bool,
    access: Access,
    /// The body of `GET /api/auth/session`, rendered once.
    json: OnceLock<Bytes>,
    /// The forward-auth headers, made once.
    remote: Remote,
}

/// The live session of a request, with what counts of it at this moment.
#[derive(Clone)]
pub(crate) struct CurrentSession {
    cached: Arc<CachedSession>,
    evaluated: Arc<Evaluated>,
}

/// Sessions by the hash of their token.
pub(crate) struct SessionCache {
    sessions: Cache<[u8; 32], Option<Arc<CachedSession>>>,
    http: Arc<HttpState>,
    idle: chrono::Duration,
    /// How much time passes before the last use is stored again, in milliseconds.
    granularity: i64,
}

impl SessionCache {
    pub(crate) fn new(http: Arc<HttpState>) -> Self {
        let idle = http.settings.session_idle;
        let tenth = idle.num_milliseconds() / 10;
        Self {
            sessions: Cache::builder().time_to_live(http.settings.session_fresh).max_capacity(100_000).build(),
            http,
            idle,
            granularity: tenth.clamp(1_000, 300_000),
        }
    }

    /// The live session of that token, if what it was signed in by still counts. Many callers at once are one database
    /// read, and a change of the providers none.
    pub(crate) async fn get(&self, hash: &[u8; 32]) -> Result<Option<CurrentSession>, Arc<StoreError>> {
        let changes = self.http.store.user_changes();
        let cached = loop {
            let cached = match self.sessions.get(hash).await {
                Some(cached) => cached,
                None => self.sessions.try_get_with(*hash, self.read(hash)).await?,
            };
            match cached {
                // Read before the last change of its user.
                Some(old) if !changes.is_current(old.reading, old.user.id) => self.sessions.invalidate(hash).await,
                cached => break cached,
            }
        };
        let now = self.http.clock.now();
        let Some(cached) = cached.filter(|cached| cached.session.ends_at() > now) else { return Ok(None) };
        let Some(current) = cached.counting(&self.http, now) else { return Ok(None) };
        if cached.is_due(now, self.granularity) {
            self.store_use(hash, &cached);
        }
        Ok(Some(current))
    }

    async fn read(&self, hash: &[u8; 32]) -> Result<Option<Arc<CachedSession>>, StoreError> {
        let reading = self.http.store.user_changes().begin_reading();
        let found = self.http.store.find_session(hash).await?;
        Ok(found.map(|found| CachedSession::new(found, reading)))
    }

    /// Stores in the background that a session is in use. Losing this to a crash shortens its idle time by less than a
    /// tenth.
    fn store_use(&self, hash: &[u8; 32], cached: &CachedSession) {
        let (store, sessions) = (self.http.store.clone(), self.sessions.clone());
        let (id, hash, idle) = (cached.session.id, *hash, self.idle);
        tokio::spawn(async move {
            match store.touch_session(id, idle).await {
                Ok(()) => sessions.invalidate(&hash).await,
                Err(error) => tracing::warn!(%error, "could not store the last use of a session"),
            }
        });
    }
}

impl CachedSession {
    pub(super) fn new(found: SessionWithUser, reading: Reading) -> Arc<Self> {
        let SessionWithUser { session, user } = found;
        let remembered = AtomicI64::new(session.last_seen_at.timestamp_millis());
        let recheck_at = AtomicI64::new(session.recheck_at.map_or(i64::MAX, |at| at.timestamp_millis()));
        Arc::new(Self { evaluated: Mutex::default(), session, user, reading, recheck_at, remembered })
    }

    /// What of it counts now: computed once for each state of the providers, and again when something ends by itself.
    fn evaluate(&self, http: &HttpState, now: Timestamp) -> Arc<Evaluated> {
        let registry = http.registry.load();
        let mut kept = self.evaluated.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(evaluated) if evaluated.is_current(registry.generation, now) => evaluated.clone(),
            _ => {
                let access = self.user.access(http.rules(&registry), now);
                let evaluated = Arc::new(Evaluated::new(registry.generation, self, access));
                *kept = Some(evaluated.clone());
                evaluated
            }
        }
    }

    /// Whether the upstream is to be asked about the person now: true for one caller in each interval.
    pub(super) fn recheck_is_due(&self, now: Timestamp, interval: chrono::Duration) -> bool {
        let (now, at) = (now.timestamp_millis(), self.recheck_at.load(Ordering::Relaxed));
        let next = now.saturating_add(interval.num_milliseconds());
        at <= now && self.recheck_at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// What counts of it now; `None` when what it was signed in by does not count any more.
    pub(super) fn counting(self: &Arc<Self>, http: &HttpState, now: Timestamp) -> Option<CurrentSession> {
        let evaluated = self.evaluate(http, now);
        evaluated.counts.then(|| CurrentSession { cached: self.clone(), evaluated })
    }

    /// True for one caller in each period.
    pub(super) fn is_due(&self, now: Timestamp, granularity: i64) -> bool {
        let (now, last) = (now.timestamp_millis(), self.remembered.load(Ordering::Relaxed));
        let due = now - last >= granularity;
        due && self.remembered.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

impl Evaluated {
    fn new(generation: u64, cached: &CachedSession, access: Access) -> Self {
        let remote = Remote::new(&cached.user, &access);
        Self { generation, counts: cached.session.counts(&access), access, json: OnceLock::new(), remote }
    }

    fn is_current(&self, generation: u64, now: Timestamp) -> bool {
        self.generation == generation && self.access.valid_until.is_none_or(|end| now < end)
    }
}

impl CurrentSession {
    /// What the user may do at this moment.
    pub(crate) fn access(&self) -> &Access {
        &self.evaluated.access
    }

    /// Whether both say the same of the same person.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.evaluated, &other.evaluated)
    }

    /// The forward-auth headers.
    pub(crate) fn remote(&self) -> &Remote {
        &self.evaluated.remote
    }

    /// The rendered session; `render` is called once.
    pub(super) fn json<T: Serialize>(&self, render: impl FnOnce(&Self) -> T) -> Bytes {
        self.evaluated.json.get_or_init(|| json!(render(self)).to_string().into()).clone()
    }
}

impl Deref for CurrentSession {
    type Target = CachedSession;
    fn deref(&self) -> &CachedSession {
        &self.cached
    }
}
