//! A browser as far as sign-ins need one: it keeps cookies by host and name, and shows every answer before it goes on.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use http::{HeaderMap, Method, StatusCode, header};
use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;

use crate::Form;

/// One answer, completely read.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Where it came from.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as text.
    pub body: String,
}

impl Answer {
    /// The header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where it redirects to, made absolute.
    pub fn location(&self) -> Option<Url> {
        self.header("location").map(|location| self.url.join(location).unwrap())
    }

    /// A parameter of where it redirects to.
    pub fn sent_on(&self, name: &str) -> Option<String> {
        self.location()?.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }

    /// The error code: of a problem document, of a redirect to the login page, or as an error page shows it.
    pub fn code(&self) -> String {
        if let Some(code) = self.sent_on("error") {
            return code;
        }
        if self.body.starts_with('{') {
            return self.json()["code"].as_str().unwrap_or_default().to_owned();
        }
        let shown = self.body.split("Code <code>").nth(1).and_then(|rest| rest.split('<').next());
        shown.unwrap_or_default().to_owned()
    }

    /// The only form of the page.
    pub fn form(&self) -> Form {
        Form::of(self).unwrap_or_else(|| panic!("a page with one form: {} at {}: {}", self.status, self.url, self.body))
    }

    /// The `Set-Cookie` lines.
    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap()).collect()
    }
}

/// A browser with its own cookies. Cloning it gives another tab of the same browser.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    base: Url,
    cookies: Arc<Mutex<BTreeMap<(String, String), String>>>,
}

impl Browser {
    /// A new browser with no cookies, for a server at `base`.
    pub fn new(base: &Url) -> Self {
        vestibule_protocol::http::install_crypto_provider();
        let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build().unwrap();
        Self { client, base: base.clone(), cookies: Arc::default() }
    }

    /// The same browser, cookies and all, with none of the connections that it had.
    pub fn reconnected(&self) -> Self {
        Self { cookies: self.cookies.clone(), ..Self::new(&self.base) }
    }

    /// Goes to a path of the server, or to an absolute URL, as a person does: asking for a page.
    pub async fn get(&self, target: impl AsRef<str>) -> Answer {
        self.send(Method::GET, target, &[("accept", "text/html,*/*;q=0.8")], None).await
    }

    /// Asks for JSON.
    pub async fn get_json(&self, target: impl AsRef<str>) -> Answer {
        self.send(Method::GET, target, &[("accept", "application/json")], None).await
    }

    /// Sends a form as a page of the server does.
    pub async fn post_form(&self, target: impl AsRef<str>, fields: &[(&str, &str)]) -> Answer {
        let origin = self.base.origin().ascii_serialization();
        let headers = [("accept", "text/html"), ("origin", &*origin), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, target, &[headers.as_slice(), &[FORM]].concat(), Some(form(fields))).await
    }

    /// Sends a form as a page of another site does: without cookies that are `SameSite=Lax`.
    pub async fn post_form_cross_site(&self, target: impl AsRef<str>, fields: &[(&str, &str)]) -> Answer {
        let headers = [("accept", "text/html"), ("origin", "https://op.example"), ("sec-fetch-site", "cross-site")];
        self.without_cookies()
            .send(Method::POST, target, &[headers.as_slice(), &[FORM]].concat(), Some(form(fields)))
            .await
    }

