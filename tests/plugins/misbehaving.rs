//! Plugins that break their word while people sign in: what it costs that sign-in, and that it costs nobody else's.

use axum::response::{IntoResponse, Json};
use http::StatusCode;
use serde_json::json;
use vestibule_store::{AuditFilter, Link};

use crate::{
    house::{House, compile, fixture, library, pin},
    upstream::{Upstream, back},
};

const GONE: &str = "out of service until another version is pinned";

/// An upstream for the fixtures: whoever comes is sent back, and is `7`.
async fn upstream() -> Upstream {
    Upstream::start(|asked| match asked.path.as_str() {
        "/enter" => back(&asked.query["back"], &[("who", "7")]),
        _ => Json("7").into_response(),
    })
    .await
}

/// A house whose provider `good` is of the plugin in Rust, and `odd` of the same plugin, misbehaving.
async fn house(mode: &str) -> House {
    let base = upstream().await.base;
    let providers = vec![fixture("good", "good", &base), fixture("odd", mode, &base)];
    let house = House::open(vec![pin("fixture", &library("fixture"))], providers).await;
    house.until("odd", |slot| slot.ready().is_some()).await;
    house.until("good", |slot| slot.ready().is_some()).await;
    house
}

async fn links(house: &House, user: &serde_json::Value) -> Vec<Link> {
    house.standing.house.store.list_links(user["id"].as_str().unwrap().parse().unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_plugin_signs_people_in() {
    let house = house("good").await;
    let browser = house.browser();
    let answer = house.sign_in(&browser, "good").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some("/")), "{}", answer.body);
    let person = house.person(&browser).await;
    assert_eq!(person["name"], "Ada");
    let again = house.browser();
    house.sign_in(&again, "good").await;
    assert_eq!(house.person(&again).await["id"], person["id"], "the same subject is the same person");
}

/// PL-09: the issuer is the host's to say, and a claim gives no rights.
#[tokio::test]
async fn a_plugin_speaks_for_its_own_provider_only() {
    let house = house("greedy").await;
    let browser = house.browser();
    house.sign_in(&browser, "odd").await;
    let person = house.person(&browser).await;
    assert_eq!((&person["name"], &person["is_admin"]), (&json!("Greedy"), &json!(false)), "{person}");
    let links = links(&house, &person).await;
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].issuer.as_str(), links[0].subject.as_str()), ("plugin:fixture", "7"));
    assert_eq!(links[0].provider.as_str(), "odd");
    let other = house.browser();
    house.sign_in(&other, "good").await;
    assert_ne!(house.person(&other).await["id"], person["id"], "the same subject at another provider is somebody else");
}

/// What the contract forbids ends that sign-in; the plugin stays, because the next person may not make it do so.
#[tokio::test]
async fn a_breach_ends_that_sign_in_alone() {
    for (mode, detail) in [
        ("identity at once", "names a person before"),
        ("another host", "evil.example (port 443) is none of the hosts"),
        ("another state", "does not carry the flow's state"),
        ("much to save", "saves 2000 bytes"),
        ("fetch elsewhere", "evil.example (port 443) is none of the hosts"),
        ("fetch too much at once", "asks for 9 requests"),
        ("a header of ours", "the header cookie is not for plugins"),
        ("redirect twice", "redirects although the person has come back"),
        ("no subject", "nothing that can be a subject"),
        ("many claims", "makes 1000 claims"),
    ] {
        let house = house(mode).await;
        let answer = house.sign_in(&house.browser(), "odd").await;
        let code = if mode == "no subject" { "subject_missing" } else { "provider_misconfigured" };
        assert_eq!(answer.code(), code, "{mode}: {}", answer.body);
        let host = house.site.plugins.as_ref().unwrap().0.clone();
        let refused = crate::call::ask(&host, mode, "http://localhost:1").await;
        let filter = AuditFilter { limit: 9, ..AuditFilter::default() };
        let events = house.standing.house.store.list_audit(&filter).await.unwrap();
        // What fails at the callback is an event; what fails before is told to whoever asked.
        let said = format!("{:?} {events:?}", refused.err().map(|error| error.detail));
        assert!(said.contains(detail), "{mode}: {said}");
        let browser = house.browser();
        house.sign_in(&browser, "good").await;
        assert_eq!(house.person(&browser).await["name"], "Ada", "{mode}");
    }
}

#[tokio::test]
async fn a_plugin_that_never_comes_to_an_end_is_stopped() {
    let house = house("fetch without end").await;
    assert_eq!(house.begin(&house.browser(), "odd").await.code(), "provider_misconfigured");
    house.until("odd", |slot| slot.ready().is_some()).await;
}

