//! An upstream that answers as a vendor documents it, and holds us to the rules of the code flow: one use of a code, the
//! same redirect URI, the code verifier, the client's secret, the access token.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use aws_lc_rs::{
    digest, hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{Method, StatusCode, header, request::Parts};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::form_urlencoded;

use crate::odd::{Odd, not_our_way};

/// What the server is registered as.
pub(crate) const CLIENT_ID: &str = "client";
pub(crate) const CLIENT_SECRET: &str = "s3cret:with/odd+chars %é";
const ACCESS_TOKEN: &str = "the-access-token";
/// Where metadata is, unless a vendor has it elsewhere.
pub(crate) const METADATA: &str = "/.well-known/openid-configuration";

/// Every vendor signs with it: without optimisation, a key takes most of a second to make.
static KEY: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

/// Parameters by name.
pub(crate) type Parameters = BTreeMap<String, String>;

/// Whether the form of a token request proves that it is our client's.
pub(crate) type ClientCheck = Arc<dyn Fn(&Parameters) -> bool + Send + Sync>;

/// Where a vendor with OpenID Connect has its endpoints.
pub(crate) struct Paths {
    pub(crate) authorize: &'static str,
    pub(crate) token: &'static str,
    pub(crate) userinfo: &'static str,
    pub(crate) keys: &'static str,
}

/// What the vendor says. `BASE` in any text represents the vendor's own address, `PORT` for its port.
#[derive(Clone)]
pub(crate) struct Script {
    /// Paths of the authorization and the token endpoint.
    pub(crate) endpoints: (&'static str, &'static str),
    /// Path of the keys.
    pub(crate) keys: &'static str,
    /// Answers to GET by path. Metadata and those below `/.well-known/` are public, the others need the access token.
    pub(crate) documents: BTreeMap<&'static str, Value>,
    /// Path of userinfo, for a vendor with OpenID Connect.
    pub(crate) userinfo: &'static str,
    /// Claims of the ID token in addition to those of the flow; none for a vendor that signs nothing.
    pub(crate) id_token: Option<Value>,
    /// Members of the token answer next to the tokens.
    pub(crate) token: Value,
    /// Names itself in the authorization answer (RFC 9207).
    pub(crate) iss: Option<&'static str>,
    /// Answers the token request with this instead, with the status 200.
    pub(crate) token_error: Option<Value>,
    /// Signs ID tokens with this secret in place of its key.
    pub(crate) hs256: Option<&'static str>,
    /// Answers the authorization request with this error.
    pub(crate) authorization_error: Option<&'static str>,
    /// How the client proves itself, where that is not the client secret.
    pub(crate) client: Option<ClientCheck>,
    /// Answers to POST by path, with their status.
    pub(crate) posts: BTreeMap<&'static str, (u16, Value)>,
    /// What it does in its own way.
    pub(crate) odd: Odd,
}

