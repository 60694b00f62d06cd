//! nginx, Caddy, Traefik, HAProxy and Envoy, with the configuration of `docs/forward-auth.md`.
//!
//! The application behind them answers with what it was given.

use http::{HeaderMap, HeaderName, Method, StatusCode};
use vestibule_tests::{Browser, ServerFixture, Setup, proxies};

use crate::{
    CLICK, SCRIPT, behind_a_proxy,
    front::{Front, Proxy, checksum, echo},
    signed_identity, tokens, trust_this_machine, verify_at,
};

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

/// A body arrives whole, with any method, and what the application answers is not taken for an answer of ours.
async fn passes_everything_on(front: &Front) {
    let noor = front.fixture.browser();
    noor.sign_in_as("op", "noor").await;
    let page = format!("{}/upload", front.application);
    // More than any of them keeps in memory by itself.
    let body = "0123456789abcdef".repeat(20_000);
    for method in [Method::POST, Method::PUT, Method::from_bytes(b"PROPFIND").unwrap()] {
        let passed = front.send(&noor, method.clone(), &page, &[SCRIPT], body.clone()).await;
        assert_eq!(passed.status, StatusCode::OK, "{method}: {}", passed.body);
        let line = format!("{method} {} bytes, {:x}", body.len(), checksum(body.as_bytes()));
        assert!(passed.body.contains(&line), "{line}: {}", passed.body);
    }
    let nobody = front.fixture.browser();
    let refused = front.send(&nobody, Method::POST, &page, &[SCRIPT], body).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{}", refused.body);
    assert!(!refused.body.contains("path /"), "the application was asked: {}", refused.body);
    for status in [400, 401, 403, 404, 500] {
        let page = format!("{}/status/{status}", front.application);
        let answer = front.ask(&noor, Method::GET, &page, &[CLICK]).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        assert!(answer.body.starts_with("path /status/"), "the application's own: {}", answer.body);
    }
    // No rule can be found for a path that may be read in two ways.
    let unclear = format!("{}/only-admins;x", front.application);
    let refused = front.ask(&noor, Method::GET, &unclear, &[SCRIPT]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert!(refused.body.contains("invalid_request"), "{}", refused.body);
}

/// Where anyone is let in, a name that a visitor sends is still not believed; and rules about networks go by the visitor's
/// address, whatever they say of it.
async fn believes_no_visitor(front: &Front) {
    let nobody = front.fixture.browser();
    let lies = [SCRIPT, ("remote-user", "root"), ("remote_user", "root"), ("remote-identity", "a.b.c")];
    let public = format!("{}/public", front.application);
    let passed = front.ask(&nobody, Method::GET, &public, &lies).await;
    assert_eq!(passed.status, StatusCode::OK, "{}", passed.body);
    let named = passed.body.lines().find(|line| line.starts_with("remote") && !line.ends_with(": "));
    assert_eq!(named, None, "{}", passed.body);

    let near = format!("{}/near", front.application);
    let lie = [SCRIPT, ("x-forwarded-for", "127.88.0.1"), ("x-real-ip", "127.88.0.1"), ("forwarded", "for=127.88.0.1")];
    let far = front.ask(&nobody, Method::GET, &near, &lie).await;
    assert_eq!(far.status, StatusCode::UNAUTHORIZED, "{}", far.body);
    let there = front.ask_from_near(&near, &[SCRIPT, ("x-forwarded-for", "192.0.2.7")]).await;
    assert_eq!(there.status, StatusCode::OK, "{}", there.body);
}

/// PX-05: the rules are asked about the request itself. What a visitor says of its host, path, method, scheme or address lets
/// nobody in, and neither closes nor opens another place.
async fn asks_about_the_request_itself(front: &Front) {
    let (nobody, noor) = (front.fixture.browser(), front.fixture.browser());
    noor.sign_in_as("op", "noor").await;
    let [closed, public] = ["only-admins", "public"].map(|path| format!("{}/{path}", front.application));
    // Of another host, every rule here would be one about somebody else's application.
    let forged = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-uri", "/public"),
        ("x-forwarded-method", "OPTIONS"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "127.88.0.1"),
        ("x-forwarded-prefix", "/public"),
        ("x-original-url", "http://app.example.com/public"),
        ("x-original-uri", "/public"),
        ("x-rewrite-url", "/public"),
        ("forwarded", "for=127.88.0.1;host=evil.example;proto=https"),
    ];
    let one_by_one = forged.iter().map(|header| vec![SCRIPT, *header]);
    for headers in one_by_one.chain([[&[SCRIPT], &forged[..]].concat()]) {
        let refused = front.ask(&noor, Method::GET, &closed, &headers).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{headers:?}: {}", refused.body);
        assert!(!refused.body.contains("path /"), "{headers:?}: the application was asked: {}", refused.body);
        let unknown = front.ask(&nobody, Method::GET, &closed, &headers).await;
        assert!(matches!(unknown.status.as_u16(), 401 | 403), "{headers:?}: {} {}", unknown.status, unknown.body);
        assert!(!unknown.body.contains("path /"), "{headers:?}: the application was asked: {}", unknown.body);
    }
    let other = [SCRIPT, ("x-forwarded-uri", "/only-admins"), ("x-original-url", "http://app.example.com/only-admins")];
    let passed = front.ask(&nobody, Method::GET, &public, &other).await;
    assert_eq!(passed.status, StatusCode::OK, "{}", passed.body);
    // A form is sent to no login page, whatever it says of its method.
    let lie = [CLICK, ("x-forwarded-method", "GET")];
    let posted = front.ask(&nobody, Method::POST, &closed, &lie).await;
    assert_eq!(posted.status, StatusCode::UNAUTHORIZED, "{}", posted.body);
}

