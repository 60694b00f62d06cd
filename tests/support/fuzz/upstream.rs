//! What an upstream answers: each of its answers in turn is any bytes, the others are good.

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use vestibule_core::{
    clock::{Clock as _, FixedClock},
    credentials::Credentials,
    driver::{BeginRequest, BindInput, Bound, Callback, Context, FinishRequest, FlowValues, Hints},
    http::{Http, HttpError, Purpose},
    identity::Identity,
    origin::Origin,
    public_url::PublicUrl,
    random::CountingRandom,
    registration::Registrar,
    secret::Secret,
};
use vestibule_protocol::factories;

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://op.example";
const NONCE: &str = "nonce-of-this-flow-000";
const SECRET: &str = "canary-secret";
const SUBJECT: &str = "somebody";

/// The answers of an upstream.
#[derive(Clone)]
struct Said {
    discovery: Bytes,
    keys: Bytes,
    token: Bytes,
    userinfo: Bytes,
}

#[async_trait]
impl Http for Said {
    async fn send(&self, purpose: Purpose, _request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let body = match purpose {
            Purpose::Discovery => &self.discovery,
            Purpose::Keys => &self.keys,
            Purpose::Token => &self.token,
            _ => &self.userinfo,
        };
        Ok(Response::builder().header("content-type", "application/json").body(body.clone()).unwrap())
    }
}

static BOUND: LazyLock<Box<dyn Bound>> = LazyLock::new(|| {
    let catalogue = vestibule::parts::official_catalogue();
    let entry = catalogue.iter().find(|entry| entry.definition.id.as_str() == "oidc").unwrap();
    let mut credentials = Credentials::default();
    for (name, value) in [("issuer_url", ISSUER), ("client_id", "client"), ("client_secret", SECRET)] {
        credentials.insert(name, value.into(), Origin::Admin);
    }
    let input = BindInput {
        provider: "op".parse().unwrap(),
        schema: entry.schema.clone(),
        definition: entry.definition.clone(),
        settings: Arc::new(serde_json::from_value(json!({ "enabled": true })).unwrap()),
        credentials: Arc::new(credentials),
        public_url: PublicUrl::parse("https://auth.example").unwrap(),
        registrar: Registrar::default(),
    };
    let oidc = factories(&[], None).into_iter().find(|factory| factory.facts().name == "oidc").unwrap();
    oidc.bind(&input).unwrap()
});

static KEY: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());

static GOOD: LazyLock<Said> = LazyLock::new(|| {
    let discovery = json!({
        "issuer": ISSUER, "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token", "userinfo_endpoint": "https://op.example/userinfo",
        "jwks_uri": "https://op.example/keys", "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
    });
    let point = KEY.public_key().as_ref();
    let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k", "x": part(&point[1..33]), "y": part(&point[33..65]) });
    let said = |value: Value| Bytes::from(value.to_string());
    Said {
        discovery: said(discovery),
        keys: said(json!({ "keys": [key] })),
        token: token(claims().to_string().as_bytes()),
        userinfo: said(json!({ "sub": SUBJECT })),
    }
});

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": SUBJECT, "aud": "client", "exp": NOW + 600, "iat": NOW, "nonce": NONCE,
        "email": "somebody@example.com", "email_verified": true,
    })
}

/// A token answer whose ID token has this payload, signed with the upstream's own key.
fn token(payload: &[u8]) -> Bytes {
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"k"}"#);
    let signed = format!("{header}.{}", BASE64_URL_SAFE_NO_PAD.encode(payload));
    let signature = KEY.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    let id_token = format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
    json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token }).to_string().into()
}

/// One sign-in from discovery to identity. Whoever comes out was vouched for by this upstream, in a token for us.
fn sign_in(said: &Said) -> Option<Identity> {
    let (clock, random) = (FixedClock::at(NOW * 1_000), CountingRandom::default());
    let context = Context { http: said, clock: &clock, random: &random };
    let flow = FlowValues {
        state: "state-of-this-flow-000".into(),
        nonce: Secret::new(NONCE),
        code_verifier: Secret::new("verifier-of-this-flow-0123456789-0123456789-0123456789"),
        redirect_uri: "https://auth.example/api/auth/providers/op/callback".into(),
    };
    let answer = async {
        let driver = BOUND.resolve(&context).await.map_err(|fault| fault.detail)?;
        let begun = driver.begin(&context, &BeginRequest { flow: &flow, hints: &Hints::default() }).await;
        let begun = begun.map_err(|error| error.detail)?;
        let callback = Callback { code: Some(Secret::new("code")), iss: Some(ISSUER.into()), ..Callback::default() };
        let request = FinishRequest { flow: &flow, saved: &begun.saved, callback: &callback, began_at: clock.now() };
        driver.finish(&context, &request).await.map_err(|error| error.detail)
    };
    // Nothing in it waits: every answer is there already.
    match futures_util::FutureExt::now_or_never(answer).expect("no answer has to be waited for") {
        Ok(identity) => {
            assert_eq!(identity.issuer.as_str(), ISSUER);
            Some(identity)
        }
        Err(detail) => {
            assert!(detail.len() < 8_192 && !detail.contains(SECRET), "{detail}");
            None
        }
    }
}

/// True when the good answers do sign somebody in: without that, no target here would mean anything.
pub fn good_answers_sign_in() -> bool {
    sign_in(&GOOD).is_some()
}

/// The metadata document.
pub fn discovery(bytes: &[u8]) {
    sign_in(&Said { discovery: Bytes::copy_from_slice(bytes), ..GOOD.clone() });
}

/// The upstream's keys.
pub fn keys(bytes: &[u8]) {
    sign_in(&Said { keys: Bytes::copy_from_slice(bytes), ..GOOD.clone() });
}

/// The answer of the token endpoint: nobody without the upstream's key gets in by it.
pub fn token_answer(bytes: &[u8]) {
    let identity = sign_in(&Said { token: Bytes::copy_from_slice(bytes), ..GOOD.clone() });
    assert!(identity.is_none(), "a signature was made without the key");
}

/// The payload of an ID token that the upstream has signed.
pub fn id_token(bytes: &[u8]) {
    let userinfo = serde_json::from_slice::<Value>(bytes).ok().map(|claims| json!({ "sub": claims["sub"] }));
    let userinfo = Bytes::from(userinfo.unwrap_or_default().to_string());
    if let Some(identity) = sign_in(&Said { token: token(bytes), userinfo, ..GOOD.clone() }) {
        let claims: Value = serde_json::from_slice(bytes).expect("claims are JSON");
        assert_eq!((&claims["iss"], &claims["nonce"]), (&json!(ISSUER), &json!(NONCE)));
        assert_eq!(claims["sub"], identity.subject.as_str());
    }
}

/// The profile: it may add to what the ID token says, and changes nobody into somebody else.
pub fn userinfo(bytes: &[u8]) {
    if let Some(identity) = sign_in(&Said { userinfo: Bytes::copy_from_slice(bytes), ..GOOD.clone() }) {
        assert_eq!(identity.subject.as_str(), SUBJECT);
        assert_eq!((&identity.claims["iss"], &identity.claims["aud"]), (&json!(ISSUER), &json!("client")));
    }
}
