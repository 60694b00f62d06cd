//! A server with an app, and the relying party behind that app.

use std::{ops::Deref, sync::Arc};

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{Method, StatusCode};
use serde_json::{Map, Value};
use url::Url;
use vestibule_apps::{AppRecord, AppSettings};
use vestibule_core::{
    clock::{Clock as _, Timestamp},
    credentials::Credentials,
    origin::Origin,
    provider::Owner,
    secret::sha256,
};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

pub(crate) const SECRET: &str = "s3cret/with:odd+chars %and more";
pub(crate) const REDIRECT: &str = "https://wiki.example.com/callback";
pub(crate) const AFTERWARDS: &str = "https://wiki.example.com/bye";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A server with the app `wiki`, which is a relying party on a server, and the app `other`.
pub(crate) struct AppsFixture(pub(crate) ServerFixture);

impl Deref for AppsFixture {
    type Target = ServerFixture;
    fn deref(&self) -> &ServerFixture {
        &self.0
    }
}

/// An instance of a definition with one address.
pub(crate) fn app(id: &str, definition: &str, settings: AppSettings) -> AppRecord {
    let mut values = Credentials::default();
    values.insert("redirect_uris", vec![REDIRECT].into(), Origin::BuiltIn);
    values.insert("post_logout_redirect_uris", vec![AFTERWARDS].into(), Origin::BuiltIn);
    if definition == "openid" {
        values.insert("client_secret", SECRET.into(), Origin::BuiltIn);
    }
    let settings = AppSettings { definition: Some(definition.parse().unwrap()), ..settings };
    AppRecord {
        id: id.parse().unwrap(),
        owner: Owner::Config,
        settings: settings.into(),
        values: values.into(),
        secret_hashes: Arc::default(),
        origins: Arc::default(),
    }
}

impl AppsFixture {
    pub(crate) async fn new() -> Self {
        Self::with(AppSettings::default()).await
    }

    /// The app `wiki` has these settings.
    pub(crate) async fn with(settings: AppSettings) -> Self {
        Self::of(Setup::default(), settings).await
    }

    pub(crate) async fn of(setup: Setup, settings: AppSettings) -> Self {
        let fixture = Self(ServerFixture::with(setup).await);
        let apps = vec![app("wiki", "openid", settings), app("other", "openid", AppSettings::default())];
        fixture.change(|all| *all = apps).await;
        fixture
    }

    /// Changes the apps while the server serves.
    pub(crate) async fn change(&self, change: impl FnOnce(&mut Vec<AppRecord>)) {
        self.environment.providers.change_apps(change);
        self.application.registry.reload().await.unwrap();
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn issuer(&self) -> String {
        self.environment.base.origin().ascii_serialization()
    }

    /// Where the relying party sends a browser; `change` replaces parameters, an empty value removes one.
    pub(crate) fn authorize_url(&self, change: &[(&str, &str)]) -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(sha256(VERIFIER));
        let mut parameters = vec![
            ("client_id", "wiki"),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("scope", "openid profile email groups"),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        parameters.retain(|(name, _)| !change.iter().any(|(changed, _)| changed == name));
        parameters.extend(change.iter().filter(|(_, value)| !value.is_empty()));
        let mut url = self.environment.base.join("/api/oidc/authorize").unwrap();
        url.query_pairs_mut().extend_pairs(parameters);
        url.into()
    }

    /// Goes from the app through sign-in and provider as far as it goes without a person's hand: to the app's own
    /// address or that of a test, which is not opened, or to a page.
    pub(crate) async fn visit(&self, browser: &Browser, url: impl AsRef<str>) -> Answer {
        let mut answer = browser.get(url).await;
        for _ in 0..20 {
            match answer.location() {
                Some(next) if next.host_str() != Some("wiki.example.com") && !next.path().ends_with("/test") => {
                    answer = browser.get(next).await;
                }
                None => match provider_button(&answer) {
                    Some(button) => answer = browser.get(button).await,
                    None => return answer,
                },
                _ => return answer,
            }
        }
        panic!("never arrived: {answer:?}")
    }

    /// A browser in which somebody has signed in.
    pub(crate) async fn signed_in(&self) -> Browser {
        let browser = self.browser();
        assert_eq!(browser.sign_in("op").await.status, StatusCode::SEE_OTHER);
        browser
    }

    /// The code that a browser with a session brings.
    pub(crate) async fn code(&self, browser: &Browser, change: &[(&str, &str)]) -> String {
        sent(&self.visit(browser, self.authorize_url(change)).await, "code")
    }

    /// A request of the relying party with its secret.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as("wiki", path, fields).await
    }

    pub(crate) async fn post_as(&self, client_id: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(client_id, SECRET, path, fields).await
    }

    pub(crate) async fn post_with(&self, client_id: &str, secret: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let basic = BASE64_STANDARD.encode(format!("{}:{}", encode(client_id), encode(secret)));
        let headers = [("authorization", &*format!("Basic {basic}")), FORM];
        self.browser().send(Method::POST, path, &headers, Some(form(fields))).await
    }

    /// Exchanges a code with these changes.
    pub(crate) async fn exchange(&self, code: &str, change: &[(&str, &str)]) -> Answer {
        self.post("/api/oidc/token", &exchange_fields(code, change)).await
    }

    /// The tokens of a whole sign-in.
    pub(crate) async fn tokens(&self, browser: &Browser, change: &[(&str, &str)]) -> Map<String, Value> {
        let code = self.code(browser, change).await;
        let answer = self.exchange(&code, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json().as_object().unwrap().clone()
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.post("/api/oidc/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub(crate) async fn userinfo(&self, token: &str) -> Answer {
        let headers = [("authorization", &*format!("Bearer {token}"))];
        self.browser().send(Method::GET, "/api/oidc/userinfo", &headers, None).await
    }
}

/// Where the first button of the login page leads.
fn provider_button(page: &Answer) -> Option<String> {
    let (_, rest) = page.body.split_once("href=\"/api/auth/providers/")?;
    let (path, _) = rest.split_once('"')?;
    Some(format!("/api/auth/providers/{path}").replace("&#38;", "&").replace("&amp;", "&"))
}

/// The fields of a token request, of which some are others.
pub(crate) fn exchange_fields<'a>(code: &'a str, change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    fields.retain(|(name, _)| !change.iter().any(|(changed, _)| changed == name));
    fields.extend(change.iter().filter(|(_, value)| !value.is_empty()));
    fields
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A parameter of the redirect to the app.
pub(crate) fn sent(answer: &Answer, name: &str) -> String {
    let url = answer.location().unwrap_or_else(|| panic!("no redirect: {answer:?}"));
    assert!(url.as_str().starts_with(REDIRECT), "{url}");
    let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("no {name} in {url}"))
}

/// The text of a member.
pub(crate) fn text<'a>(object: &'a Map<String, Value>, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no {name} in {object:?}"))
}

/// The header of a signed token.
pub(crate) fn header(token: &str) -> Value {
    let head = token.split('.').next().unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(head).unwrap()).unwrap()
}

/// The claims of a signed token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The error of an answer in the shape of RFC 6749.
pub(crate) fn error(answer: &Answer) -> String {
    answer.json()["error"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

/// A URL with a query.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = Url::parse("http://x").unwrap().join(path).unwrap();
    url.query_pairs_mut().extend_pairs(pairs);
    url[url::Position::BeforePath..].to_owned()
}
