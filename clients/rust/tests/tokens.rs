//! Tokens of a server whose keys are the test's.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::{Json, Router, body::Body, extract::State, http::Request, routing::get};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vestibule_client::{Identity, IdentityError, Verifier};

const AUDIENCE: &str = "https://files.example.com";

struct Key {
    kid: &'static str,
    signing: EncodingKey,
    jwk: Value,
}

impl Key {
    fn new(kid: &'static str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|half| BASE64_URL_SAFE_NO_PAD.encode(half));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "alg": "ES256", "use": "sig" });
        Self { kid, signing: EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()), jwk }
    }
}

/// The keys, and how often they were fetched.
type Published = (Arc<Mutex<Vec<Value>>>, Arc<AtomicUsize>);

struct Server {
    issuer: String,
    keys: Arc<Mutex<Vec<Value>>>,
    fetched: Arc<AtomicUsize>,
}

impl Server {
    async fn with(key: &Key) -> Self {
        let keys = Arc::new(Mutex::new(vec![key.jwk.clone()]));
        let fetched = Arc::new(AtomicUsize::new(0));
        let answer = |State((keys, fetched)): State<Published>| async move {
            fetched.fetch_add(1, Ordering::SeqCst);
            Json(json!({ "keys": *keys.lock().unwrap() }))
        };
        let router =
            Router::new().route("/.well-known/jwks.json", get(answer)).with_state((keys.clone(), fetched.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, keys, fetched }
    }

    fn verifier(&self) -> Verifier {
        Verifier::new(&format!("{}/", self.issuer), AUDIENCE)
    }

    fn fetched(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }

    /// A token that is good but for what is changed; a claim that is null is left out.
    fn sign(&self, key: &Key, changes: &Value) -> String {
        self.sign_as("identity+jwt", key, changes)
    }

    fn sign_as(&self, typ: &str, key: &Key, changes: &Value) -> String {
        let now = jsonwebtoken::get_current_timestamp();
        let mut claims = json!({ "iss": self.issuer, "aud": AUDIENCE, "sub": "ada", "groups": ["staff"], "iat": now, "exp": now + 300 });
        let claims = claims.as_object_mut().unwrap();
        claims.extend(changes.as_object().unwrap().clone());
        claims.retain(|_, value| !value.is_null());
        let header =
            Header { typ: Some(typ.to_owned()), kid: Some(key.kid.to_owned()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &key.signing).unwrap()
    }
}

#[tokio::test]
async fn a_good_token_names_the_person_and_keys_are_fetched_once() {
    let key = Key::new("k");
    let server = Server::with(&key).await;
    let verifier = server.verifier();
    let token = server.sign(&key, &json!({ "locale": "de" }));
    let all = (0..20).map(|_| {
        let (verifier, token) = (verifier.clone(), token.clone());
        tokio::spawn(async move { verifier.identity(&token).await.unwrap() })
    });
    for identity in all.collect::<Vec<_>>() {
        let identity: Identity = identity.await.unwrap();
        assert_eq!((identity.sub.as_str(), identity.groups.as_slice()), ("ada", &["staff".to_owned()][..]));
        assert_eq!(identity.claims["locale"], "de");
    }
    assert_eq!(server.fetched(), 1);
}

#[tokio::test]
async fn what_is_not_meant_for_us_not_now_or_not_by_the_server_is_refused() {
    let key = Key::new("k");
    let server = Server::with(&key).await;
    let verifier = server.verifier().with_cooldown(Duration::ZERO);
    let encode = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let good = server.sign(&key, &json!({}));
    let [header, claims, signature]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let none = encode(json!({ "alg": "none", "kid": "k", "typ": "identity+jwt" }));
    let eve = encode(json!({ "iss": server.issuer, "aud": AUDIENCE, "sub": "eve", "exp": 2_000_000_000 }));
    for (what, token) in [
        ("expired", server.sign(&key, &json!({ "exp": 1_700_000_000 }))),
        ("a foreign audience", server.sign(&key, &json!({ "aud": "https://other.example.com" }))),
        ("a foreign issuer", server.sign(&key, &json!({ "iss": "https://other.example.com" }))),
        ("a foreign key", server.sign(&Key::new("k"), &json!({}))),
        ("an unknown key", server.sign(&Key::new("unknown"), &json!({}))),
        ("alg none", format!("{none}.{claims}.")),
        ("alg none with a signature", format!("{none}.{claims}.{signature}")),
        ("changed claims", format!("{header}.{eve}.{signature}")),
        ("no end", server.sign(&key, &json!({ "exp": null }))),
        ("no person", server.sign(&key, &json!({ "sub": null }))),
        ("an ID token", server.sign_as("JWT", &key, &json!({}))),
        ("no token", "ada".to_owned()),
    ] {
        let refused = verifier.identity(&token).await;
        assert!(refused.as_ref().is_err_and(|error| !matches!(error, IdentityError::Keys(_))), "{what}: {refused:?}");
    }
    assert!(verifier.identity(&good).await.is_ok());
}

#[tokio::test]
async fn keys_are_fetched_again_when_they_have_changed_and_not_before_the_pause_is_over() {
    let (old, next) = (Key::new("old"), Key::new("next"));
    let server = Server::with(&old).await;
    let verifier = server.verifier().with_cooldown(Duration::ZERO);
    verifier.identity(&server.sign(&old, &json!({}))).await.unwrap();
    server.keys.lock().unwrap().push(next.jwk.clone());
    verifier.identity(&server.sign(&next, &json!({}))).await.unwrap();
    assert_eq!(server.fetched(), 2);
    let patient = server.verifier();
    patient.identity(&server.sign(&next, &json!({}))).await.unwrap();
    let unknown = server.sign(&Key::new("unknown"), &json!({}));
    for _ in 0..5 {
        assert!(matches!(patient.identity(&unknown).await, Err(IdentityError::UnknownKey)));
    }
    assert_eq!(server.fetched(), 3);
}

#[tokio::test]
async fn the_nonce_of_an_id_token_is_compared() {
    let key = Key::new("k");
    let server = Server::with(&key).await;
    let verifier = server.verifier();
    let token = server.sign_as("JWT", &key, &json!({ "nonce": "n" }));
    assert!(verifier.id_token(&token, Some("n")).await.is_ok());
    assert!(verifier.id_token(&token, None).await.is_ok());
    assert!(matches!(verifier.id_token(&token, Some("other")).await, Err(IdentityError::Nonce)));
    let other_kind = server.sign(&key, &json!({}));
    assert!(matches!(verifier.id_token(&other_kind, None).await, Err(IdentityError::Type("JWT"))));
}

#[tokio::test]
async fn a_handler_gets_the_person_or_is_not_called() {
    let key = Key::new("k");
    let server = Server::with(&key).await;
    let app = Router::new()
        .route("/must", get(|identity: Identity| async move { identity.sub }))
        .route(
            "/may",
            get(|identity: Option<Identity>| async move { identity.map_or("nobody".to_owned(), |who| who.sub) }),
        )
        .with_state(server.verifier());
    let good = server.sign(&key, &json!({}));
    let unreachable = Verifier::new("http://127.0.0.1:9", AUDIENCE);
    let far = Router::new().route("/must", get(|_: Identity| async {})).with_state(unreachable);
    for (app, path, headers, wanted) in [
        (&app, "/must", vec![good.as_str()], 200),
        (&app, "/must", vec![], 401),
        (&app, "/must", vec![""], 401),
        (&app, "/must", vec!["ada"], 401),
        (&app, "/must", vec![&good, &good], 401),
        (&app, "/may", vec![&good], 200),
        (&app, "/may", vec![], 200),
        (&app, "/may", vec!["ada"], 401),
        (&far, "/must", vec![&good], 503),
    ] {
        let mut request = Request::builder().uri(path);
        for value in &headers {
            request = request.header("remote-identity", *value);
        }
        let answer = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), wanted, "{path} {headers:?}");
    }
}