/// Every header of an answer is handed on, by the configuration of the proxy that is not here, too.
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
    assert_eq!(answer.header("authorization"), None, "so Traefik drops that of the request");
}

/// Somebody else's host, by a person who may not come back there.
async fn refuses_a_unknown_client(front: &Front) {
    let nobody = front.fixture.browser();
    let page = front.application.replace("app.example.com", "evil.example");
    let answer = front.ask(&nobody, Method::GET, &page, &[CLICK]).await;
    assert!(answer.headers.get("location").is_none(), "{}", answer.body);
    assert!(!answer.body.contains("path /"), "the application was asked: {}", answer.body);
}

async fn everything(proxy: Proxy) {
    let front = Front::new(proxy).await;
    guards(&front).await;
    passes_everything_on(&front).await;
    believes_no_visitor(&front).await;
    asks_about_the_request_itself(&front).await;
    refuses_a_unknown_client(&front).await;
}

#[tokio::test]
async fn nginx_asks_first() {
    everything(Proxy::Nginx).await;
}

#[tokio::test]
async fn caddy_asks_first() {
    everything(Proxy::Caddy).await;
}

#[tokio::test]
async fn traefik_asks_first() {
    everything(Proxy::Traefik).await;
}

/// PX-05: a setting that people copy from elsewhere.
#[tokio::test]
async fn traefik_that_trusts_forwarded_headers_asks_first() {
    everything(Proxy::TraefikTrusting).await;
}

#[tokio::test]
async fn haproxy_asks_first() {
    everything(Proxy::Haproxy).await;
}

#[tokio::test]
async fn envoy_asks_first() {
    everything(Proxy::Envoy).await;
}

/// FA-08: where Vestibule does not answer, nobody is let in.
#[tokio::test]
async fn without_an_answer_nobody_is_let_in() {
    for proxy in [Proxy::Nginx, Proxy::Caddy, Proxy::Traefik, Proxy::Haproxy, Proxy::Envoy] {
        let (address, nobody) = (proxies::free_address().await, proxies::free_address().await);
        let folder = tempfile::tempdir().unwrap();
        let _proxy = proxy.start(&folder, address, (&nobody.to_string(), &echo().await)).await;
        let client = reqwest::Client::builder().resolve("app.example.com", address);
        let client = client.no_proxy().tls_certs_only([]).build().unwrap();
        let url = format!("http://app.example.com:{}/", address.port());
        let answer = client.get(url).header("remote-user", "root").send().await.unwrap();
        assert!(answer.status().is_server_error(), "{proxy:?}: {}", answer.status());
        assert!(!answer.text().await.unwrap().contains("path /"), "{proxy:?}: the application was asked");
    }
}
