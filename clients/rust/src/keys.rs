//! The server's keys, fetched when they are needed and kept.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{DecodingKey, jwk::Jwk};
use reqwest::Client;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::IdentityError;

/// For how long keys are believed without asking again: a key that the server withdraws is refused after that.
const LIFETIME: Duration = Duration::from_secs(600);
const TIMEOUT: Duration = Duration::from_secs(10);

/// A published JWK set (RFC 7517).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Debug)]
struct Fetched {
    keys: HashMap<String, DecodingKey>,
    at: Instant,
}

#[derive(Debug)]
pub(crate) struct Keys {
    url: String,
    cooldown: Duration,
    http: Client,
    fetched: RwLock<Option<Arc<Fetched>>>,
    /// Held while keys are fetched, so that many requests at once are one: it guards no data.
    fetching: Semaphore,
}

impl Keys {
    pub(crate) fn new(url: String, cooldown: Duration) -> Self {
        Self { url, cooldown, http: Client::default(), fetched: RwLock::default(), fetching: Semaphore::new(1) }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The key with this id.
    pub(crate) async fn find(&self, kid: &str) -> Result<DecodingKey, IdentityError> {
        if let Some(answer) = self.known(kid) {
            return answer;
        }
        // Never closed.
        let _one_at_a_time = self.fetching.acquire().await;
        match self.known(kid) {
            Some(answer) => answer,
            None => self.fetch().await?.keys.get(kid).cloned().ok_or(IdentityError::UnknownKey),
        }
    }

    /// The answer from what was fetched; `None`: it has to be fetched.
    fn known(&self, kid: &str) -> Option<Result<DecodingKey, IdentityError>> {
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let age = fetched.at.elapsed();
        match fetched.keys.get(kid) {
            _ if age >= LIFETIME => None,
            Some(key) => Some(Ok(key.clone())),
            None => (age < self.cooldown).then_some(Err(IdentityError::UnknownKey)),
        }
    }

    async fn fetch(&self) -> Result<Arc<Fetched>, reqwest::Error> {
        let answer = self.http.get(&self.url).timeout(TIMEOUT).send().await?.error_for_status()?;
        let KeySet { keys } = answer.json().await?;
        let fetched = Arc::new(Fetched { keys: keys.into_iter().filter_map(readable).collect(), at: Instant::now() });
        *self.fetched.write().unwrap_or_else(PoisonError::into_inner) = Some(fetched.clone());
        Ok(fetched)
    }
}

/// A key of a kind that is not known here is not one that we need.
fn readable(jwk: Value) -> Option<(String, DecodingKey)> {
    let jwk: Jwk = serde_json::from_value(jwk).ok()?;
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    Some((jwk.common.key_id?, key))
}
