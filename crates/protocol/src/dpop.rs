//! Proofs that a token's key is ours (DPoP, RFC 9449), at the token, pushed authorization request, userinfo and other
//! resource endpoints.
//!
//! A server may want a nonce of its own in each proof. It says so by refusing the request before it looks at anything else
//! (§8, §9), so this one refusal is followed by the same request once more, with the nonce; every answer may bring a newer
//! one for the next request.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_auth::ChallengeParser;
use serde_json::json;
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
    http::{HttpError, Purpose},
    made_keys::MadeKeys,
    secret::{Secret, sha256},
};
use vestibule_jose::{KeyError, SigningKey};

use crate::json;

/// A server's refusal of a proof without the nonce that it wants (§8), and of any other proof (§5).
pub(crate) const USE_NONCE: &str = "use_dpop_nonce";
pub(crate) const INVALID_PROOF: &str = "invalid_dpop_proof";
const PROOF: HeaderName = HeaderName::from_static("dpop");
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
/// Longer nonces are not repeated.
const MAX_NONCE: usize = 1_024;

/// The key that one provider's tokens are bound to, and the newest nonce of each of its servers.
pub(crate) struct Dpop {
    key: SigningKey,
    nonces: Mutex<BTreeMap<String, HeaderValue>>,
}

/// Why there is no answer.
pub(crate) enum NotSent {
    /// The request could not be made.
    Composing(SignInError),
    /// It got no answer.
    Http(HttpError),
}

impl Dpop {
    /// Proofs by the administrator's key.
    pub(crate) fn by(key: SigningKey) -> Self {
        Self { key, nonces: Mutex::default() }
    }

    /// Proofs by a key that is made for the provider. Without the installation's keys, as in a command, it is made for this
    /// moment.
    pub(crate) fn made(keys: Option<&MadeKeys>, provider: &str) -> Result<Self, KeyError> {
        let Some(keys) = keys else {
            return SigningKey::generate(vestibule_core::definition::SigningAlgorithm::ES256).map(Self::by);
        };
        // One seed in 2^32 is no key.
        let tries = (0..4).map(|attempt| SigningKey::from_seed(&keys.seed(&format!("dpop/{provider}/{attempt}"))));
        tries.filter_map(Result::ok).next().ok_or(KeyError).map(Self::by)
    }

    /// The key.
    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The thumbprint of the public key (`jkt`).
    pub(crate) fn thumbprint(&self) -> String {
        self.key.thumbprint()
    }

    /// §4.2: a proof for one request. `token` is the access token that goes with it.
    fn proof(
        &self,
        context: &Context<'_>,
        method: &Method,
        url: &Url,
        token: Option<&Secret>,
    ) -> Result<HeaderValue, KeyError> {
        let mut jti = [0u8; 16];
        context.random.fill(&mut jti);
        let mut htu = url.clone();
        htu.set_query(None);
        htu.set_fragment(None);
        let mut claims = json!({
            "jti": BASE64_URL_SAFE_NO_PAD.encode(jti),
            "htm": method.as_str(),
            "htu": htu.as_str(),
            "iat": context.clock.now().timestamp(),
        });
        if let Some(token) = token {
            claims["ath"] = BASE64_URL_SAFE_NO_PAD.encode(sha256(token.expose())).into();
        }
        if let Some(nonce) = self.nonces().get(&origin(url)).and_then(|nonce| nonce.to_str().ok()) {
            claims["nonce"] = nonce.into();
        }
        let header = json!({ "typ": "dpop+jwt", "jwk": self.key.public_members() });
        let proof = self.key.sign_jwt_as(self.key.algorithm(), header, &claims)?;
        HeaderValue::from_str(proof.expose()).map_err(|_| KeyError)
    }

    fn remember(&self, url: &Url, headers: &HeaderMap) {
        let Some(nonce) = headers.get(NONCE).filter(|nonce| is_nonce(nonce)) else { return };
        self.nonces().insert(origin(url), nonce.clone());
    }

