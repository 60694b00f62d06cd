//! The bargain about keys: how soon a new one is trusted, how long an old one, and what a flood costs.

use std::sync::{
    Mutex as StdMutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use http::Response;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use vestibule_core::{
    clock::FixedClock,
    http::{Http, HttpError},
    random::CountingRandom,
};

use super::*;
use vestibule_jose::test_keys::{TestKey, token_with};

/// An upstream that has only keys.
struct Upstream {
    jwks: StdMutex<Result<Value, HttpError>>,
    fetches: AtomicUsize,
    /// When set, every answer but the first waits for a permit.
    gate: Option<Semaphore>,
}

impl Upstream {
    fn with(keys: &[Value]) -> Self {
        Self { jwks: StdMutex::new(Ok(json!({ "keys": keys }))), fetches: AtomicUsize::new(0), gate: None }
    }
    fn publish(&self, keys: &[Value]) {
        *self.jwks.lock().unwrap() = Ok(json!({ "keys": keys }));
    }
    fn break_down(&self) {
        *self.jwks.lock().unwrap() = Err(HttpError::Busy);
    }
    fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Http for Upstream {
    async fn send(&self, purpose: Purpose, _: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        assert_eq!(purpose, Purpose::Keys);
        let turn = self.fetches.fetch_add(1, Ordering::SeqCst);
        if let (Some(gate), true) = (&self.gate, turn > 0) {
            gate.acquire().await.unwrap().forget();
        }
        let jwks = self.jwks.lock().unwrap().clone()?;
        Ok(Response::new(Bytes::from(jwks.to_string())))
    }
}

const ES256: &[SigningAlgorithm] = &[SigningAlgorithm::ES256];

fn named(kid: &str) -> Value {
    let mut jwk = TestKey::Ec256.jwk();
    jwk["kid"] = kid.into();
    jwk
}

fn token(header: Value) -> String {
    token_with(TestKey::Ec256, SigningAlgorithm::ES256, &header, &json!({ "sub": "u" }))
}

struct Case {
    upstream: Upstream,
    clock: FixedClock,
    random: CountingRandom,
}

impl Case {
    fn new(keys: &[Value]) -> Self {
        Self {
            upstream: Upstream::with(keys),
            clock: FixedClock::at(1_800_000_000_000),
            random: CountingRandom::default(),
        }
    }
    fn context(&self) -> Context<'_> {
        Context { http: &self.upstream, clock: &self.clock, random: &self.random }
    }
    async fn open(&self) -> KeyStore {
        KeyStore::open(&self.context(), Url::parse("https://op.example/jwks").unwrap(), ES256).await.unwrap()
    }
    async fn verify(&self, store: &KeyStore, kid: &str) -> Result<(), Unverified> {
        let token = token(json!({ "alg": "ES256", "kid": kid }));
        store.verify(&self.context(), &RawJws::parse(&token).unwrap(), ES256).await.map(|_| ())
    }
}

/// JW-01, JW-03: two rotations in a row, each seen at the first token of the new key.
#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it() {
    let case = Case::new(&[named("1")]);
    let store = case.open().await;
    assert!(case.verify(&store, "1").await.is_ok());
    assert_eq!(case.upstream.fetches(), 1, "known keys are not fetched again");
    for (turn, kid) in ["2", "3"].iter().enumerate() {
        case.upstream.publish(&[named(kid)]);
        assert!(case.verify(&store, kid).await.is_ok());
        assert_eq!(case.upstream.fetches(), turn + 2);
        case.clock.advance(Duration::seconds(5));
    }
    assert!(matches!(case.verify(&store, "1").await, Err(Unverified::Token(JwsError::UnknownKey))));
}

