//! Sending one request within the limits.
//!
//! ```text
//! URL rules ─▶ address of a literal ─▶ client of the grant ─▶ head ─▶ redirect? ─▶ coding ─▶ body, counted ─▶ decoded
//!     ▲                                                          │ discovery and keys only
//!     └──────────────────────────────────────────────────────────┘ at most three times
//! ```
//! All of it, waiting for one of the provider's 32 places included, happens within one deadline. The queue for a place is
//! bounded: a provider that hangs holds what it holds, and later requests are refused at once.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout},
};
use tracing::{Instrument as _, Span, field::Empty, info_span};
use url::{Host, Url};
use vestibule_core::{
    http::{Http, HttpError, HttpFactory, NetworkScope, Purpose},
    public_url::is_loopback,
};

use super::{
    address::{AddressRules, Grant, bare_host},
    coding::Coding,
    failure::{classify, without_query},
    limits::Limits,
    setup::{HttpOptions, HttpSetupError, OwnClients, SharedClients, authorities_are_read},
};

/// Outgoing HTTP for the whole process. Cheap per provider: the connection pools are shared.
pub struct ReqwestHttp(Arc<HttpDeps>);

struct HttpDeps {
    clients: SharedClients,
    rules: Arc<AddressRules>,
    limits: Limits,
}

impl ReqwestHttp {
    /// Sets everything up. The machine's certificate authorities are read with the first request, once in a process.
    pub fn new(options: HttpOptions) -> Result<Self, HttpSetupError> {
        Self::with_limits(options, Limits::default())
    }

    pub(crate) fn with_limits(options: HttpOptions, limits: Limits) -> Result<Self, HttpSetupError> {
        let rules = Arc::new(AddressRules::new(options.allow_private.clone()));
        let clients = SharedClients::build(options, &rules, limits)?;
        Ok(Self(Arc::new(HttpDeps { clients, rules, limits })))
    }
}

impl HttpFactory for ReqwestHttp {
    fn client(&self, scope: &NetworkScope) -> Arc<dyn Http> {
        let Limits { in_flight, waiting, .. } = self.0.limits;
        Arc::new(ProviderHttp {
            deps: self.0.clone(),
            scope: scope.clone(),
            own: scope.identity.clone().map(OwnClients::new),
            admitted: Semaphore::new(in_flight + waiting),
            places: Semaphore::new(in_flight),
        })
    }
}

struct ProviderHttp {
    deps: Arc<HttpDeps>,
    scope: NetworkScope,
    /// For a provider with a certificate of its own.
    own: Option<OwnClients>,
    /// Under way or waiting.
    admitted: Semaphore,
    /// Under way.
    places: Semaphore,
}

#[async_trait]
impl Http for ProviderHttp {
    async fn send(&self, purpose: Purpose, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let _admitted = self.admitted.try_acquire().map_err(|_| HttpError::Busy)?;
        let host = request.uri().host().unwrap_or_default().to_owned();
        let span = info_span!(
            "upstream",
            purpose = purpose.as_str(),
            host = %host,
            status = Empty,
            error = Empty,
            duration_ms = Empty
        );
        let began = Instant::now();
        let after = self.deps.limits.total;
        let outcome = timeout(after, self.follow(purpose, request)).instrument(span.clone()).await;
        let outcome = outcome.unwrap_or(Err(HttpError::Timeout { host, after }));
        count(purpose, &outcome, began);
        span.record("duration_ms", u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
        record(&span, &outcome);
        outcome
    }
}

/// For `/metrics`. An answer counts by the class of its status, whatever the driver makes of it.
fn count(purpose: Purpose, outcome: &Result<Response<Bytes>, HttpError>, began: Instant) {
    let outcome = match outcome.as_ref().map(|response| response.status().as_u16() / 100) {
        Ok(2) => "2xx",
        Ok(4) => "4xx",
        Ok(5) => "5xx",
        Ok(_) => "other",
        Err(HttpError::Timeout { .. }) => "timeout",
        Err(_) => "no_answer",
    };
    let labels = [("purpose", purpose.as_str()), ("outcome", outcome)];
    metrics::histogram!("vestibule_upstream_seconds", &labels).record(began.elapsed());
}

fn record(span: &Span, outcome: &Result<Response<Bytes>, HttpError>) {
    match outcome {
        Ok(response) => {
            span.record("status", response.status().as_u16());
            span.in_scope(|| tracing::debug!("the upstream answered"));
        }
        Err(error) => {
            span.record("error", tracing::field::display(error));
            span.in_scope(|| tracing::debug!("the upstream gave no answer"));
        }
    }
}

impl ProviderHttp {
    async fn follow(&self, purpose: Purpose, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let _place = self.places.acquire().await.map_err(|_| HttpError::Busy)?;
        let (parts, body) = request.into_parts();
        let mut url = Url::parse(&parts.uri.to_string())
            .map_err(|_| HttpError::UnacceptableUrl { url: String::new(), reason: "it is not an absolute URL" })?;
        for hop in 0..=purpose.redirects() {
            let host = self.check(&url)?;
            let mut sent = reqwest::Request::new(parts.method.clone(), url.clone());
            *sent.headers_mut() = parts.headers.clone();
            if hop > 0 {
                sent.headers_mut().remove(header::AUTHORIZATION);
            }
            sent.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            mark_sensitive(sent.headers_mut());
            *sent.body_mut() = (!body.is_empty()).then(|| body.clone().into());
            authorities_are_read().await;
            let client = self.client(purpose, &host)?;
            let response = client.execute(sent).await.map_err(|error| classify(&host, &error, self.deps.limits))?;
            if !response.status().is_redirection() || purpose == Purpose::Authorization {
                return read(purpose, &host, response, self.deps.limits).await;
            }
            let may_follow = hop < purpose.redirects() && parts.method == Method::GET;
            url = next_hop(&url, response.headers(), may_follow)?;
        }
        Err(HttpError::Redirected { host: host_of(&url), reason: "it redirects too often" })
    }

