//! Plugins that break their word while people sign in: what it costs that sign-in, and that it costs nobody else's.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::response::{IntoResponse, Json};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use http::StatusCode;
use serde_json::json;
use vestibule_core::{clock::FixedClock, random::OsRandom};
use vestibule_demo_idp::{DemoIdp, Options};
use vestibule_plugin_host::Limits;
use vestibule_store::{AuditFilter, Link};
use vestibule_tests::{Log, provider, provider_with};

use crate::{
    server::{NOW, PluginServer, compile, fixture, library, pin, wide_limits},
    upstream::{Upstream, back},
};

const GONE: &str = "out of service until another version is pinned";
/// How long a plugin may take, at least: enough for two sign-ins while others wait, on a machine that does nothing else.
const DEADLINE: Duration = Duration::from_secs(6);

/// The same on this machine, by how long it takes for one sign-in while nobody waits.
async fn deadline() -> Duration {
    let server = server("good").await;
    let began = Instant::now();
    server.sign_in(&server.browser(), "good").await;
    DEADLINE.max(began.elapsed() * 20)
}

/// An OpenID provider of the same time as the server.
fn options() -> Options {
    Options::new(Arc::new(FixedClock::at(NOW * 1_000)), Arc::new(OsRandom))
}

/// An upstream for the fixtures: whoever comes is sent back, and is `7`.
async fn upstream() -> Upstream {
    Upstream::start(|asked| match asked.path.as_str() {
        "/enter" => back(&asked.query["back"], &[("who", "7"), ("code", "canary-code")]),
        _ => Json("7").into_response(),
    })
    .await
}

/// A server whose provider `good` is of the plugin in Rust, and `odd` of the same plugin, misbehaving.
async fn server(mode: &str) -> PluginServer {
    let base = upstream().await.base;
    let providers = vec![fixture("good", "good", &base), fixture("odd", mode, &base)];
    let server = PluginServer::open(vec![pin("fixture", &library("fixture"))], providers).await;
    server.until("odd", |slot| slot.ready().is_some()).await;
    server.until("good", |slot| slot.ready().is_some()).await;
    server
}

async fn links(server: &PluginServer, user: &serde_json::Value) -> Vec<Link> {
    server.server.application.store.list_links(user["id"].as_str().unwrap().parse().unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_plugin_signs_people_in() {
    let server = server("good").await;
    let browser = server.browser();
    let answer = server.sign_in(&browser, "good").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some("/")), "{}", answer.body);
    let person = server.person(&browser).await;
    assert_eq!(person["name"], "Ada");
    let again = server.browser();
    server.sign_in(&again, "good").await;
    assert_eq!(server.person(&again).await["id"], person["id"], "the same subject is the same person");
}

/// PL-09: the issuer is the host's to say, and a claim gives no rights.
#[tokio::test]
async fn a_plugin_speaks_for_its_own_provider_only() {
    let server = server("greedy").await;
    let browser = server.browser();
    server.sign_in(&browser, "odd").await;
    let person = server.person(&browser).await;
    assert_eq!((&person["name"], &person["is_admin"]), (&json!("Greedy"), &json!(false)), "{person}");
    let links = links(&server, &person).await;
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].issuer.as_str(), links[0].subject.as_str()), ("plugin:fixture", "7"));
    assert_eq!(links[0].provider.as_str(), "odd");
    let other = server.browser();
    server.sign_in(&other, "good").await;
    assert_ne!(
        server.person(&other).await["id"],
        person["id"],
        "the same subject at another provider is somebody else"
    );
}

/// What the contract forbids ends that sign-in; the plugin stays, because the next person may not make it do so.
#[tokio::test]
async fn a_breach_ends_that_sign_in_alone() {
    for (mode, detail) in [
        ("identity at once", "returns an identity before"),
        ("another host", "evil.example (port 443) is none of the hosts"),
        ("another state", "does not carry the flow's state"),
        ("much to save", "saves 2000 bytes"),
        ("fetch elsewhere", "evil.example (port 443) is none of the hosts"),
        ("fetch too much at once", "asks for 9 requests"),
        ("a header of ours", "the header cookie is not for plugins"),
        ("redirect twice", "redirects after the callback"),
        ("no subject", "nothing that can be a subject"),
        ("many claims", "makes 1000 claims"),
    ] {
        let server = server(mode).await;
        let answer = server.sign_in(&server.browser(), "odd").await;
        let code = if mode == "no subject" { "subject_missing" } else { "provider_misconfigured" };
        assert_eq!(answer.code(), code, "{mode}: {}", answer.body);
        let host = server.environment.plugins.as_ref().unwrap().0.clone();
        let refused = crate::call::ask(&host, mode, "http://localhost:1").await;
        let filter = AuditFilter { limit: 9, ..AuditFilter::default() };
        let events = server.server.application.store.list_audit(&filter).await.unwrap();
        // What fails at the callback is an event; what fails before is reported to whoever asked.
        let said = format!("{:?} {events:?}", refused.err().map(|error| error.detail));
        assert!(said.contains(detail), "{mode}: {said}");
        let browser = server.browser();
        server.sign_in(&browser, "good").await;
        assert_eq!(server.person(&browser).await["name"], "Ada", "{mode}");
    }
}