    /// Sends anything.
    pub async fn send(
        &self,
        method: Method,
        target: impl AsRef<str>,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Answer {
        self.try_send(method, target, headers, body).await.unwrap()
    }

    /// Like [`Browser::get`], where the server may die before it has answered.
    pub async fn try_get(&self, target: impl AsRef<str>) -> Result<Answer, reqwest::Error> {
        self.try_send(Method::GET, target, &[("accept", "text/html,*/*;q=0.8")], None).await
    }

    async fn try_send(
        &self,
        method: Method,
        target: impl AsRef<str>,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Answer, reqwest::Error> {
        let url = self.base.join(target.as_ref()).unwrap();
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut request = self.client.request(method, url.clone());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies = self.cookie_line(&host);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let answer = Answer { url, status, headers, body: response.text().await? };
        for line in answer.set_cookies() {
            self.keep(&host, line);
        }
        Ok(answer)
    }

    /// Starts a sign-in and goes through the provider, which approves at once; returns the answer of the callback.
    pub async fn sign_in(&self, provider: &str) -> Answer {
        let callback = self.callback_of(provider).await;
        self.get(callback).await
    }

    /// Like [`Browser::sign_in`], as the demonstration person of that user name.
    pub async fn sign_in_as(&self, provider: &str, who: &str) -> Answer {
        let begun = self.get(format!("/api/auth/providers/{provider}/authorize?login_hint={who}")).await;
        let callback = self.through_the_provider(&begun).await;
        self.get(callback).await
    }

    /// Starts a sign-in and goes through the provider; returns the URL of the callback, not yet opened.
    pub async fn callback_of(&self, provider: &str) -> Url {
        let begun = self.get(format!("/api/auth/providers/{provider}/authorize")).await;
        self.through_the_provider(&begun).await
    }

    /// From the answer of authorize through the provider to the URL of the callback.
    pub async fn through_the_provider(&self, begun: &Answer) -> Url {
        let last = self.abroad(begun).await;
        last.location().unwrap_or_else(|| panic!("the provider does not send back: {last:?}"))
    }

    /// Follows an answer of the server to the provider, and there from redirect to redirect. Returns the provider's last
    /// answer: a page, or the redirect back to the server, which is not followed.
    pub async fn abroad(&self, left: &Answer) -> Answer {
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
        let mut answer = left.clone();
        for _ in 0..MAX_HOPS {
            let next = answer.location().filter(|next| answer.url == left.url || next.origin() != self.base.origin());
            let Some(next) = next else { return answer };
            answer = self.get(next).await;
        }
        panic!("more than {MAX_HOPS} redirects, the last at {}", answer.url)
    }

    /// Sends the only form of a page, as a person's click on its button or its script does. To another site it goes
    /// without cookies: those here are all `SameSite=Lax`.
    pub async fn submit(&self, page: &Answer) -> Answer {
        let Form { action, fields } = page.form();
        let own = page.url.origin() == action.origin();
        let tab = if own { self.clone() } else { self.without_cookies() };
        let origin = page.url.origin().ascii_serialization();
        let site = if own { "same-origin" } else { "cross-site" };
        let headers = [("accept", "text/html"), ("origin", &*origin), ("sec-fetch-site", site), FORM];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        tab.send(Method::POST, action, &headers, Some(form(&fields))).await
    }

    /// The cookies of the server whose name contains `part`, as (name, value).
    pub fn cookies(&self, part: &str) -> Vec<(String, String)> {
        let own = self.base.host_str().unwrap_or_default();
        let cookies = self.cookies.lock().unwrap();
        let found = cookies.iter().filter(|((host, name), _)| host == own && name.contains(part));
        found.map(|((_, name), value)| (name.clone(), value.clone())).collect()
    }

    /// Plants a cookie for the server.
    pub fn plant(&self, name: &str, value: &str) {
        let own = self.base.host_str().unwrap_or_default().to_owned();
        self.cookies.lock().unwrap().insert((own, name.to_owned()), value.to_owned());
    }

    /// Forgets the cookies whose name contains `part`.
    pub fn forget(&self, part: &str) {
        self.cookies.lock().unwrap().retain(|(_, name), _| !name.contains(part));
    }

    /// The same browser on a request that no cookie comes along with.
    fn without_cookies(&self) -> Self {
        Self { cookies: Arc::default(), ..self.clone() }
    }

    fn cookie_line(&self, host: &str) -> String {
        let cookies = self.cookies.lock().unwrap();
        let own = cookies.iter().filter(|((of, _), _)| of == host);
        own.map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, host: &str, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let key = (host.to_owned(), name.to_owned());
        let mut cookies = self.cookies.lock().unwrap();
        if attributes.contains("Max-Age=0") {
            cookies.remove(&key)
        } else {
            cookies.insert(key, value.to_owned())
        };
    }
}

/// More redirects in a row are a circle.
const MAX_HOPS: usize = 10;
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
