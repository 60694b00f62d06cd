//! Proofs, and nonces that an upstream demands.

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