#[tokio::test]
async fn a_plugin_that_never_comes_to_an_end_is_stopped() {
    let server = server("fetch without end").await;
    assert_eq!(server.begin(&server.browser(), "odd").await.code(), "provider_misconfigured");
    server.until("odd", |slot| slot.ready().is_some()).await;
}

/// PL-03: a panic ends that sign-in with `internal`, and the plugin with it; the server goes on.
#[tokio::test]
async fn a_panic_is_the_end_of_the_plugin_and_of_nothing_else() {
    for mode in ["panic at begin", "panic at resume"] {
        let server = server(mode).await;
        assert_eq!(server.sign_in(&server.browser(), "odd").await.code(), "internal", "{mode}");
        for provider in ["odd", "good"] {
            server.until(provider, |slot| slot.ready().is_none()).await;
            let fault = server.fault(provider);
            assert!(fault.contains(GONE) && fault.contains("it panicked: as requested"), "{mode}: {fault}");
            let answer = server.begin(&server.browser(), provider).await;
            assert_eq!(answer.code(), "provider_misconfigured", "{mode}");
        }
        let same = server.pins.lock().unwrap().clone();
        server.pin(same).await;
        assert!(server.fault("good").contains(GONE), "the same file stays out of service");
        assert_eq!(server.browser().get("/login").await.status, StatusCode::OK);
        // Another file of the same plugin brings the providers back.
        let other = compile("tests/plugins/fixture.c", &[], &server.folder.path().join("other.so"));
        server.pin(vec![pin("fixture", &other)]).await;
        server.until("good", |slot| slot.ready().is_some()).await;
        assert_eq!(server.begin(&server.browser(), "good").await.code(), "access_denied");
    }
}

/// LG-01: what a plugin received is not repeated when it stumbles over it, in no log, fault or event.
#[tokio::test]
async fn the_last_words_of_a_plugin_hold_no_secret() {
    let log = Log::capture().since_now();
    let server_of_panic = server("panic with secrets").await;
    let answer = server_of_panic.begin(&server_of_panic.browser(), "odd").await;
    assert_eq!(answer.code(), "internal", "{}", answer.body);
    server_of_panic.until("odd", |slot| slot.ready().is_none()).await;
    let fault = server_of_panic.fault("odd");
    let hidden = "verifier=[redacted] nonce=\"[redacted]\" state=[redacted]";
    assert!(fault.contains(&format!("it panicked: {hidden}")), "{fault}");
    assert!(!log.lines_with("it panicked: verifier=[redacted]").is_empty(), "the log says so, too");

    let server = server("refuse with secrets").await;
    let answer = server.sign_in(&server.browser(), "odd").await;
    assert_eq!(answer.code(), "access_denied", "{}", answer.body);
    let filter = AuditFilter { limit: 9, ..AuditFilter::default() };
    let events = format!("{:?}", server.server.application.store.list_audit(&filter).await.unwrap());
    assert!(events.contains("verifier=[redacted]") && events.contains("code=[redacted]"), "{events}");
    for line in log.lines_with("verifier=") {
        assert!(!line.replace("verifier=[redacted]", "").contains("verifier="), "{line}");
    }
}

