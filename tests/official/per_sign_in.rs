//! A provider whose server each person chooses, with Mastodon: the servers are anybody's, some of them an attacker's.

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_tests::{Answer, Browser};

use crate::{
    vendor::{Script, Vendor},
    vendor_fixture::{NOON, Setup, VendorFixture},
    vendors::mastodon::{APPS, ME, script},
};

/// A provider that was given nothing.
async fn open(settings: Value) -> VendorFixture {
    let credentials = json!({ "client_id": null, "client_secret": null });
    VendorFixture::open_without_waiting(Setup { credentials, settings, ..Setup::official("mastodon", script()) }).await
}

/// One that is ready.
async fn ready() -> VendorFixture {
    let fixture = open(json!({})).await;
    fixture.server.until_ready().await;
    fixture
}

fn authorize(server: &str) -> String {
    format!("/api/auth/providers/mastodon/authorize?server={server}")
}

/// Signs in at a server with a new browser; the answer of the callback.
async fn sign_in(browser: &Browser, server: &str) -> Answer {
    let begun = browser.get(authorize(server)).await;
    let callback = browser.through_the_provider(&begun).await;
    browser.get(callback).await
}

async fn user(browser: &Browser) -> Value {
    browser.get_json("/api/auth/session").await.json()["user"].clone()
}

/// How many clients the database has.
async fn kept(fixture: &VendorFixture) -> u32 {
    fixture.documents("client/mastodon/").await
}

