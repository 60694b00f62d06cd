//! nginx and Caddy, as Debian ships them, with the configuration of `docs/forward-auth.md`.
//!
//! The application behind them answers with the headers that it was given.

use std::fmt::Write as _;

use axum::{Router, extract::Request, routing::any};
use http::{HeaderMap, Method, StatusCode};
use tempfile::TempDir;
use tokio::net::TcpListener;
use vestibule_tests::{Browser, Program, ServerFixture, Setup, proxies};

use crate::{CLICK, SCRIPT, groups, rule, trust_this_machine};

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
        for (name, value) in request.headers().iter().filter(|(name, _)| name.as_str().starts_with("remote")) {
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
    ];
    let passed = front.ask(&noor, Method::GET, &page, &lies).await;
    assert_eq!(passed.status, StatusCode::OK, "{}", passed.body);
    let lines: Vec<&str> = passed.body.lines().filter(|line| !line.ends_with(": ")).collect();
    let id = noor.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let (path, id) = (format!("path {PATH}"), format!("remote-id: {id}"));
    let wanted = [&*path, &id, "remote-user: noor", "remote-name: Noor al-Haddad", "remote-groups: guests"];
    assert_eq!(lines.len(), wanted.len(), "{}", passed.body);
    for line in wanted {
        assert!(lines.contains(&line), "{line}: {}", passed.body);
    }
    assert_eq!(front.ask(&noor, Method::POST, &page, &[SCRIPT]).await.status, StatusCode::OK);

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
