//! The test sign-in of the provider form: what it shows, and that it changes nothing.

use http::StatusCode;
use serde_json::json;
use url::Url;
use vestibule_core::definition::SigningAlgorithm;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use super::{sign_in_as, token};

async fn administrator() -> (ServerFixture, Browser) {
    let setup = Setup { settings: json!({ "admin_groups": ["admins"] }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "amara").await;
    (fixture, browser)
}

async fn start(browser: &Browser, issuer: &str) -> Answer {
    let csrf = token(&browser.get("/admin/providers/new/pocketid").await);
    let fields = [
        ("csrf", csrf.as_str()),
        ("action", "sign-in"),
        ("id", "fresh"),
        ("c.issuer_url", issuer),
        ("c.client_id", "fresh"),
        ("c.client_secret", "a-secret-of-the-test"),
    ];
    browser.post_form("/admin/providers/new/pocketid", &fields).await
}

#[tokio::test]
async fn an_unreachable_upstream_is_unavailable_and_not_misconfigured() {
    let (_fixture, browser) = administrator().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let started = start(&browser, &closed).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.body);
    let page = browser.get(started.header("location").unwrap()).await;
    assert!(page.body.contains("provider_unavailable"), "{}", page.body);
    assert!(!page.body.contains("provider_misconfigured"), "{}", page.body);
}

/// PS-01: where each person says which server, the form asks the administrator for the one to test with.
#[tokio::test]
async fn ps_01_a_test_sign_in_asks_for_the_server() {
    let (_fixture, browser) = administrator().await;
    let form = browser.get("/admin/providers/new/mastodon").await;
    assert!(form.body.contains("name=\"test_server\""), "{}", form.body);
    for (server, is_missing) in [("", true), ("mastodon.invalid", false)] {
        let fields = [("csrf", &*token(&form)), ("action", "sign-in"), ("id", "mastodon"), ("test_server", server)];
        let started = browser.post_form("/admin/providers/new/mastodon", &fields).await;
        let page = browser.get(started.header("location").unwrap_or_else(|| panic!("{}", started.body))).await;
        assert_eq!(page.body.contains("no server was entered"), is_missing, "{server}: {}", page.body);
        assert!(page.body.contains("invalid_server"), "{server}: {}", page.body);
    }
}

/// GR-03: the report shows each group as it came, and the name under which it counts.
#[tokio::test]
async fn gr_03_the_report_shows_what_group_rules_do() {
    let rules = json!([{ "match": "^adm(ins)$", "name": "ops-$1" }, { "match": "^adm", "name": "never" }]);
    let settings = json!({ "admin_groups": ["ops-ins"], "group_rules": rules, "unmatched_groups": "drop" });
    let fixture = ServerFixture::with(Setup { settings, ..Setup::default() }).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "amara").await;
    let edit = fixture.environment.base.join("/admin/providers/op").unwrap();
    let csrf = token(&browser.get(&edit).await);
    let started = browser.post_form(&edit, &[("csrf", csrf.as_str()), ("action", "sign-in")]).await;
    let callback = browser.through_the_provider(&started).await;
    let answered = browser.get(&callback).await;
    let page = browser.get(answered.header("location").unwrap()).await.body;
    assert!(page.contains("Groups after the rules"), "{page}");
    assert!(page.contains("<dt><code>admins</code></dt><dd>ops-ins</dd>"), "{page}");
    let session = browser.get_json("/api/auth/session").await.json();
    assert_eq!(session["user"]["groups"], json!(["ops-ins"]));
}

/// A provider of the configuration is tested as it is written now, also while the version before it serves in its place.
#[tokio::test]
async fn what_is_tested_is_what_the_configuration_says_now() {
    let (fixture, browser) = administrator().await;
    fixture.reconfigure(|all| all[0].settings_mut().id_token_signed_response_alg = Some(SigningAlgorithm::PS256)).await;
    let registry = &fixture.application.registry;
    registry.wait_until(|registry| !registry.find("op").unwrap().faults.is_empty()).await.unwrap();
    let form = browser.get("/admin/providers/op").await;
    let csrf = token(&form);
    assert!(form.body.contains("PS256"), "{}", form.body);
    let checked = browser.post_form("/admin/providers/op", &[("csrf", csrf.as_str()), ("action", "test")]).await;
    assert!(checked.body.contains("or change id_token_signed_response_alg"), "{}", checked.body);
    let started = browser.post_form("/admin/providers/op", &[("csrf", csrf.as_str()), ("action", "sign-in")]).await;
    let page = browser.get(started.header("location").unwrap()).await.body;
    assert!(page.contains("provider_misconfigured") && page.contains("PS256"), "{page}");
}

/// The address at another node: browsers send it the same cookies.
fn at(node: &Url, place: &Url) -> Url {
    let mut place = place.clone();
    place.set_port(node.port()).unwrap();
    place
}

/// ND-01: begun at one node, answered at another, once, and read at a third, by nobody else.
#[tokio::test]
async fn nd_01_each_step_may_reach_another_node() {
    let settings = json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings, postgres: true, ..Setup::default() }).await;
    let ((_second, second), (_third, third)) = (fixture.another_node().await, fixture.another_node().await);
    let (browser, other) = (fixture.browser(), fixture.browser());
    for administrator in [&browser, &other] {
        sign_in_as(administrator, "op", "amara").await;
    }
    let before = fixture.audit().await.len();
    let edit = fixture.environment.base.join("/admin/providers/op").unwrap();
    let csrf = token(&browser.get(&edit).await);
    let started = browser.post_form(&edit, &[("csrf", csrf.as_str()), ("action", "sign-in")]).await;
    let callback = browser.through_the_provider(&started).await;
    let stolen = other.get(at(&second, &callback)).await;
    assert_eq!((stolen.status, &*stolen.code()), (StatusCode::BAD_REQUEST, "invalid_state"), "another session");
    let answered = browser.get(at(&second, &callback)).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.body);
    let report = answered.location().unwrap();
    assert!(report.path().starts_with("/admin/trials/"), "{report}");
    let again = browser.get(at(&third, &callback)).await;
    assert_eq!((again.status, &*again.code()), (StatusCode::BAD_REQUEST, "invalid_state"), "once");

    let page = browser.get(at(&third, &report)).await;
    assert!(page.status == StatusCode::OK && page.body.contains("amara@example.com"), "{}", page.body);
    assert!(page.body.contains("This sign-in would use the account of Amara Okafor"), "{}", page.body);
    assert_eq!(other.get(at(&third, &report)).await.status, StatusCode::NOT_FOUND, "another session");
    assert_eq!(fixture.audit().await.len(), before, "it changes nothing");
    fixture.clock.advance(chrono::Duration::minutes(11));
    assert_eq!(browser.get(at(&third, &report)).await.status, StatusCode::NOT_FOUND, "for ten minutes");
}