/// PS-01: the page asks, without a script, and goes on where the person was on the way to.
#[tokio::test]
async fn ps_01_a_person_says_which_server() {
    let fixture = ready().await;
    let browser = fixture.browser();
    let asked = browser.get("/api/auth/providers/mastodon/authorize?return_to=/account").await;
    assert!(asked.header("location").unwrap().starts_with("/login/server?provider=mastodon"), "{asked:?}");
    let page = browser.get(asked.location().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    let form = page.form();
    assert!(
        page.body.contains("name=\"server\"") && page.body.contains("name=\"return_to\" value=\"/account\""),
        "{form:?}"
    );
    assert!(page.body.contains("method=\"get\" action=\"/api/auth/providers/mastodon/authorize\""), "{}", page.body);
    let begun = browser.get(format!("{}&return_to=/account", authorize(&fixture.vendor.base))).await;
    let callback = browser.through_the_provider(&begun).await;
    let done = browser.get(callback).await;
    assert_eq!(done.header("location"), Some("/account"), "{done:?}");
    let user = user(&browser).await;
    assert_eq!((&user["username"], &user["name"]), (&json!("trwnh"), &json!("infinite love")));
    let program = fixture.browser().get_json("/api/auth/providers/mastodon/authorize").await;
    assert_eq!((program.status, &*program.code()), (StatusCode::BAD_REQUEST, "invalid_server"));
}

/// PS-02: what is written before somebody has signed in is nothing, and afterwards one client for each server.
#[tokio::test]
async fn ps_02_only_a_sign_in_that_succeeded_writes() {
    let fixture = ready().await;
    for _ in 0..3 {
        let begun = fixture.browser().get(authorize(&fixture.vendor.base)).await;
        assert_eq!(begun.location().unwrap().origin(), fixture.vendor.base.parse::<url::Url>().unwrap().origin());
    }
    assert_eq!(kept(&fixture).await, 0);
    for _ in 0..2 {
        assert_eq!(sign_in(&fixture.browser(), &fixture.vendor.base).await.header("location"), Some("/"));
    }
    assert_eq!(kept(&fixture).await, 1);
    fixture.vendor.seen(|seen| assert_eq!(seen.posted.len(), 1, "one registration for all of them"));
}

/// PS-03: any node can go on with a sign-in whose client no database has, and after a restart, too.
#[tokio::test]
async fn ps_03_the_flow_carries_the_client() {
    let fixture = ready().await;
    let browser = fixture.browser();
    let begun = browser.get(authorize(&fixture.vendor.base)).await;
    let callback = browser.through_the_provider(&begun).await;
    let fixture = fixture.restarted().await;
    let done = browser.reconnected().get(callback).await;
    assert_eq!(done.header("location"), Some("/"), "{done:?}");
    fixture.vendor.seen(|seen| assert_eq!(seen.posted.len(), 1));
}

/// PS-04: a person is a person of their server: another one can name the same id, and gets another account.
#[tokio::test]
async fn ps_04_a_server_never_names_people_of_another() {
    let fixture = ready().await;
    let other = Vendor::start(script(), NOON / 1_000).await;
    let (one, two) = (fixture.browser(), fixture.browser());
    sign_in(&one, &fixture.vendor.base).await;
    sign_in(&two, &other.base).await;
    let (one, two) = (user(&one).await, user(&two).await);
    assert!(one["id"].is_string() && two["id"].is_string() && one["id"] != two["id"], "{one} {two}");
}

/// PS-05: an answer that one server gave is not sent to another: each has a callback URL of its own (RFC 9700 §4.4).
#[tokio::test]
async fn ps_05_an_answer_belongs_to_its_server() {
    let fixture = ready().await;
    let honest = &fixture.vendor;
    let attacker = Vendor::start(script(), NOON / 1_000).await;
    let browser = fixture.browser();
    // The honest server gives its code at the callback URL that it knows the client by.
    let code = browser.through_the_provider(&browser.get(authorize(&honest.base)).await).await;
    let begun = browser.get(authorize(&attacker.base)).await;
    let state = begun.sent_on("state").unwrap();
    let mut mixed = code.clone();
    let pairs: Vec<_> = code.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
    mixed.query_pairs_mut().clear().extend_pairs(&pairs).append_pair("state", &state);
    let refused = browser.get(&mixed).await;
    assert_eq!(refused.code(), "issuer_mismatch", "{refused:?}");
    attacker.seen(|seen| assert!(seen.token.is_empty(), "the attacker gets no code"));
    let mine = honest.seen(|seen| seen.authorize[0]["redirect_uri"].clone());
    assert_ne!(Some(mine), begun.sent_on("redirect_uri"));
    // Neither does a server get an answer that says nothing about whose it is.
    let begun = browser.get(authorize(&honest.base)).await;
    let mut callback = browser.through_the_provider(&begun).await;
    let pairs: Vec<_> = callback.query_pairs().into_owned().filter(|(name, _)| name != "server").collect();
    callback.query_pairs_mut().clear().extend_pairs(&pairs);
    assert_eq!(browser.get(&callback).await.code(), "issuer_mismatch");
}

/// PS-06: what is no public server at the standard port is not asked, whoever types it, and the page says so.
#[tokio::test]
async fn ps_06_only_public_servers_are_asked() {
    let fixture = ready().await;
    for server in [
        "",
        "http://mastodon.example",
        "https://10.0.0.1",
        "https://169.254.169.254",
        "https://8.8.8.8",
        "https://intranet",
        "https://mastodon.example:8443",
        "https://u:p@mastodon.example",
        "https://mastodon.example/path",
        "https://mastodon.example/?q",
        "ftp://mastodon.example",
        "mastodon",
        "a b",
    ] {
        let query: String = url::form_urlencoded::byte_serialize(server.as_bytes()).collect();
        let answer = fixture.browser().get(authorize(&query)).await;
        assert!(answer.header("location").unwrap().starts_with("/login/server?"), "{server}: {answer:?}");
        if !server.is_empty() {
            assert_eq!(answer.code(), "invalid_server", "{server}");
            let page = fixture.browser().get(answer.location().unwrap()).await;
            assert!(page.body.contains("You cannot sign in with this server"), "{server}");
        }
    }
    fixture.vendor.seen(|seen| assert!(seen.posted.is_empty()));
}

/// PS-07: a server that registers nobody is not asked again at once, by however many people.
#[tokio::test]
async fn ps_07_a_server_that_refuses_is_left_alone() {
    let fixture = ready().await;
    fixture.vendor.change(|script: &mut Script| {
        script.posts.insert(APPS, (422, json!({ "error": "Validation failed" })));
    });
    for _ in 0..3 {
        let answer = fixture.browser().get(authorize(&fixture.vendor.base)).await;
        assert_eq!(answer.code(), "invalid_server", "{answer:?}");
    }
    fixture.vendor.seen(|seen| assert_eq!(seen.posted.len(), 1));
    assert_eq!(kept(&fixture).await, 0);
}

/// PS-08: what any server may say decides about nobody's rights; and a client of one server needs that server.
#[tokio::test]
async fn ps_08_settings_that_would_prove_nothing_are_refused() {
    for (settings, pointer) in [
        (json!({ "linking": "trusted_email" }), "/settings/linking"),
        (json!({ "admin_groups": ["admins"] }), "/settings/admin_groups"),
        (json!({ "allowed_groups": ["staff"] }), "/settings/allowed_groups"),
        (json!({ "admin_email_domains": ["example.com"] }), "/settings/admin_email_domains"),
        (json!({ "allowed_email_domains": ["example.com"] }), "/settings/allowed_email_domains"),
        (json!({ "required_claims": { "id": "1" } }), "/settings/required_claims"),
        (json!({ "registration": "manual" }), "/settings/registration"),
    ] {
        let faults = open(settings.clone()).await.faults().await;
        assert!(faults.contains(pointer), "{settings}: {faults}");
    }
    let credentials = json!({});
    let setup = Setup { credentials, ..Setup::official("mastodon", script()) };
    let faults = VendorFixture::open_without_waiting(setup).await.faults().await;
    assert!(faults.contains("/credentials/client_secret") && faults.contains("enter `server`, too"), "{faults}");
}

/// A person who is signed in says which server, too, and links that identity.
#[tokio::test]
async fn an_identity_of_another_server_is_linked() {
    let fixture = ready().await;
    let other = Vendor::start(script(), NOON / 1_000).await;
    other.change(|script| script.document(ME)["id"] = "other".into());
    let browser = fixture.browser();
    sign_in(&browser, &fixture.vendor.base).await;
    let first = user(&browser).await;
    let link = "/api/auth/providers/mastodon/link";
    let asked = browser.post_form(link, &[]).await;
    let place = asked.header("location").unwrap();
    assert!(place.starts_with("/login/server?") && place.contains("link=1"), "{place}");
    let page = browser.get(place).await;
    assert!(page.body.contains("method=\"post\" action=\"/api/auth/providers/mastodon/link\""), "{}", page.body);
    let begun = browser.post_form(link, &[("server", &other.base)]).await;
    let callback = browser.through_the_provider(&begun).await;
    assert_eq!(browser.get(callback).await.header("location"), Some("/account"));
    let again = fixture.browser();
    sign_in(&again, &other.base).await;
    assert_eq!(user(&again).await["id"], first["id"]);
}
