//! A proxy in front of an application, set up as `docs/forward-auth.md` says.

use std::{
    fmt::Write as _,
    net::{IpAddr, Ipv4Addr},
};

use axum::{Router, body::Bytes, extract::DefaultBodyLimit, routing::any};
use http::{HeaderMap, Method, StatusCode, Uri};
use tempfile::TempDir;
use tokio::net::TcpListener;
use vestibule_core::forward_auth::{Allow, Rule};
use vestibule_tests::{Browser, Program, ServerFixture, Setup, proxies};

use crate::{groups, rule, trust_this_machine};

const PAGE: &str = "forward-auth.md";
const HAPROXY_SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/haproxy/vestibule.lua");

/// Where some visitors come from: another loopback address than that of all others.
const NEAR: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 88, 0, 1));

/// The proxies that the page has a whole configuration for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proxy {
    Nginx,
    Caddy,
    Traefik,
    /// With `trustForwardHeader: true`, as examples elsewhere have it.
    TraefikTrusting,
    Haproxy,
    Envoy,
}

/// A proxy between a server and an application.
pub(crate) struct Front {
    pub(crate) fixture: ServerFixture,
    /// What people type to reach the application.
    pub(crate) application: String,
    /// Visitors from this machine, and from [`NEAR`].
    clients: [reqwest::Client; 2],
    /// Ends with the test.
    _proxy: Program,
    _folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// What tells bodies of one length apart.
pub(crate) fn checksum(body: &[u8]) -> u64 {
    body.iter().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()))
}

/// Answers with what it was given: path, method, length of the body, and the headers that begin with `remote`, whatever is
/// between the words. With the status that the path asks for: `/status/403`.
pub(crate) async fn echo() -> String {
    async fn answer(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
        let mut lines = format!("path {uri}\n");
        if !body.is_empty() {
            let _ = writeln!(lines, "{method} {} bytes, {:x}", body.len(), checksum(&body));
        }
        let shown = |name: &str| name.starts_with("remote") || name == "authorization";
        for (name, value) in headers.iter().filter(|(name, _)| shown(name.as_str())) {
            let _ = writeln!(lines, "{name}: {}", value.to_str().unwrap());
        }
        let asked = uri.path().strip_prefix("/status/").and_then(|status| status.parse().ok());
        (asked.unwrap_or(StatusCode::OK), lines)
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let application = Router::new().fallback(any(answer)).layer(DefaultBodyLimit::disable());
    tokio::spawn(async move { axum::serve(listener, application).await });
    address.to_string()
}

impl Proxy {
    /// Starts it at that address, in front of the application, with Vestibule at `vestibule`.
    pub(crate) async fn start(
        self,
        folder: &TempDir,
        address: std::net::SocketAddr,
        (vestibule, application): (&str, &str),
    ) -> Program {
        let (heading, language) = match self {
            Self::Nginx => ("nginx", "nginx"),
            Self::Caddy => ("Caddy", "caddyfile"),
            Self::Traefik | Self::TraefikTrusting => ("Traefik", "yaml"),
            Self::Haproxy => ("HAProxy", "haproxy"),
            Self::Envoy => ("Envoy", "yaml"),
        };
        // As each of them writes an address.
        let written = |address: &str| match (self, address.split_once(':')) {
            (Self::Envoy, Some((host, port))) => format!("address: {host}, port_value: {port} "),
            _ => address.to_owned(),
        };
        let text = proxies::documented_under(PAGE, heading, language);
        let text = text.replace(&written("127.0.0.1:3000"), &written(vestibule));
        let text = text.replace(&written("127.0.0.1:8080"), &written(application));
        let folder = folder.path();
        match self {
            Self::Nginx => proxies::nginx(folder, &format!("server {{\nlisten {address};\n{text}\n}}")).await,
            Self::Caddy => {
                let site = format!("http://app.example.com:{} {{\nbind {}", address.port(), address.ip());
                proxies::caddy(folder, &text.replace("app.example.com {", &site)).await
            }
            Self::Traefik => proxies::traefik(folder, &text, address, "app.example.com").await,
            Self::TraefikTrusting => {
                let trusting = text.replace("forwardAuth:\n", "forwardAuth:\n        trustForwardHeader: true\n");
                assert_ne!(trusting, text);
                proxies::traefik(folder, &trusting, address, "app.example.com").await
            }
            Self::Haproxy => {
                let text = text.replace("/etc/haproxy/vestibule.lua", HAPROXY_SCRIPT);
                proxies::haproxy(folder, &text.replace("bind :8443", &format!("bind {address}")), address).await
            }
            Self::Envoy => {
                let listen = written(&address.to_string());
                proxies::envoy(folder, &text.replace(&written("0.0.0.0:8443"), &listen)).await
            }
        }
    }
}

impl Front {
    pub(crate) async fn new(kind: Proxy) -> Self {
        let address = proxies::free_address().await;
        let application = format!("http://app.example.com:{}", address.port());
        let near = Rule {
            networks: vec!["127.88.0.0/16".parse().unwrap()],
            ..rule("app.example.com", "/near", Allow::Anyone)
        };
        let setup = Setup {
            allowed_return_origins: vec![application.clone()],
            surface: |settings| {
                trust_this_machine(settings);
                settings.identity_token = true;
            },
            rules: vec![
                rule("app.example.com", "/only-admins", groups(&["admins"])),
                rule("app.example.com", "/public", Allow::Anyone),
                near,
            ],
            ..Setup::default()
        };
        let (fixture, folder) = (ServerFixture::with(setup).await, tempfile::tempdir().unwrap());
        let vestibule = format!("127.0.0.1:{}", fixture.environment.base.port().unwrap());
        let proxy = kind.start(&folder, address, (&vestibule, &echo().await)).await;
        let client = |from: Option<IpAddr>| {
            let client = reqwest::Client::builder().resolve("app.example.com", address);
            let client = client.resolve("evil.example", address).local_address(from).no_proxy();
            client.redirect(reqwest::redirect::Policy::none()).tls_certs_only([]).build().unwrap()
        };
        Self { fixture, application, clients: [client(None), client(Some(NEAR))], _proxy: proxy, _folder: folder }
    }

    /// Asks the application, with the session cookie of `browser`.
    pub(crate) async fn ask(&self, browser: &Browser, method: Method, url: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(browser, method, url, headers, String::new()).await
    }

    /// The same with a body.
    pub(crate) async fn send(
        &self,
        browser: &Browser,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = self.clients[0].request(method, url);
        let cookies: Vec<String> = browser.cookies("session").iter().map(|(n, v)| format!("{n}={v}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.body(body);
        }
        read(request).await
    }

    /// Asks as nobody, from [`NEAR`].
    pub(crate) async fn ask_from_near(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.clients[1].get(url);
        read(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }
}

async fn read(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}