/// PL-03: a panic ends that sign-in with `internal`, and the plugin with it; the house goes on.
#[tokio::test]
async fn a_panic_is_the_end_of_the_plugin_and_of_nothing_else() {
    for mode in ["panic at begin", "panic at resume"] {
        let house = house(mode).await;
        assert_eq!(house.sign_in(&house.browser(), "odd").await.code(), "internal", "{mode}");
        for provider in ["odd", "good"] {
            house.until(provider, |slot| slot.ready().is_none()).await;
            let fault = house.fault(provider);
            assert!(fault.contains(GONE) && fault.contains("it panicked: as I was told"), "{mode}: {fault}");
            let answer = house.begin(&house.browser(), provider).await;
            assert_eq!(answer.code(), "provider_misconfigured", "{mode}");
        }
        let same = house.pins.lock().unwrap().clone();
        house.pin(same).await;
        assert!(house.fault("good").contains(GONE), "the same file stays out of service");
        assert_eq!(house.browser().get("/login").await.status, StatusCode::OK);
        // Another file of the same plugin brings the providers back.
        let other = compile("tests/plugins/fixture.c", &[], &house.folder.path().join("other.so"));
        house.pin(vec![pin("fixture", &other)]).await;
        house.until("good", |slot| slot.ready().is_some()).await;
        assert_eq!(house.begin(&house.browser(), "good").await.code(), "access_denied");
    }
}

/// PL-06: an answer is measured before it is copied, and understood before it is believed.
#[tokio::test]
async fn an_answer_that_is_none_is_the_end_of_the_plugin() {
    for (mode, detail) in [
        ("null with a length", "the response is null, with a length of 64"),
        ("huge", "the response has 1073741824 bytes"),
        ("negative length", "the response has 18446744073709551615 bytes"),
        ("nothing", "EOF"),
        ("not text", "not UTF-8"),
        ("not json", "expected value"),
        ("status 7", "unknown status 7"),
        ("status 2", "it panicked: over"),
        ("nested", "recursion limit"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let c = compile("tests/plugins/fixture.c", &[], &folder.path().join("c.so"));
        let house = House::open(vec![pin("c", &c)], vec![fixture("odd", mode, "http://localhost:1")]).await;
        house.until("odd", |slot| slot.ready().is_some()).await;
        assert_eq!(house.begin(&house.browser(), "odd").await.code(), "internal", "{mode}");
        house.until("odd", |slot| slot.ready().is_none()).await;
        let fault = house.fault("odd");
        assert!(fault.contains(GONE) && fault.contains(detail), "{mode}: {fault}");
    }
}

/// PL-05: whoever waits for a plugin that hangs is told at the deadline; the other plugin's people notice nothing, and
/// after the third time nobody waits any more.
#[tokio::test]
async fn a_plugin_that_hangs_keeps_nobody_else_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let salt = "-DSALT=\"Hanging\"";
    let define = "-DDESCRIBE=\"{\\\"v\\\":1,\\\"type\\\":\\\"definitions\\\",\\\"definitions\\\":[{\\\"id\\\":\\\"hanging\\\",\
                  \\\"name\\\":\\\"H\\\",\\\"hosts\\\":[\\\"a.example\\\"],\\\"credentials\\\":{\\\"properties\\\":{\\\"mode\\\":\
                  {\\\"type\\\":\\\"string\\\"}}}}]}\"";
    let hanging = compile("tests/plugins/fixture.c", &[salt, define], &folder.path().join("h.so"));
    let base = upstream().await.base;
    let hang = vestibule_tests::provider_with("hanging", "hanging", &json!({}), &json!({ "mode": "hang" }));
    let pins = vec![pin("hanging", &hanging), pin("fixture", &library("fixture"))];
    let house = House::open(pins, vec![hang, fixture("good", "good", &base)]).await;
    house.until("hanging", |slot| slot.ready().is_some()).await;
    house.until("good", |slot| slot.ready().is_some()).await;
    let browsers: Vec<_> = (0..3).map(|_| house.browser()).collect();
    let waiting = futures_util::future::join_all(browsers.iter().map(|browser| house.begin(browser, "hanging")));
    let others = async {
        let browser = house.browser();
        house.sign_in(&browser, "good").await;
        house.person(&browser).await
    };
    tokio::pin!(waiting);
    let person = tokio::select! {
        biased;
        person = others => person,
        _ = &mut waiting => panic!("the others had to wait for the plugin that hangs"),
    };
    assert_eq!(person["name"], "Ada");
    for answer in waiting.await {
        assert_eq!(answer.code(), "provider_timeout", "{}", answer.body);
    }
    house.until("hanging", |slot| slot.ready().is_none()).await;
    let fault = house.fault("hanging");
    assert!(fault.contains(GONE) && fault.contains("3 calls took longer than 400ms"), "{fault}");
    assert_eq!(house.begin(&house.browser(), "hanging").await.code(), "provider_misconfigured");
}

/// Whoever allocates frees: each response goes back exactly once.
#[tokio::test]
async fn every_response_is_handed_back_once() {
    let folder = tempfile::tempdir().unwrap();
    let c = compile("tests/plugins/fixture.c", &[], &folder.path().join("c.so"));
    let house = House::open(vec![pin("c", &c)], vec![fixture("c", "refuse", "http://localhost:1")]).await;
    house.until("c", |slot| slot.ready().is_some()).await;
    for _ in 0..20 {
        assert_eq!(house.begin(&house.browser(), "c").await.code(), "access_denied");
    }
    let host = house.site.plugins.as_ref().unwrap().0.clone();
    let refused = crate::call::ask(&host, "refuse", "http://localhost:1").await.unwrap_err();
    assert!(refused.detail.ends_with("outstanding 0"), "{}", refused.detail);
}
