//! nginx, Caddy and HAProxy, as Debian ships them, with the configuration of `docs/forward-auth.md`.
//!
//! The application behind them answers with the headers that it was given. Traefik and Envoy are not in Debian: what their
//! configurations hand on is compared with an answer.

use std::fmt::Write as _;

use axum::{Router, extract::Request, routing::any};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use tempfile::TempDir;
use tokio::net::TcpListener;
use vestibule_tests::{Browser, Program, ServerFixture, Setup, proxies};

use crate::{CLICK, SCRIPT, behind_a_proxy, groups, rule, signed_identity, tokens, trust_this_machine, verify_at};

const HAPROXY_SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/haproxy/vestibule.lua");

/// A proxy between a server and an application.
struct Front {
    fixture: ServerFixture,
    /// What people type to reach the application.
    application: String,
    client: reqwest::Client,
    /// Ends with the test.
    _proxy: Program,
    _folder: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// Answers with the headers it was given that begin with `remote`, whatever is between the words.
async fn echo_headers() -> String {
    async fn echo(request: Request) -> String {
        let mut lines = format!("path {}\n", request.uri());
        let shown = |name: &str| name.starts_with("remote") || name == "authorization";
        for (name, value) in request.headers().iter().filter(|(name, _)| shown(name.as_str())) {
            let _ = writeln!(lines, "{name}: {}", value.to_str().unwrap());
        }
        lines
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(echo))).await });
    address.to_string()
}

impl Front {
    async fn new(language: &str) -> Self {
        let address = proxies::free_address().await;
        let application = format!("http://app.example.com:{}", address.port());
        let setup = Setup {
            allowed_return_origins: vec![application.clone()],
            surface: |settings| {
                trust_this_machine(settings);
                settings.identity_token = true;
                settings.forward_auth = vec![rule("app.example.com", "/only-admins", groups(&["admins"]))];
            },
            ..Setup::default()
        };
        let (fixture, folder) = (ServerFixture::with(setup).await, tempfile::tempdir().unwrap());
        let upstream = format!("127.0.0.1:{}", fixture.environment.base.port().unwrap());
        let text = proxies::documented("forward-auth.md", language).replace("127.0.0.1:3000", &upstream);
        let text = text.replace("127.0.0.1:8080", &echo_headers().await);
        let proxy = match language {
            "nginx" => proxies::nginx(folder.path(), &format!("server {{\nlisten {address};\n{text}\n}}")).await,
            "haproxy" => {
                let text = text.replace("/etc/haproxy/vestibule.lua", HAPROXY_SCRIPT);
                let text = text.replace("bind :8443", &format!("bind {address}"));
                proxies::haproxy(folder.path(), &text, address).await
            }
            _ => {
                let site = format!("http://app.example.com:{} {{\nbind {}", address.port(), address.ip());
                proxies::caddy(folder.path(), &text.replace("app.example.com {", &site)).await
            }
        };
        let client =
            reqwest::Client::builder().resolve("app.example.com", address).resolve("evil.example", address).no_proxy();
        let client = client.redirect(reqwest::redirect::Policy::none()).tls_certs_only([]).build().unwrap();
        Self { fixture, application, client, _proxy: proxy, _folder: folder }
    }

