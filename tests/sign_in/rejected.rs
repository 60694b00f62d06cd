//! Callbacks that belong to no flow of this browser: a page with 400, no redirect, nothing sent upstream, nothing
//! written.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::json;
use url::Url;
use vestibule_demo_idp::Endpoint;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

/// The standing rule for everything in this file.
async fn assert_rejected(fixture: &ServerFixture, browser: &Browser, answer: &Answer, code: &str, name: &str) {
    assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, code), "{name}: {}", answer.body);
    assert!(answer.location().is_none(), "{name}: no redirect");
    assert!(answer.set_cookies().iter().all(|line| !line.contains("session")), "{name}: no session");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 0, "{name}: nothing upstream");
    assert!(fixture.audit().await.is_empty(), "{name}: nothing written");
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "{name}");
}

fn with(url: &Url, change: impl Fn(&mut Vec<(String, String)>)) -> Url {
    let mut pairs: Vec<_> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    change(&mut pairs);
    let mut changed = url.clone();
    changed.query_pairs_mut().clear().extend_pairs(pairs);
    changed
}

/// ST-01: a callback that another browser started is not ours, and stays usable there.
#[tokio::test]
async fn another_browsers_callback() {
    let fixture = ServerFixture::new().await;
    let (attacker, victim) = (fixture.browser(), fixture.browser());
    let callback = attacker.callback_of("op").await;
    let answer = victim.get(callback.as_str()).await;
    assert_rejected(&fixture, &victim, &answer, "invalid_state", "ST-01").await;
    assert_eq!(attacker.get(callback).await.header("location"), Some("/"));
}

/// ST-02, CB-02: a state that is not exactly this flow's, and parameters that stand twice.
#[tokio::test]
async fn a_wrong_state() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let set = |name: &'static str, value: &'static str| {
        with(&callback, move |pairs| pairs.iter_mut().filter(|(k, _)| k == name).for_each(|(_, v)| value.clone_into(v)))
    };
    let twice = |name: &'static str| {
        with(&callback, move |pairs| {
            let again = pairs.iter().find(|(key, _)| key == name).cloned();
            pairs.extend(again);
        })
    };
    for (name, url, code) in [
        ("missing", with(&callback, |pairs| pairs.retain(|(key, _)| key != "state")), "invalid_state"),
        ("empty", set("state", ""), "invalid_state"),
        ("another", set("state", "AAAAAAAAAAAAAAAAAAAAAA"), "invalid_state"),
        (
            "one more character",
            with(&callback, |pairs| pairs.iter_mut().filter(|(k, _)| k == "state").for_each(|(_, v)| v.push('A'))),
            "invalid_state",
        ),
        ("state twice", twice("state"), "invalid_request"),
        ("code twice", twice("code"), "invalid_request"),
        ("iss twice", twice("iss"), "invalid_request"),
    ] {
        let answer = browser.get(url).await;
        assert_rejected(&fixture, &browser, &answer, code, name).await;
    }
    assert_eq!(browser.get(callback).await.header("location"), Some("/"), "the flow is still there");
}

/// ST-03: the same callback again.
#[tokio::test]
async fn a_used_callback() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let flow = browser.cookies("flow").remove(0);
    browser.get(callback.as_str()).await;
    let again = browser.get(callback.as_str()).await;
    assert_eq!((again.status, &*again.code()), (StatusCode::BAD_REQUEST, "invalid_state"));
    // Even with the cookie that a thief has kept.
    browser.plant(&flow.0, &flow.1);
    let again = browser.get(callback).await;
    assert_eq!((again.status, &*again.code()), (StatusCode::BAD_REQUEST, "invalid_state"));
    assert!(again.body.contains("Try again"), "the page leads on");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 1);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK, "the first one's session stays");
}

/// ST-09, MX-06: one provider's flow at another provider's callback.
#[tokio::test]
async fn another_providers_callback() {
    let fixture = ServerFixture::with(Setup { more: vec![("other", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    let mut callback = browser.callback_of("op").await;
    callback.set_path("/api/auth/providers/other/callback");
    let answer = browser.get(callback).await;
    assert_rejected(&fixture, &browser, &answer, "provider_mismatch", "ST-09").await;
}

/// Ten minutes, not eleven; and the person learns that, not that nothing was started.
#[tokio::test]
async fn an_expired_flow() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let in_time = browser.callback_of("op").await;
    let late = browser.callback_of("op").await;
    fixture.clock.advance(Duration::minutes(10));
    assert_eq!(browser.get(in_time).await.header("location"), Some("/"));
    fixture.clock.advance(Duration::seconds(1));
    let answer = browser.get(late).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "state_expired"));
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 1);
}

