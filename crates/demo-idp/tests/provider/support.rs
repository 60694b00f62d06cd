//! A provider with three clients, and somebody who talks to it.

use std::{collections::BTreeMap, sync::Arc};

use aws_lc_rs::signature as sig;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{clock::FixedClock, random::CountingRandom};
use vestibule_demo_idp::{Client, DemoIdp, Endpoint, Options, Recording, SigningAlgorithm, demonstration_people};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:9/callback";
pub(crate) const GOODBYE: &str = "http://127.0.0.1:9/";
pub(crate) const SECRET: &str = "s3cr:et+with%signs&more";
pub(crate) const STATE: &str = "state-of-the-art";
pub(crate) const NONCE: &str = "nonce-of-the-day";
/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// 2026-01-01.
pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) struct Party {
    pub(crate) idp: DemoIdp,
    pub(crate) clock: Arc<FixedClock>,
    /// Keeps cookies, follows nothing.
    pub(crate) http: reqwest::Client,
}

/// The subject of the demonstration's person with that username.
pub(crate) fn subject(username: &str) -> String {
    demonstration_people().into_iter().find(|person| person.username == username).unwrap().subject
}

/// Waits for an event that has to come. The deadline only turns a wait for ever into a failure.
pub(crate) async fn soon<T>(event: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(60), event).await.unwrap()
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

impl Party {
    /// Everything is approved at once by Amara.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(FixedClock::at(NOW * 1000));
        let mut options = Options::new(clock.clone(), Arc::new(CountingRandom::default()));
        options.signing = SigningAlgorithm::ES256;
        options.recording = Recording::Requests;
        options.auto_approve = Some(subject("amara"));
        options.clients = vec![
            Client { post_logout_redirect_uris: vec![GOODBYE.into()], ..Client::confidential("app", SECRET, CALLBACK) },
            Client { require_pkce: true, ..Client::confidential("strict", SECRET, CALLBACK) },
            Client { require_par: true, ..Client::confidential("pushing", SECRET, CALLBACK) },
            Client { allowed_groups: Some(vec!["admins".into()]), ..Client::confidential("members", SECRET, CALLBACK) },
            Client::public("open", CALLBACK),
        ];
        change(&mut options);
        Self { idp: DemoIdp::start(options).await.unwrap(), clock, http: browser() }
    }

    pub(crate) fn request(&self, method: Method, endpoint: Endpoint) -> RequestBuilder {
        self.http.request(method, self.idp.url(endpoint))
    }

    pub(crate) fn get(&self, endpoint: Endpoint, query: &[(&str, &str)]) -> RequestBuilder {
        self.http.get(Url::parse_with_params(&self.idp.url(endpoint), query).unwrap())
    }

    /// A correct authorization request, with other values for some parameters; an empty value leaves one out.
    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> Url {
        let params = changed(
            &[
                ("response_type", "code"),
                ("client_id", "app"),
                ("redirect_uri", CALLBACK),
                ("scope", "openid profile email groups"),
                ("state", STATE),
                ("nonce", NONCE),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
            ],
            changes,
        );
        Url::parse_with_params(&self.idp.url(Endpoint::Authorize), params).unwrap()
    }

    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> Response {
        self.http.get(self.authorize_url(changes)).send().await.unwrap()
    }

    /// The parameters with which the browser is sent back to the callback.
    pub(crate) async fn answer(&self, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
        returned(&self.authorize(changes).await)
    }

    /// A correct token request for `code`, with other values for some parameters.
    pub(crate) async fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let form = changed(
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
                ("client_id", "app"),
                ("client_secret", SECRET),
            ],
            changes,
        );
        self.post(Endpoint::Token, &form).await
    }

    pub(crate) async fn post(&self, endpoint: Endpoint, form: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, endpoint).form(form).send().await.unwrap()).await
    }

    /// The token answer of a whole sign-in.
    pub(crate) async fn sign_in(&self) -> Value {
        let code = self.answer(&[]).await["code"].clone();
        let answer = self.redeem(&code, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }

    pub(crate) async fn userinfo(&self, access_token: &str) -> Answer {
        Answer::of(self.request(Method::GET, Endpoint::Userinfo).bearer_auth(access_token).send().await.unwrap()).await
    }

    pub(crate) async fn get_json(&self, endpoint: Endpoint) -> Value {
        Answer::of(self.request(Method::GET, endpoint).send().await.unwrap()).await.body
    }

    /// The claims of a token that a key of the published set has signed.
    pub(crate) async fn verified(&self, token: &str) -> Option<Value> {
        verified(token, &self.get_json(Endpoint::Jwks).await)
    }
}

/// Status, headers and JSON body of an answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    /// Status and code of an OAuth error, which also has a description and is not stored.
    pub(crate) fn error(&self) -> (u16, &str) {
        assert!(self.body["error_description"].as_str().is_some_and(|text| !text.is_empty()), "{}", self.body);
        (self.status.as_u16(), self.body["error"].as_str().unwrap())
    }
}

pub(crate) fn browser() -> reqwest::Client {
    // Another test of this process may have installed it already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let redirects = reqwest::redirect::Policy::none();
    reqwest::Client::builder().redirect(redirects).cookie_store(true).no_proxy().build().unwrap()
}

pub(crate) fn location(response: &Response) -> Url {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    Url::parse(response.headers()[header::LOCATION].to_str().unwrap()).unwrap()
}

/// The parameters of a redirect to the callback.
pub(crate) fn returned(response: &Response) -> BTreeMap<String, String> {
    let location = location(response);
    assert_eq!(&location[..url::Position::AfterPath], CALLBACK);
    location.query_pairs().into_owned().collect()
}

/// `defaults` with other values for some; an empty value leaves one out.
fn changed<'a>(defaults: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = defaults.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes.iter().filter(|(_, value)| !value.is_empty())).copied().collect()
}

pub(crate) fn decoded(part: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()
}

/// The header of a token.
pub(crate) fn head(token: &str) -> Value {
    serde_json::from_slice(&decoded(token.split('.').next().unwrap())).unwrap()
}

/// The claims of a token, signed by whomever.
pub(crate) fn claims(token: &str) -> Value {
    serde_json::from_slice(&decoded(token.split('.').nth(1).unwrap())).unwrap()
}

/// A check of its own, from the published set and the standards alone.
pub(crate) fn verified(token: &str, jwks: &Value) -> Option<Value> {
    let head = head(token);
    let key = jwks["keys"].as_array()?.iter().find(|key| key["kid"] == head["kid"] && key["alg"] == head["alg"])?;
    let member = |name: &str| decoded(key[name].as_str().unwrap());
    let (message, signature) = token.rsplit_once('.')?;
    let (message, signature) = (message.as_bytes(), decoded(signature));
    let checked = match key["alg"].as_str()? {
        "RS256" => sig::RsaPublicKeyComponents { n: member("n"), e: member("e") }.verify(
            &sig::RSA_PKCS1_2048_8192_SHA256,
            message,
            &signature,
        ),
        "ES256" => {
            let point = [vec![4], member("x"), member("y")].concat();
            sig::UnparsedPublicKey::new(&sig::ECDSA_P256_SHA256_FIXED, point).verify(message, &signature)
        }
        "EdDSA" => sig::UnparsedPublicKey::new(&sig::ED25519, member("x")).verify(message, &signature),
        other => panic!("{other} is not for this test"),
    };
    checked.ok().map(|()| claims(token))
}