    fn nonces(&self) -> MutexGuard<'_, BTreeMap<String, HeaderValue>> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a request; with `dpop`, together with a proof. `compose` makes the request, once more for a second attempt, so that
/// whatever may be used once only is new in it. `token` is the access token in it.
pub(crate) async fn send(
    context: &Context<'_>,
    purpose: Purpose,
    dpop: Option<&Dpop>,
    token: Option<&Secret>,
    mut compose: impl FnMut() -> Result<Request<Bytes>, SignInError> + Send,
) -> Result<Response<Bytes>, NotSent> {
    let mut request = compose().map_err(NotSent::Composing)?;
    let Some(dpop) = dpop else { return context.http.send(purpose, request).await.map_err(NotSent::Http) };
    let url = Url::parse(&request.uri().to_string()).map_err(|error| NotSent::Composing(internal(&error)))?;
    let mut is_first = true;
    loop {
        let proof = dpop.proof(context, request.method(), &url, token);
        let proof = proof.map_err(|error| NotSent::Composing(internal(&error)))?;
        request.headers_mut().insert(PROOF, proof);
        let answer = context.http.send(purpose, request).await.map_err(NotSent::Http)?;
        dpop.remember(&url, answer.headers());
        if !is_first || !wants_nonce(&answer) {
            return Ok(answer);
        }
        is_first = false;
        request = compose().map_err(NotSent::Composing)?;
    }
}

/// Whether an answer only says that the proof needs the nonce that comes with it.
fn wants_nonce(answer: &Response<Bytes>) -> bool {
    if !answer.headers().get(NONCE).is_some_and(is_nonce) {
        return false;
    }
    match answer.status() {
        StatusCode::BAD_REQUEST => {
            let body = json::parse_object(answer.body());
            body.is_ok_and(|body| body.get("error").is_some_and(|error| error == USE_NONCE))
        }
        StatusCode::UNAUTHORIZED => challenges_nonce(answer.headers()),
        _ => false,
    }
}

/// §9. The name of a scheme has no case (RFC 9110 §11.1).
fn challenges_nonce(headers: &HeaderMap) -> bool {
    headers.get_all(header::WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).any(|text| {
        ChallengeParser::new(text).filter_map(Result::ok).any(|challenge| {
            challenge.scheme.eq_ignore_ascii_case("dpop")
                && challenge
                    .params
                    .iter()
                    .any(|(name, value)| name.eq_ignore_ascii_case("error") && value.to_unescaped() == USE_NONCE)
        })
    })
}

/// §8.1: visible characters other than quote and backslash.
fn is_nonce(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    (1..=MAX_NONCE).contains(&bytes.len()) && bytes.iter().all(|b| b.is_ascii_graphic() && !b"\"\\".contains(b))
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn internal(error: &dyn std::fmt::Display) -> SignInError {
    SignInError::new(ErrorCode::Internal, Cause::Internal, error.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use serde_json::Value;
    use vestibule_core::{clock::FixedClock, http::Http, random::CountingRandom};
    use vestibule_jose::{KeySet, RawJws};

    use super::*;

    const TOKEN: &str = "https://op.example/token?tenant=a";

    /// An upstream that answers in order and keeps the requests.
    struct Scripted {
        answers: Mutex<Vec<Response<Bytes>>>,
        seen: Mutex<Vec<Request<Bytes>>>,
    }

    #[async_trait]
    impl Http for Scripted {
        async fn send(&self, _: Purpose, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
            self.seen.lock().unwrap().push(request);
            Ok(self.answers.lock().unwrap().remove(0))
        }
    }

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Response<Bytes> {
        let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        for (name, value) in headers {
            answer.headers_mut().append(*name, value.parse().unwrap());
        }
        answer
    }

    /// The claims of the proofs that a request with these answers is sent with.
    async fn proofs(dpop: &Dpop, url: &str, token: Option<&str>, answers: Vec<Response<Bytes>>) -> Vec<Value> {
        let http = Scripted { answers: Mutex::new(answers), seen: Mutex::default() };
        let (clock, random) = (FixedClock::at(5_000), CountingRandom::default());
        let context = Context { http: &http, clock: &clock, random: &random };
        let token = token.map(Secret::new);
        let compose = || Ok(Request::post(url).body(Bytes::new()).unwrap());
        assert!(send(&context, Purpose::Token, Some(dpop), token.as_ref(), compose).await.is_ok());
        assert!(http.answers.lock().unwrap().is_empty(), "every answer was asked for");
        let keys = KeySet::parse(&json!({ "keys": [dpop.key.jwk()] })).unwrap();
        let seen = http.seen.lock().unwrap();
        let read = |request: &Request<Bytes>| {
            let proof = request.headers()[PROOF].to_str().unwrap();
            let header = BASE64_URL_SAFE_NO_PAD.decode(proof.split('.').next().unwrap()).unwrap();
            let header: Value = serde_json::from_slice(&header).unwrap();
            assert_eq!(header, json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": dpop.key.public_members() }));
            let verified = RawJws::parse(proof).unwrap();
            Value::Object(verified.verify(&keys, &[dpop.key.algorithm()]).unwrap().claims)
        };
        seen.iter().map(read).collect()
    }

    fn dpop() -> Dpop {
        Dpop::made(Some(&MadeKeys::new([3; 32])), "op").unwrap()
    }

    /// DP-01: a proof is for one request, at one URL, with one token.
    #[tokio::test]
    async fn a_proof_names_its_request() {
        let dpop = dpop();
        let sent = proofs(&dpop, TOKEN, None, vec![answer(200, &[], "")]).await;
        let wanted = json!({ "htm": "POST", "htu": "https://op.example/token", "iat": 5, "jti": sent[0]["jti"] });
        assert_eq!(sent, [wanted]);
        // The example of RFC 9449 §7.1.
        let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
        let sent = proofs(&dpop, "https://op.example/me", Some(token), vec![answer(200, &[], "")]).await;
        assert_eq!(sent[0]["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }

    /// DP-02: the one refusal that is answered by another attempt, once; the newest nonce of a server is the one in use.
    #[tokio::test]
    async fn a_wanted_nonce_is_given_once() {
        let wants = r#"{"error":"use_dpop_nonce"}"#;
        let challenge = ("www-authenticate", r#"dpop error="use_dpop_nonce", error_description="n""#);
        for refusal in [
            answer(400, &[("dpop-nonce", "n1")], wants),
            answer(401, &[("dpop-nonce", "n1"), challenge], ""),
            answer(401, &[("dpop-nonce", "n1"), ("www-authenticate", "Bearer"), ("www-authenticate", challenge.1)], ""),
        ] {
            let dpop = dpop();
            let sent = proofs(&dpop, TOKEN, None, vec![refusal, answer(200, &[("dpop-nonce", "n2")], "")]).await;
            assert_eq!((&sent[0]["nonce"], &sent[1]["nonce"]), (&Value::Null, &json!("n1")));
            assert_ne!(sent[0]["jti"], sent[1]["jti"]);
            let sent = proofs(&dpop, TOKEN, None, vec![answer(200, &[], "")]).await;
            assert_eq!(sent[0]["nonce"], "n2");
            let sent = proofs(&dpop, "https://other.example/", None, vec![answer(200, &[], "")]).await;
            assert_eq!(sent[0]["nonce"], Value::Null, "a nonce belongs to one server");
        }
        let again = || answer(400, &[("dpop-nonce", "n1")], wants);
        assert_eq!(proofs(&dpop(), TOKEN, None, vec![again(), again()]).await.len(), 2, "no third attempt");
    }

    /// DP-02: nothing else is sent twice.
    #[tokio::test]
    async fn nothing_else_is_sent_twice() {
        let wants = r#"{"error":"use_dpop_nonce"}"#;
        let nonce = ("dpop-nonce", "n");
        for refusal in [
            answer(400, &[], wants),
            answer(400, &[("dpop-nonce", "a b")], wants),
            answer(400, &[nonce], r#"{"error":"invalid_grant"}"#),
            answer(400, &[nonce], "use_dpop_nonce"),
            answer(500, &[nonce], wants),
            answer(200, &[nonce], wants),
            answer(401, &[nonce], ""),
            answer(401, &[nonce, ("www-authenticate", r#"Bearer error="use_dpop_nonce""#)], ""),
            answer(401, &[nonce, ("www-authenticate", r#"DPoP error="invalid_token""#)], ""),
        ] {
            assert_eq!(proofs(&dpop(), TOKEN, None, vec![refusal]).await.len(), 1);
        }
    }

    #[test]
    fn a_provider_has_a_key_of_its_own_and_keeps_it() {
        let keys = MadeKeys::new([3; 32]);
        let of = |provider| Dpop::made(Some(&keys), provider).unwrap().thumbprint();
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
        let elsewhere = Arc::new(MadeKeys::new([4; 32]));
        assert_ne!(of("a"), Dpop::made(Some(&elsewhere), "a").unwrap().thumbprint());
    }
}
