//! The upstream's keys over time: cached, refetched when a token names an unknown one, never older than ten minutes.
//!
//! The bargain: a key that the upstream has withdrawn stops being trusted within ten minutes, whatever happens (a key
//! set that old is fetched again before it is used, and when that fails the sign-in fails as the upstream being
//! unavailable). A new key is trusted at once. Tokens with invented key names cost the upstream five requests and then
//! one every twelve seconds, however many arrive. Callers that find the same set wanting share one fetch.

#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use arc_swap::ArcSwap;
use bytes::Bytes;
use chrono::Duration;
use http::{Request, header};
use tokio::sync::Mutex;
use url::Url;
use vestibule_core::{
    cause::Cause,
    clock::Timestamp,
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::{Context, SignInError},
    http::Purpose,
};
use vestibule_jose::{JwsError, KeySet, RawJws, VerifiedJws};

use crate::json;

/// How old a key set may be and still be trusted.
const MAX_AGE: Duration = Duration::minutes(10);
/// How many refetches for unknown keys are possible at once.
const BURST: i32 = 5;
/// How long until one of them comes back.
const INTERVAL: Duration = Duration::seconds(12);

/// One upstream's keys. Belongs to one provider; two providers never share one, so that a key of one upstream cannot
/// verify a token of another.
pub(crate) struct KeyStore {
    url: Url,
    current: ArcSwap<Fetched>,
    /// How many fetches have ended, successful or not.
    ended: AtomicU64,
    /// Held while fetching: whoever waits for it shares the outcome.
    fetch_state: Mutex<FetchState>,
}

struct Fetched {
    keys: KeySet,
    at: Timestamp,
}

struct FetchState {
    /// How the last fetch ended.
    outcome: Result<(), KeysFailed>,
    /// When the bucket of refetches is full again (a leaky bucket, measured in time).
    full_at: Timestamp,
}

/// Keys could not be fetched or read.
#[derive(Debug, Clone)]
pub(crate) struct KeysFailed {
    code: ErrorCode,
    cause: Cause,
    detail: String,
}

impl From<KeysFailed> for SignInError {
    fn from(failed: KeysFailed) -> Self {
        Self::new(failed.code, failed.cause, failed.detail)
    }
}

/// Why a signed token could not be verified.
#[derive(Debug)]
pub(crate) enum Unverified {
    /// The token is at fault.
    Token(JwsError),
    /// The keys are.
    Keys(KeysFailed),
}

impl KeyStore {
    /// Fetches the first keys. Some key must fit one of `algorithms`.
    pub(crate) async fn open(
        context: &Context<'_>,
        url: Url,
        algorithms: &[SigningAlgorithm],
    ) -> Result<Self, KeysFailed> {
        let keys = fetch(context, &url).await?;
        if !keys.serves(algorithms) {
            let detail = format!("the keys at {url}: none fits the provider's ID token algorithms {algorithms:?}");
            return Err(KeysFailed { code: ErrorCode::ProviderMisconfigured, cause: Cause::Keys, detail });
        }
        let at = context.clock.now();
        Ok(Self {
            url,
            current: ArcSwap::from_pointee(Fetched { keys, at }),
            ended: AtomicU64::new(0),
            fetch_state: Mutex::new(FetchState { outcome: Ok(()), full_at: at }),
        })
    }

    /// Where the keys come from.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Verifies a token, fetching keys again at most once.
    pub(crate) async fn verify(
        &self,
        context: &Context<'_>,
        token: &RawJws<'_>,
        allowed: &[SigningAlgorithm],
    ) -> Result<VerifiedJws, Unverified> {
        // A fetch that ends after this moment is one whose outcome this caller shares.
        let seen = self.ended.load(Ordering::Acquire);
        let fetched = self.fetched_recently(context, seen).await.map_err(Unverified::Keys)?;
        let first = token.verify(&fetched.keys, allowed);
        let maybe_newer = match &first {
            Err(JwsError::UnknownKey) => true,
            // Without a name, a key that was replaced looks like a wrong signature.
            Err(JwsError::BadSignature) => token.kid().is_none(),
            _ => false,
        };
        if !maybe_newer {
            return first.map_err(Unverified::Token);
        }
        match self.newer(context, seen).await.map_err(Unverified::Keys)? {
            Some(newer) => token.verify(&newer.keys, allowed).map_err(Unverified::Token),
            None => first.map_err(Unverified::Token),
        }
    }

