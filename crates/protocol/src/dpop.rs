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
mod tests;