/// JW-04: a flood of invented names costs five requests, then one every twelve seconds.
#[tokio::test]
async fn invented_names_empty_a_bucket() {
    let case = Case::new(&[named("1")]);
    let store = case.open().await;
    for turn in 0..1_000 {
        let refused = case.verify(&store, &format!("invented-{turn}")).await;
        assert!(matches!(refused, Err(Unverified::Token(JwsError::UnknownKey))));
    }
    assert_eq!(case.upstream.fetches(), 1 + 5);
    assert!(case.verify(&store, "1").await.is_ok(), "a real sign-in still passes");
    case.clock.advance(Duration::seconds(12));
    for _ in 0..10 {
        assert!(case.verify(&store, "invented").await.is_err());
    }
    assert_eq!(case.upstream.fetches(), 1 + 5 + 1);
    case.clock.advance(Duration::seconds(-300));
    case.upstream.publish(&[named("2")]);
    assert!(case.verify(&store, "2").await.is_ok(), "a clock that is set back does not close the bucket");
}

/// JW-05, and the bargain when the upstream is down.
#[tokio::test]
async fn no_key_is_trusted_for_longer_than_ten_minutes() {
    let case = Case::new(&[named("1")]);
    let store = case.open().await;
    case.upstream.publish(&[named("2")]);
    case.clock.advance(Duration::minutes(10));
    assert!(case.verify(&store, "1").await.is_ok(), "ten minutes are the promise");
    case.clock.advance(Duration::seconds(1));
    case.upstream.break_down();
    let failed = case.verify(&store, "1").await;
    assert!(matches!(failed, Err(Unverified::Keys(SignInError { code: ErrorCode::ProviderUnavailable, .. }))));
    case.upstream.publish(&[named("2")]);
    assert!(matches!(case.verify(&store, "1").await, Err(Unverified::Token(JwsError::UnknownKey))));
    assert!(case.verify(&store, "2").await.is_ok());
}

#[tokio::test]
async fn a_failed_refetch_keeps_the_good_keys_and_is_tried_again() {
    let case = Case::new(&[named("1")]);
    let store = case.open().await;
    case.upstream.break_down();
    assert!(matches!(case.verify(&store, "2").await, Err(Unverified::Keys(_))));
    assert!(case.verify(&store, "1").await.is_ok());
    case.upstream.publish(&[named("2")]);
    assert!(case.verify(&store, "2").await.is_ok());
}

/// A key that is replaced under no name: the wrong signature asks for the keys once.
#[tokio::test]
async fn nameless_keys_rotate_too() {
    let nameless = |mut jwk: Value| {
        jwk.as_object_mut().unwrap().remove("kid");
        jwk
    };
    let other = json!({ "kty": "EC", "crv": "P-256", "x": TestKey::Ec256.jwk()["y"], "y": TestKey::Ec256.jwk()["x"] });
    let case = Case::new(&[other]);
    let store = case.open().await;
    case.upstream.publish(&[nameless(TestKey::Ec256.jwk())]);
    let token = token(json!({ "alg": "ES256" }));
    let raw = RawJws::parse(&token).unwrap();
    assert!(store.verify(&case.context(), &raw, ES256).await.is_ok());
    assert_eq!(case.upstream.fetches(), 2);
}

/// Fifty people come back at once after a rotation.
#[tokio::test]
async fn callers_share_one_fetch() {
    let mut case = Case::new(&[named("1")]);
    case.upstream.gate = Some(Semaphore::new(0));
    let store = case.open().await;
    case.upstream.publish(&[named("2")]);
    let all = futures_util::future::join_all((0..50).map(|_| case.verify(&store, "2")));
    let release = async { case.upstream.gate.as_ref().unwrap().add_permits(1_000) };
    let (outcomes, ()) = tokio::join!(all, release);
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(case.upstream.fetches(), 2);
}

#[tokio::test]
async fn keys_without_a_usable_algorithm_are_refused_at_once() {
    let case = Case::new(&[TestKey::Rsa.jwk()]);
    let url = Url::parse("https://op.example/jwks").unwrap();
    let failed = KeyStore::open(&case.context(), url, ES256).await.err().unwrap();
    assert_eq!(failed.code, ErrorCode::ProviderMisconfigured);
}