/// CK-06, CK-07: flow cookies that were altered, or are another kind of cookie.
#[tokio::test]
async fn an_altered_flow_cookie() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let (name, value) = browser.cookies("flow").remove(0);
    let long = "A".repeat(8_000);
    for (case, altered) in [
        ("one character", format!("{}{}", if value.starts_with('A') { 'B' } else { 'A' }, &value[1..])),
        ("cut", value[..value.len() - 1].to_owned()),
        ("longer", format!("{value}A")),
        ("padded", format!("{value}=")),
        ("empty", String::new()),
        ("long", long),
        ("quoted", format!("\"{value}\"")),
    ] {
        browser.plant(&name, &altered);
        let answer = browser.get(callback.as_str()).await;
        assert_rejected(&fixture, &browser, &answer, "invalid_state", case).await;
    }
    let flow_as_session = fixture.browser();
    flow_as_session.plant("vestibule_session", &value);
    assert_eq!(flow_as_session.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);

    let somebody = fixture.browser();
    somebody.plant(&name, &value);
    assert_eq!(
        somebody.get(callback.as_str()).await.header("location"),
        Some("/"),
        "the control: unaltered, it is good"
    );
    let (_, session) = somebody.cookies("session").remove(0);
    let begun = browser.get("/api/auth/providers/op/authorize").await;
    let callback = browser.through_the_provider(&begun).await;
    for (name, _) in browser.cookies("flow") {
        browser.plant(&name, &session);
    }
    let tokens = fixture.op.requests().count(Endpoint::Token);
    let answer = browser.get(callback).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "invalid_state"), "a session as a flow");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), tokens);
}

/// No such provider, a disabled one, and paths that are nearly right: one answer.
#[tokio::test]
async fn paths_of_nobody() {
    let fixture =
        ServerFixture::with(Setup { more: vec![("off", json!({ "enabled": false }))], ..Setup::default() }).await;
    let browser = fixture.browser();
    for path in [
        "/api/auth/providers/nobody/authorize",
        "/api/auth/providers/off/authorize",
        "/api/auth/providers/nobody/callback?code=c&state=s",
        "/api/auth/providers/off/callback?code=c&state=s",
        "/api/auth/providers/OP/authorize",
    ] {
        for answer in [browser.get(path).await, browser.get_json(path).await] {
            assert_eq!((answer.status, &*answer.code()), (StatusCode::NOT_FOUND, "unknown_provider"), "{path}");
        }
    }
    for path in ["/nothing", "/api/auth/providers/op/callback/", "/api/auth/providers/op/nothing"] {
        let answer = browser.get_json(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let put = browser.send(Method::PUT, "/api/auth/providers/op/callback", &[], None).await;
    assert_eq!(
        (put.status, put.header("allow"), &*put.code()),
        (StatusCode::METHOD_NOT_ALLOWED, Some("GET, POST"), "method_not_allowed")
    );
    let put = browser.send(Method::PUT, "/api/auth/session", &[], None).await;
    assert_eq!((put.status, put.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("GET,HEAD")));
}

/// CB-11, CB-12: an answer by POST comes without cookies first, and once more from our own page.
#[tokio::test]
async fn an_answer_by_post() {
    let setup = Setup { settings: json!({ "authorize_params": { "response_mode": "form_post" } }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/op/authorize").await;
    assert_eq!(begun.sent_on("response_mode").as_deref(), Some("form_post"));
    let page = browser.get(begun.location().unwrap()).await;
    let fields = hidden_fields(&page.body);
    let pairs: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let callback = "/api/auth/providers/op/callback";

    let first = browser.post_form_cross_site(callback, &pairs).await;
    assert_eq!((first.status, first.set_cookies().len()), (StatusCode::OK, 0));
    let again = hidden_fields(&first.body);
    assert!(again.iter().any(|(name, _)| name == "vestibule_reposted"), "{}", first.body);
    let pairs: Vec<_> = again.iter().map(|(name, value)| (&**name, &**value)).collect();

    let anonymous = fixture.browser();
    let without = anonymous.post_form(callback, &pairs).await;
    assert_rejected(&fixture, &anonymous, &without, "invalid_state", "re-posted without cookies").await;
    let both = browser.post_form(format!("{callback}?state=x"), &pairs).await;
    assert_rejected(&fixture, &browser, &both, "invalid_request", "in both places").await;

    let landed = browser.post_form(callback, &pairs).await;
    assert_eq!((landed.status, landed.header("location")), (StatusCode::SEE_OTHER, Some("/")));
}

fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!("{name}=\""))?.1;
        Some(rest.split_once('"')?.0.replace("&amp;", "&").replace("&#38;", "&"))
    };
    let tags = page.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}