impl Script {
    /// A vendor without OpenID Connect.
    pub(crate) fn oauth2<const N: usize>(
        endpoints: (&'static str, &'static str),
        documents: [(&'static str, Value); N],
    ) -> Self {
        let documents = BTreeMap::from(documents);
        let token = json!({ "token_type": "Bearer" });
        Self {
            endpoints,
            keys: "",
            documents,
            userinfo: "",
            id_token: None,
            token,
            iss: None,
            token_error: None,
            hs256: None,
            authorization_error: None,
            client: None,
            posts: BTreeMap::new(),
            odd: Odd::default(),
        }
    }

    /// A vendor with OpenID Connect, whose metadata is `discovery` with the `paths` in it and whose ID token holds
    /// whatever userinfo does.
    pub(crate) fn oidc(paths: &Paths, mut discovery: Value, person: &Value) -> Self {
        for (name, path) in [
            ("authorization_endpoint", paths.authorize),
            ("token_endpoint", paths.token),
            ("userinfo_endpoint", paths.userinfo),
            ("jwks_uri", paths.keys),
        ] {
            discovery[name] = format!("BASE{path}").into();
        }
        let mut claims = person.clone();
        claims["iss"] = discovery["issuer"].clone();
        let documents = [(METADATA, discovery), (paths.userinfo, person.clone())];
        let mut script = Self::oauth2((paths.authorize, paths.token), documents);
        (script.keys, script.userinfo, script.id_token) = (paths.keys, paths.userinfo, Some(claims));
        script
    }

    /// Changes what is said about the person, in the ID token and in userinfo.
    pub(crate) fn person(&mut self, change: impl Fn(&mut Value)) {
        change(self.claims());
        change(self.document(self.userinfo));
    }

    /// The claims of the ID token.
    pub(crate) fn claims(&mut self) -> &mut Value {
        self.id_token.as_mut().unwrap()
    }

    /// The document at a path.
    pub(crate) fn document(&mut self, path: &str) -> &mut Value {
        self.documents.get_mut(path).unwrap()
    }
}

/// What the vendor has seen.
#[derive(Default)]
pub(crate) struct Seen {
    /// Authorization requests.
    pub(crate) authorize: Vec<Parameters>,
    /// How many of them were pushed.
    pub(crate) pushed: usize,
    /// Token requests: the form, and whether the client stood in the header.
    pub(crate) token: Vec<(Parameters, bool)>,
    /// What was posted elsewhere.
    pub(crate) posted: Vec<Parameters>,
    /// The `User-Agent` of each question with the access token.
    pub(crate) agents: Vec<Option<String>>,
    used: Vec<String>,
}

/// Where requests are pushed, for a vendor whose metadata names it: as Pocket ID 2.9 does, without a look at the header when
/// the body names the client, which it has to.
const PAR: &str = "/api/oidc/par";
/// The same with the client in the header, as Authelia 4.39 has it of one that is registered for `client_secret_basic`.
pub(crate) const PAR_BASIC: &str = "/api/oidc/pushed-authorization-request";
const REFERENCE: &str = "urn:ietf:params:oauth:request_uri:";

/// A running vendor.
#[derive(Clone)]
pub(crate) struct Vendor {
    /// Its own address, without a slash at the end.
    pub(crate) base: String,
    inside: Arc<Inside>,
}

struct Inside {
    script: Mutex<Script>,
    seen: Mutex<Seen>,
    now: i64,
}

impl Vendor {
    /// Starts it on loopback. `now` is the time that it signs with.
    pub(crate) async fn start(script: Script, now: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let inside = Inside { script: Mutex::new(script), seen: Mutex::default(), now };
        let vendor = Self { base, inside: Arc::new(inside) };
        let router = Router::new().fallback(answer).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        vendor
    }

    /// Changes what it says.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.inside.script.lock().unwrap());
    }

    /// What it has seen.
    pub(crate) fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.inside.seen.lock().unwrap())
    }

    fn script(&self) -> Script {
        self.inside.script.lock().unwrap().clone()
    }

    fn filled(&self, value: &Value) -> Value {
        let port = self.base.rsplit(':').next().unwrap();
        serde_json::from_str(&value.to_string().replace("BASE", &self.base).replace("PORT", port)).unwrap()
    }

    /// Goes back at once, with a code that carries what the token request has to fit.
    fn authorize(&self, query: &Parameters) -> Response {
        let pushed = query.get("request_uri").map(|reference| {
            let pushed = BASE64_URL_SAFE_NO_PAD.decode(reference.trim_start_matches(REFERENCE)).unwrap();
            serde_json::from_slice(&pushed).unwrap()
        });
        let mut seen = self.inside.seen.lock().unwrap();
        seen.pushed += usize::from(pushed.is_some());
        let query: &Parameters = pushed.as_ref().unwrap_or(query);
        seen.authorize.push(query.clone());
        drop(seen);
        let code = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(query).unwrap());
        let mut back = url::Url::parse(&query["redirect_uri"]).unwrap();
        let odd = self.script().odd;
        back.query_pairs_mut().append_pair("state", &query["state"]);
        if odd.refuse_authorization.is_empty() {
            let answer = self.script().authorization_error.map_or((odd.code, code.as_str()), |error| ("error", error));
            back.query_pairs_mut().append_pair(answer.0, answer.1).extend_pairs(odd.callback);
        } else {
            back.query_pairs_mut().extend_pairs(&odd.refuse_authorization);
        }
        if let Some(iss) = self.script().iss {
            back.query_pairs_mut().append_pair("iss", &iss.replace("BASE", &self.base));
        }
        Redirect::to(back.as_str()).into_response()
    }

    /// RFC 9126: the reference carries the request itself.
    fn push(&self, parts: &Parts, form: &Parameters) -> Response {
        let value = |name: &str| form.get(name).cloned();
        let in_body = value("client_id").zip(value("client_secret"));
        let client = if parts.uri.path() == PAR { in_body } else { basic(parts).filter(|_| in_body.is_none()) };
        if client != Some((CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned())) {
            return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
        }
        let reference = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(form).unwrap());
        let answer = json!({ "request_uri": format!("{REFERENCE}{reference}"), "expires_in": 90 });
        (StatusCode::CREATED, Json(answer)).into_response()
    }

    fn token(&self, parts: &Parts, form: Parameters) -> Response {
        let script = self.script();
        let basic = basic(parts);
        let odd = &script.odd;
        let client = basic.clone().or_else(|| odd.client(&form));
        let in_body = [odd.id, odd.secret].iter().any(|name| form.contains_key(*name));
        let code = form.get("code").cloned().unwrap_or_default();
        let asked: Option<Parameters> =
            BASE64_URL_SAFE_NO_PAD.decode(&code).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let fits = asked.as_ref().is_some_and(|asked| fits(asked, &form, odd.pkce)) && odd.is_complete(&form);
        let known = match &script.client {
            Some(proves) => basic.is_none() && proves(&form),
            None => client == Some((CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned())),
        };
        let mut seen = self.inside.seen.lock().unwrap();
        seen.token.push((form, basic.is_some()));
        let again = seen.used.contains(&code);
        seen.used.push(code);
        drop(seen);
        if !known || (basic.is_some() && in_body) {
            return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
        }
        if !fits || again {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
        }
        if let Some((status, body)) = &odd.refuse_token {
            return (StatusCode::from_u16(*status).unwrap(), Json(body.clone())).into_response();
        }
        if let Some(error) = script.token_error {
            return Json(error).into_response();
        }
        let mut answer = script.token;
        odd.place_token(&mut answer, ACCESS_TOKEN);
        if let Some(claims) = &script.id_token {
            let nonce = asked.and_then(|asked| asked.get("nonce").cloned());
            answer["id_token"] = self.sign(claims, nonce.as_deref()).into();
        }
        Json(answer).into_response()
    }

    fn document(&self, parts: &Parts, body: &[u8]) -> Response {
        let script = self.script();
        let path = script.odd.path(parts.uri.path());
        if path == script.keys {
            return Json(json!({ "keys": [self.jwk()] })).into_response();
        }
        let header = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        if !path.contains("/.well-known/") && !path.ends_with("/openid-configuration") {
            self.inside.seen.lock().unwrap().agents.push(header(header::USER_AGENT));
            match script.odd.fault(parts, body, ACCESS_TOKEN) {
                None => {}
                Some("token") => return StatusCode::UNAUTHORIZED.into_response(),
                Some(what) => return not_our_way(what),
            }
        }
        if let Some(refusal) = script.odd.refusal(path) {
            return refusal;
        }
        match script.documents.get(path) {
            Some(document) => Json(self.filled(document)).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    fn jwk(&self) -> Value {
        let public = KEY.public_key();
        let base64 = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let n = base64(public.modulus().big_endian_without_leading_zero());
        let e = base64(public.exponent().big_endian_without_leading_zero());
        json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k1", "n": n, "e": e })
    }

    fn sign(&self, claims: &Value, nonce: Option<&str>) -> String {
        let now = self.inside.now;
        let mut all = json!({ "aud": CLIENT_ID, "iat": now, "exp": now + 3_600, "nonce": nonce });
        for (name, value) in self.filled(claims).as_object().unwrap() {
            all[name] = value.clone();
        }
        // A vendor that leaves a claim out.
        all.as_object_mut().unwrap().retain(|_, value| value != "ABSENT");
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        if let Some(secret) = self.script().hs256 {
            let signed = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&all));
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            return format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes())));
        }
        let signed = format!("{}.{}", part(&json!({ "alg": "RS256", "kid": "k1", "typ": "JWT" })), part(&all));
        let key = &*KEY;
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

