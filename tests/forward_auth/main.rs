//! Proxies ask whether a request may pass: each answer by itself, and with real proxies as `docs/forward-auth.md` sets
//! them up.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod access_requests;
mod ended;
mod endpoints;
mod front;
mod identity;
mod proxies;
mod rules;
mod session;
mod signed_identity;
mod token_api;
mod tokens;

use http::Method;
use vestibule_core::forward_auth::{Allow, HostRule, PathPrefix, Rule};
use vestibule_server::Settings;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

/// What a browser sends with a click.
const CLICK: (&str, &str) = ("accept", "text/html,*/*;q=0.8");
/// What a script sends.
const SCRIPT: (&str, &str) = ("accept", "application/json");

/// A server behind a trusted proxy on this machine, in front of `app.example.com`.
fn behind_a_proxy() -> Setup {
    Setup {
        allowed_return_origins: vec!["https://app.example.com".to_owned(), "http://app.example.com:8080".to_owned()],
        surface: trust_this_machine,
        ..Setup::default()
    }
}

fn trust_this_machine(settings: &mut Settings) {
    settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
}

fn rule(host: &str, path: &str, allow: Allow) -> Rule {
    Rule {
        host: HostRule::parse(host).unwrap(),
        path_prefix: PathPrefix::parse(path).unwrap(),
        path_case: None,
        methods: Vec::new(),
        networks: Vec::new(),
        allow,
        providers: Vec::new(),
        require_mfa: false,
    }
}

fn groups(names: &[&str]) -> Allow {
    Allow::Listed { groups: names.iter().map(|&name| name.to_owned()).collect(), emails: Vec::new() }
}

/// Asks as a proxy does, with the cookies of `browser`.
async fn verify(browser: &Browser, headers: &[(&str, &str)]) -> Answer {
    browser.send(Method::GET, "/api/auth/verify", headers, None).await
}

/// Asks about `https://HOST` and a path.
async fn verify_at(browser: &Browser, accept: (&str, &str), host: &str, uri: &str) -> Answer {
    let headers = [accept, ("x-forwarded-proto", "https"), ("x-forwarded-host", host), ("x-forwarded-uri", uri)];
    verify(browser, &headers).await
}

/// The headers of an answer but for `Remote-Id`, each exactly once.
fn identity(answer: &Answer) -> [String; 4] {
    assert_eq!(answer.headers.get_all("remote-id").iter().count(), 1, "{answer:?}");
    ["remote-user", "remote-email", "remote-name", "remote-groups"].map(|name| {
        let values: Vec<_> = answer.headers.get_all(name).iter().collect();
        assert_eq!(values.len(), 1, "{name}: {answer:?}");
        values[0].to_str().unwrap().to_owned()
    })
}

/// No header that an application could take for a person.
fn assert_nobody(answer: &Answer, what: &str) {
    assert!(!answer.status.is_success(), "{what}: {answer:?}");
    assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("remote-")), "{what}: {answer:?}");
}

/// A server behind a proxy, and a browser that is signed in as the demonstration person of that name.
async fn signed_in_as(who: &str) -> (ServerFixture, Browser) {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let browser = fixture.browser();
    browser.sign_in_as("op", who).await;
    (fixture, browser)
}