    /// Keys that are fetched_recently enough to be trusted.
    async fn fetched_recently(&self, context: &Context<'_>, seen: u64) -> Result<Arc<Fetched>, KeysFailed> {
        let current = self.current.load_full();
        // A clock that was set back makes the age meaningless, which is treated like too old.
        if (context.clock.now() - current.at).abs() <= MAX_AGE {
            return Ok(current);
        }
        let mut fetch_state = self.fetch_state.lock().await;
        if self.ended.load(Ordering::Acquire) == seen {
            self.refetch(context, &mut fetch_state).await;
        }
        fetch_state.outcome.clone().map(|()| self.current.load_full())
    }

    /// Keys that were fetched after `seen` fetches had ended; `None` when none were and the bucket is empty.
    async fn newer(&self, context: &Context<'_>, seen: u64) -> Result<Option<Arc<Fetched>>, KeysFailed> {
        let mut fetch_state = self.fetch_state.lock().await;
        if self.ended.load(Ordering::Acquire) == seen {
            if !fetch_state.take(context.clock.now()) {
                return Ok(None);
            }
            self.refetch(context, &mut fetch_state).await;
        }
        fetch_state.outcome.clone().map(|()| Some(self.current.load_full()))
    }

    async fn refetch(&self, context: &Context<'_>, fetch_state: &mut FetchState) {
        let outcome = fetch(context, &self.url).await;
        fetch_state.outcome =
            outcome.map(|keys| self.current.store(Arc::new(Fetched { keys, at: context.clock.now() })));
        self.ended.fetch_add(1, Ordering::Release);
    }
}

impl FetchState {
    /// Takes one refetch out of the bucket.
    fn take(&mut self, now: Timestamp) -> bool {
        let mut full_at = self.full_at.max(now);
        if full_at - now > INTERVAL * BURST {
            full_at = now; // the clock was set back
        }
        if full_at - now > INTERVAL * (BURST - 1) {
            return false;
        }
        self.full_at = full_at + INTERVAL;
        true
    }
}

async fn fetch(context: &Context<'_>, url: &Url) -> Result<KeySet, KeysFailed> {
    let shown = crate::http::without_query(url);
    let failed =
        |code, cause, detail: &str| KeysFailed { code, cause, detail: format!("the keys at {shown}: {detail}") };
    let request = Request::builder()
        .uri(url.as_str())
        .header(header::ACCEPT, "application/jwk-set+json, application/json")
        .body(Bytes::new())
        .map_err(|error| failed(ErrorCode::ProviderMisconfigured, Cause::Keys, &error.to_string()))?;
    let answer = context.http.send(Purpose::Keys, request).await;
    let answer = answer.map_err(|error| failed(error.code(), Cause::from(&error), &error.to_string()))?;
    let status = answer.status();
    if status.as_u16() != 200 {
        let busy = status.is_server_error() || status.as_u16() == 429;
        let (code, cause) = match busy {
            true => (ErrorCode::ProviderUnavailable, Cause::Unavailable),
            false => (ErrorCode::ProviderMisconfigured, Cause::Keys),
        };
        return Err(failed(code, cause, &format!("HTTP {}", status.as_u16())));
    }
    let document = json::parse(answer.body()).ok();
    document
        .as_ref()
        .and_then(KeySet::parse)
        .ok_or_else(|| failed(ErrorCode::ProviderMisconfigured, Cause::Keys, "HTTP 200, but not a JSON Web Key Set"))
}