/// PL-06: an answer is measured before it is copied, and understood before it is believed.
#[tokio::test]
async fn an_answer_that_is_none_is_the_end_of_the_plugin() {
    for (mode, detail) in [
        ("null with a length", "the response is null, with a length of 64"),
        ("huge", "the response has 1073741824 bytes; 1048576 are possible"),
        ("a million claims", "1048576 are possible"),
        ("negative length", "the response has 18446744073709551615 bytes"),
        ("longer than its buffer", "the response has 4096 bytes in a buffer of 3"),
        ("nothing", "EOF"),
        ("not text", "not UTF-8"),
        ("not json", "expected value"),
        ("status 7", "unknown status 7"),
        ("status 2", "it panicked: over"),
        ("nested", "recursion limit"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let c = compile("tests/plugins/fixture.c", &[], &folder.path().join("c.so"));
        let server = PluginServer::open(vec![pin("c", &c)], vec![fixture("odd", mode, "http://localhost:1")]).await;
        server.until("odd", |slot| slot.ready().is_some()).await;
        assert_eq!(server.begin(&server.browser(), "odd").await.code(), "internal", "{mode}");
        server.until("odd", |slot| slot.ready().is_none()).await;
        let fault = server.fault("odd");
        assert!(fault.contains(GONE) && fault.contains(detail), "{mode}: {fault}");
    }
}

/// PL-06: what is read is still counted: the most claims that an answer can hold are no reason to stop the plugin.
#[tokio::test]
async fn claims_without_end_are_a_breach() {
    let folder = tempfile::tempdir().unwrap();
    let c = compile("tests/plugins/fixture.c", &["-DAT_RESUME"], &folder.path().join("c.so"));
    let provider = fixture("odd", "claims that just fit", "http://localhost:1");
    let server = PluginServer::open(vec![pin("c", &c)], vec![provider]).await;
    server.until("odd", |slot| slot.ready().is_some()).await;
    let browser = server.browser();
    let there = server.begin(&browser, "odd").await.location().unwrap();
    let answer = browser.get(format!("/api/auth/providers/odd/callback?{}", there.query().unwrap())).await;
    assert_eq!(answer.code(), "provider_misconfigured", "{}", answer.body);
    assert!(server.registry().slots["odd"].ready().is_some());
}

/// Ways not to come back, and how many wait for each: more than a plugin has threads, but for the one that needs the
/// processor for it.
const WAYS: [(&str, usize); 4] = [("hang", 12), ("sleep", 12), ("deadlock", 12), ("spin", 3)];

/// PL-05: whoever waits for a plugin that does not come back gets an error at the deadline, however many they are; the people of
/// other providers notice nothing, and after the third time nobody waits any more.
#[tokio::test]
async fn a_plugin_that_hangs_keeps_nobody_else_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let (plugin, op) = (upstream().await, DemoIdp::start(options()).await.unwrap());
    let mut pins = vec![pin("fixture", &library("fixture"))];
    let mut all = vec![fixture("good", "good", &plugin.base), provider("op", "pocketid", &json!({}), op.issuer())];
    for (way, _) in WAYS {
        let id = format!("-DID=\"{way}\"");
        pins.push(pin(way, &compile("tests/plugins/fixture.c", &[&id], &folder.path().join(way))));
        all.push(provider_with(way, way, &json!({}), &json!({ "mode": way, "url": "http://localhost:1" })));
    }
    let server = PluginServer::with(Limits { call: deadline().await, ..wide_limits() }, pins, all).await;
    for id in ["good", "op"].into_iter().chain(WAYS.map(|(way, _)| way)) {
        server.until(id, |slot| slot.ready().is_some()).await;
    }
    let stuck = WAYS.iter().flat_map(|(way, count)| (0..*count).map(|_| (*way, server.browser()))).collect::<Vec<_>>();
    let mut waiting: FuturesUnordered<_> = stuck.iter().map(|(way, browser)| server.begin(browser, way)).collect();
    let others = async {
        let (browser, at_op) = (server.browser(), server.browser());
        server.sign_in(&browser, "good").await;
        let there = server.begin(&at_op, "op").await.location().unwrap();
        (server.person(&browser).await["name"].clone(), there.origin().ascii_serialization())
    };
    tokio::pin!(others);
    let (name, origin) = tokio::select! {
        reported = &mut others => reported,
        _ = waiting.next() => panic!("the others had to wait"),
    };
    assert_eq!((name, origin.as_str()), (json!("Ada"), op.issuer()));
    while let Some(answer) = waiting.next().await {
        // Whoever comes to a thread after the third time learns that the plugin is out of service.
        assert!(["provider_timeout", "provider_misconfigured"].contains(&&*answer.code()), "{}", answer.body);
    }
    for (way, _) in WAYS {
        server.until(way, |slot| slot.ready().is_none()).await;
        let fault = server.fault(way);
        assert!(fault.contains(GONE) && fault.contains("3 calls took longer than"), "{way}: {fault}");
        assert_eq!(server.begin(&server.browser(), way).await.code(), "provider_misconfigured");
    }
    let browser = server.browser();
    server.sign_in(&browser, "good").await;
    assert_eq!(server.person(&browser).await["name"], "Ada", "the threads that are lost are those of the others");
}

/// Whoever allocates frees: each response goes back exactly once.
#[tokio::test]
async fn every_response_is_handed_back_once() {
    let folder = tempfile::tempdir().unwrap();
    let c = compile("tests/plugins/fixture.c", &[], &folder.path().join("c.so"));
    let server = PluginServer::open(vec![pin("c", &c)], vec![fixture("c", "refuse", "http://localhost:1")]).await;
    server.until("c", |slot| slot.ready().is_some()).await;
    for _ in 0..20 {
        assert_eq!(server.begin(&server.browser(), "c").await.code(), "access_denied");
    }
    let host = server.environment.plugins.as_ref().unwrap().0.clone();
    let refused = crate::call::ask(&host, "refuse", "http://localhost:1").await.unwrap_err();
    assert!(refused.detail.ends_with("outstanding 0"), "{}", refused.detail);
}