    /// Asks the application at `host`, with the session cookie of `browser`.
    async fn ask(&self, browser: &Browser, method: Method, url: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.request(method, url);
        let cookies: Vec<String> = browser.cookies("session").iter().map(|(n, v)| format!("{n}={v}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }
}

const PATH: &str = "/reports?year=2026&x=%2F";

/// An unknown client is sent to the login page and a script gets an error; a person passes, under their own name whatever they claim.
async fn guards(front: &Front) {
    let page = format!("{}{PATH}", front.application);
    let nobody = front.fixture.browser();
    let sent = front.ask(&nobody, Method::GET, &page, &[CLICK]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let location = url::Url::parse(sent.headers["location"].to_str().unwrap()).unwrap();
    assert!(
        location.as_str().starts_with(front.fixture.environment.base.join("/login").unwrap().as_str()),
        "{location}"
    );
    assert_eq!(location.query_pairs().next().unwrap().1, page, "{location}");
    for (method, header) in [(Method::GET, SCRIPT), (Method::POST, CLICK)] {
        let reported = front.ask(&nobody, method, &page, &[header]).await;
        assert_eq!(reported.status, StatusCode::UNAUTHORIZED, "{}", reported.body);
    }

    let noor = front.fixture.browser();
    noor.sign_in_as("op", "noor").await;
    let lies = [
        CLICK,
        ("remote-user", "root"),
        ("remote-id", "0"),
        ("Remote-Email", "root@example.com"),
        ("remote-groups", "admins"),
        ("remote_user", "root"),
        ("remote_groups", "admins"),
        ("x-forwarded-host", "evil.com"),
        ("x-forwarded-uri", "/public"),
        ("remote-identity", "a.b.c"),
        ("remote_identity", "a.b.c"),
        ("authorization", "Bearer of-the-application"),
    ];
    let passed = front.ask(&noor, Method::GET, &page, &lies).await;
    assert_eq!(passed.status, StatusCode::OK, "{}", passed.body);
    let (identity, lines): (Vec<&str>, Vec<&str>) = passed
        .body
        .lines()
        .filter(|line| !line.ends_with(": "))
        .partition(|line| line.starts_with("remote-identity: "));
    let [identity] = identity[..] else { panic!("one token: {}", passed.body) };
    let identity = identity.trim_start_matches("remote-identity: ").to_owned();
    let id = noor.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let (path, id) = (format!("path {PATH}"), format!("remote-id: {id}"));
    let wanted = [&*path, &id, "remote-user: noor", "remote-name: Noor al-Haddad", "remote-groups: guests"];
    assert_eq!(lines.len(), wanted.len(), "{}", passed.body);
    for line in wanted {
        assert!(lines.contains(&line), "{line}: {}", passed.body);
    }
    verifies(front, &noor, &identity).await;
    assert_eq!(front.ask(&noor, Method::POST, &page, &[SCRIPT]).await.status, StatusCode::OK);
    lets_a_program_in(front, &noor).await;

    let closed = format!("{}/only-admins", front.application);
    let refused = front.ask(&noor, Method::GET, &closed, &[CLICK]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let base = front.fixture.environment.base.as_str();
    for part in ["have access to app.example.com", "Noor al-Haddad", "admins", "Use another account", "<style>", base] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    assert!(!refused.body.contains("=\"/") && !refused.body.contains("path /"), "it needs nothing from that host");

    noor.post_form("/api/auth/logout", &[]).await;
    assert_eq!(front.ask(&noor, Method::GET, &page, &[SCRIPT]).await.status, StatusCode::UNAUTHORIZED);
}

/// FA-20: an application that verifies the token knows who it is, and does not believe a name that came past the proxy.
async fn verifies(front: &Front, noor: &Browser, identity: &str) {
    let application = signed_identity::application_at(&front.fixture, &front.application).await;
    let headers = |lines: &[(&'static str, &str)]| {
        let header = |(name, value): &(&'static str, &str)| (HeaderName::from_static(name), value.parse().unwrap());
        lines.iter().map(header).collect::<HeaderMap>()
    };
    let user = application.find_user(&headers(&[("remote-identity", identity), ("remote-user", "root")])).unwrap();
    assert_eq!(user["sub"], noor.get_json("/api/auth/session").await.json()["user"]["id"]);
    assert_eq!(user["preferred_username"], "noor");
    for forged in [&[("remote-user", "root")][..], &[("remote-user", "root"), ("remote-identity", "a.b.c")]] {
        assert_eq!(application.find_user(&headers(forged)), None, "{forged:?}");
    }
}

/// FA-30: a script with a token passes, and the application does not see the token.
async fn lets_a_program_in(front: &Front, noor: &Browser) {
    let token = tokens::make(noor, "app.example.com").await;
    let (program, page) = (front.fixture.browser(), format!("{}/feed", front.application));
    for authorization in [tokens::bearer(&token), tokens::basic("noor", &token)] {
        let header = [SCRIPT, ("authorization", &*authorization)];
        let passed = front.ask(&program, Method::GET, &page, &header).await;
        assert_eq!(passed.status, StatusCode::OK, "{}", passed.body);
        assert!(passed.body.contains("remote-user: noor"), "{}", passed.body);
        assert!(!passed.body.contains("authorization"), "{}", passed.body);
        let evil = page.replace("app.example.com", "evil.example");
        let refused = front.ask(&program, Method::GET, &evil, &header).await;
        assert!(!refused.body.contains("path /"), "the application was asked: {}", refused.body);
    }
}

/// Every header of an answer is handed on, by the configurations of proxies that are not here, too.
#[tokio::test]
async fn every_documented_proxy_hands_on_every_header() {
    let setup = Setup {
        surface: |settings| {
            trust_this_machine(settings);
            settings.identity_token = true;
        },
        ..behind_a_proxy()
    };
    let fixture = ServerFixture::with(setup).await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    let answer = verify_at(&amara, SCRIPT, "app.example.com", "/").await;
    let names: Vec<_> = answer.headers.keys().filter(|name| name.as_str().starts_with("remote-")).collect();
    assert_eq!(names.len(), 6);
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/forward-auth.md")).unwrap();
    let section = |title: &str| {
        let text = page.split(&format!("\n## {title}\n")).nth(1).unwrap();
        text.split("\n## ").next().unwrap().to_ascii_lowercase()
    };
    for name in names {
        for proxy in ["nginx", "Caddy", "Traefik", "ingress-nginx"] {
            assert!(section(proxy).contains(name.as_str()), "{proxy}: {name}");
        }
    }
    assert!(section("Envoy").contains("allowed_upstream_headers:\n      patterns: [{ prefix: remote- }]"));
    assert!(section("Traefik").contains("          - authorization\n"), "never in an answer, so it is dropped");
    assert_eq!(answer.header("authorization"), None);
}

/// Somebody else's host, by a person who may not come back there.
async fn refuses_a_unknown_client(front: &Front) {
    let nobody = front.fixture.browser();
    let page = front.application.replace("app.example.com", "evil.example");
    let answer = front.ask(&nobody, Method::GET, &page, &[CLICK]).await;
    assert!(answer.headers.get("location").is_none(), "{}", answer.body);
    assert!(!answer.body.contains("path /"), "the application was asked: {}", answer.body);
}

#[tokio::test]
async fn nginx_asks_first() {
    let front = Front::new("nginx").await;
    guards(&front).await;
    refuses_a_unknown_client(&front).await;
}

#[tokio::test]
async fn caddy_asks_first() {
    let front = Front::new("caddyfile").await;
    guards(&front).await;
    refuses_a_unknown_client(&front).await;
}

#[tokio::test]
async fn haproxy_asks_first() {
    let front = Front::new("haproxy").await;
    guards(&front).await;
    refuses_a_unknown_client(&front).await;
}

/// FA-08: where Vestibule does not answer, nobody is let in.
#[tokio::test]
async fn haproxy_without_an_answer_lets_nobody_in() {
    let (address, nobody) = (proxies::free_address().await, proxies::free_address().await);
    let folder = tempfile::tempdir().unwrap();
    let text = proxies::documented("forward-auth.md", "haproxy").replace("127.0.0.1:3000", &nobody.to_string());
    let text = text.replace("/etc/haproxy/vestibule.lua", HAPROXY_SCRIPT);
    let text = text.replace("127.0.0.1:8080", &echo_headers().await).replace("bind :8443", &format!("bind {address}"));
    let _proxy = proxies::haproxy(folder.path(), &text, address).await;
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let answer = client.get(format!("http://{address}/")).header("remote-user", "root").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.text().await.unwrap().contains("path /"), "the application was asked");
}