/// RFC 6749 §4.1.3, RFC 7636 §4.6.
fn fits(asked: &Parameters, form: &Parameters, wants_pkce: bool) -> bool {
    let value = |name: &str| form.get(name).cloned().unwrap_or_default();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, value("code_verifier").as_bytes()));
    let pkce = asked.get("code_challenge_method").is_some_and(|method| method == "S256");
    value("grant_type") == "authorization_code"
        && asked.get("redirect_uri") == Some(&value("redirect_uri"))
        && (!wants_pkce || pkce && asked.get("code_challenge") == Some(&challenge))
}

/// Client id and secret of the header, decoded as RFC 6749 §2.3.1 wants it.
fn basic(parts: &Parts) -> Option<(String, String)> {
    let encoded = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let decode = |text: &str| {
        let pairs = form_urlencoded::parse(text.as_bytes()).map(|(name, _)| name.into_owned());
        pairs.collect::<String>()
    };
    Some((decode(id), decode(secret)))
}

async fn answer(State(vendor): State<Vendor>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let parse = |bytes: &[u8]| form_urlencoded::parse(bytes).into_owned().collect::<Parameters>();
    let Script { endpoints: (authorize, token), odd, .. } = vendor.script();
    match (&parts.method, parts.uri.path()) {
        (&Method::GET, path) if path == authorize => {
            vendor.authorize(&parse(parts.uri.query().unwrap_or_default().as_bytes()))
        }
        (_, path) if path == token => match odd.read(&parts, &body) {
            Some(form) => vendor.token(&parts, form),
            None => not_our_way("token_request"),
        },
        (&Method::POST, PAR | PAR_BASIC) => vendor.push(&parts, &parse(&body)),
        (&Method::POST, path) if vendor.script().posts.contains_key(path) => {
            vendor.inside.seen.lock().unwrap().posted.push(parse(&body));
            let (status, answer) = vendor.script().posts[path].clone();
            (StatusCode::from_u16(status).unwrap(), Json(vendor.filled(&answer))).into_response()
        }
        (&Method::GET | &Method::POST, _) => vendor.document(&parts, &body),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}