    fn client(&self, purpose: Purpose, host: &str) -> Result<&reqwest::Client, HttpError> {
        let (clients, grant) = (&self.deps.clients, Grant::of(&self.scope, host));
        match self.own.as_ref().filter(|_| purpose.shows_certificate()) {
            None => clients.under(grant),
            Some(own) => clients.own(own, grant),
        }
        .map_err(|reason| HttpError::Tls { host: host.to_owned(), reason: reason.to_owned() })
    }

    /// Refuses a URL that may not be asked. Returns its host. The address of a name is checked by the resolver, which
    /// is not asked about a literal.
    fn check(&self, url: &Url) -> Result<String, HttpError> {
        let refuse = |reason| HttpError::UnacceptableUrl { url: without_query(url), reason };
        match url.scheme() {
            "https" => {}
            "http" if self.scope.loopback && is_loopback(url) => {}
            _ => return Err(refuse("it must start with https://")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("it must not hold a user name or password"));
        }
        if url.fragment().is_some() {
            return Err(refuse("it must not hold a fragment"));
        }
        let host = host_of(url);
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(refuse("it names no host")),
        };
        let refusal = literal.and_then(|address| self.deps.rules.find_refusal(&host, address, &self.scope));
        refusal.map_or(Ok(host), Err)
    }
}

fn host_of(url: &Url) -> String {
    bare_host(url.host_str().unwrap_or_default()).to_owned()
}

/// Credentials are left out of what libraries may print.
fn mark_sensitive(headers: &mut HeaderMap) {
    if let Some(value) = headers.get_mut(header::AUTHORIZATION) {
        value.set_sensitive(true);
    }
}

fn next_hop(from: &Url, headers: &HeaderMap, may_follow: bool) -> Result<Url, HttpError> {
    let refuse = |reason| HttpError::Redirected { host: host_of(from), reason };
    if !may_follow {
        return Err(refuse("this request is sent to one place only, or it redirects too often"));
    }
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let location = location.ok_or_else(|| refuse("it does not say where to"))?;
    let next = from.join(location).map_err(|_| refuse("it leads to something that is not a URL"))?;
    if next.scheme() == from.scheme() { Ok(next) } else { Err(refuse("it leads to another scheme")) }
}

async fn read(
    purpose: Purpose,
    host: &str,
    mut response: reqwest::Response,
    limits: Limits,
) -> Result<Response<Bytes>, HttpError> {
    let coding = Coding::of(host, response.headers())?;
    let limit = purpose.body_limit();
    let too_large = || HttpError::TooLarge { host: host.to_owned(), limit };
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(host, &error, limits))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let body = coding.decode(host, body.freeze(), limit)?;
    let mut answer = Response::new(body);
    *answer.status_mut() = response.status();
    *answer.headers_mut() = std::mem::take(response.headers_mut());
    Ok(answer)
}
