//! Who a person is, stays, and does not become.

use std::collections::HashSet;

use futures_util::future::join_all;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_demo_idp::{Person, demonstration_people};
use vestibule_registry::Registry;
use vestibule_tests::{Answer, Browser, Invariant, ServerFixture, Setup, provider};

async fn user(browser: &Browser) -> Value {
    browser.get_json("/api/auth/session").await.json()["user"].clone()
}

fn person(username: &str) -> Person {
    demonstration_people().into_iter().find(|person| person.username == username).unwrap()
}

/// Asks the admin API as one of our own pages does.
async fn asks_for_providers(browser: &Browser) -> Answer {
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    browser.send(Method::GET, "/api/admin/providers", &headers, None).await
}

fn landed(answer: &Answer, case: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, Some("/")),
        "{case}: {}",
        answer.body
    );
}

/// AC-02: at the upstream `true` is a boolean. Everything else leaves the account that is there alone.
#[tokio::test]
async fn ac_02_only_a_boolean_verifies_an_address() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    landed(&fixture.browser().sign_in_as("op", "amara").await, "amara themselves");
    let browser = fixture.browser();
    for value in [json!("true"), json!("false"), json!(1), json!([true]), json!({ "verified": true }), json!(null)] {
        use vestibule_demo_idp::{
            Endpoint,
            faults::{Fault, TokenFault},
        };
        let claims = vestibule_tests::json_object(json!({ "email_verified": value }));
        fixture.op.faults().set_id_token(TokenFault::new().claims(claims.clone()));
        fixture.op.faults().set(Endpoint::Userinfo, Fault::new().patch(claims));
        let rule = Invariant::around(&fixture, &browser).await;
        let answer = browser.sign_in_as("second", "amara").await;
        rule.refused(&answer, ("second", "account_exists"), &format!("AC-02 {value}")).await;
    }
    fixture.op.faults().clear_all();
    landed(&browser.sign_in_as("second", "amara").await, "true");
}

/// AC-05: another issuer behind the same provider id, with the same subjects, is met by unknown clients.
#[tokio::test]
async fn ac_05_links_are_bound_to_the_issuer() {
    use std::sync::Arc;
    use vestibule_core::{definition::SigningAlgorithm, random::OsRandom};
    use vestibule_demo_idp::{Client, DemoIdp, Options};
    let fixture = ServerFixture::new().await;
    let noor = fixture.browser();
    landed(&noor.sign_in_as("op", "noor").await, "noor");
    let before = user(&noor).await["id"].clone();

    let mut options = Options::new(fixture.clock.clone(), Arc::new(OsRandom));
    options.signing = SigningAlgorithm::ES256;
    options.auto_approve = Some(person("noor").subject);
    let callback = fixture.environment.base.join("api/auth/providers/op/callback").unwrap();
    options.clients = vec![Client::confidential("op", ServerFixture::CLIENT_SECRET, callback.as_str())];
    let another = DemoIdp::start(options).await.unwrap();
    fixture.reconfigure(Vec::clear).await;
    fixture.reconfigure(|all| all.push(provider("op", "pocketid", &json!({}), another.issuer()))).await;
    fixture.until_ready().await;

    let attacker = fixture.browser();
    landed(&attacker.sign_in("op").await, "the same subject by another issuer");
    assert_ne!(user(&attacker).await["id"], before);
    let status = noor.get_json("/api/auth/session").await.status;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "ID-09: a session by the old issuer has ended");
}

/// AC-07: who gets somebody's former address gets nothing of hers.
#[tokio::test]
async fn ac_07_a_former_address_opens_nothing() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let joonas = fixture.browser();
    landed(&joonas.sign_in_as("op", "joonas").await, "joonas");
    let id = user(&joonas).await["id"].clone();
    let address = person("joonas").email;
    fixture.op.people().put(Person { email: Some("moved@example.com".to_owned()), ..person("joonas") });
    landed(&joonas.sign_in_as("op", "joonas").await, "joonas, under another address");
    assert_eq!(user(&joonas).await["id"], id);
    fixture.op.people().put(Person { email: address, ..Person::new("the-heir", "heir", "The", "Heir") });
    for provider in ["op", "second"] {
        let heir = fixture.browser();
        let answer = heir.sign_in_as(provider, "heir").await;
        let in_as = user(&heir).await;
        assert!(answer.code() == "account_exists" || in_as["id"] != id, "{provider}: {in_as}");
        assert_ne!(in_as["id"], id, "{provider}");
    }
}

/// AC-10: whatever an upstream calls a person, nobody else's account or name is taken.
#[tokio::test]
async fn ac_10_a_user_name_is_a_wish() {
    let fixture = ServerFixture::new().await;
    landed(&fixture.browser().sign_in_as("op", "noor").await, "noor");
    let long = "x".repeat(1_024);
    let mut names = HashSet::from(["noor".to_owned()]);
    for (number, wish) in
        ["admin", "root", "noor", "NOOR", "", "../../etc", "amara@example.com", &long, "\u{202e}roon", "no or"]
            .iter()
            .enumerate()
    {
        let mut wisher = Person::new(&format!("wisher-{number}"), &format!("wisher{number}"), "W", "");
        (wisher.email, wisher.email_verified) = (None, false);
        fixture.op.people().put(wisher);
        let claims = vestibule_tests::json_object(json!({ "preferred_username": wish }));
        fixture.op.faults().set_id_token(vestibule_demo_idp::faults::TokenFault::new().claims(claims));
        let browser = fixture.browser();
        landed(&browser.sign_in_as("op", &format!("wisher{number}")).await, wish);
        let found = user(&browser).await;
        let name = found["username"].as_str().unwrap().to_owned();
        assert!(
            !["admin", "root"].contains(&name.as_str()) && !name.is_empty() && name.len() <= 64,
            "{wish:?}: {name}"
        );
        assert!(!name.contains(['/', '@', '\u{202e}', ' ']), "{wish:?}: {name}");
        assert_eq!(found["is_admin"], false, "{wish:?}");
        assert!(names.insert(name.clone()), "{wish:?}: {name} is taken");
    }
}

/// AC-14: a closed server keeps unknown clients out and lets its people in.
#[tokio::test]
async fn ac_14_a_closed_server_knows_its_people() {
    let fixture = ServerFixture::new().await;
    landed(&fixture.browser().sign_in_as("op", "noor").await, "while it is open");
    fixture.reconfigure(|all| all[0].settings_mut().auto_register = false).await;
    fixture.until_ready().await;
    let browser = fixture.browser();
    landed(&browser.sign_in_as("op", "noor").await, "a person of the server");
    let rule = Invariant::around(&fixture, &browser).await;
    let answer = browser.sign_in_as("op", "joonas").await;
    rule.refused(&answer, ("op", "registration_closed"), "AC-14").await;
}

/// AC-16: rights come by a mapping and go with the claim, for sessions that are open already too.
#[tokio::test]
async fn ac_16_rights_go_with_the_claim() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let claims = json!({ "role": "admin", "roles": ["admin"], "is_admin": true, "isAdmin": true, "admin": true });
    let fault = vestibule_demo_idp::faults::TokenFault::new().claims(vestibule_tests::json_object(claims));
    fixture.op.faults().set_id_token(fault);
    landed(&browser.sign_in_as("op", "amara").await, "claims that nobody mapped");
    assert_eq!(user(&browser).await["is_admin"], false);
    assert_eq!(asks_for_providers(&browser).await.status, StatusCode::FORBIDDEN);
    fixture.op.faults().clear_all();

    fixture.reconfigure(|all| all[0].settings_mut().admin_groups = vec!["admins".into(), "staff".into()]).await;
    // The former version serves until this one is ready.
    let is_new = |registry: &Registry| registry.slots.values().any(|slot| !slot.settings.admin_groups.is_empty());
    fixture.application.registry.wait_until(is_new).await.unwrap();
    let keeper = fixture.browser();
    landed(&keeper.sign_in_as("op", "joonas").await, "another administrator, so that she is not the last");
    landed(&browser.sign_in_as("op", "amara").await, "mapped now");
    assert_eq!(user(&browser).await["is_admin"], true);
    assert_eq!(asks_for_providers(&browser).await.status, StatusCode::OK);

    // Nothing has been asked with this session yet, so nothing about it is in memory; what is, lasts five seconds.
    let open = fixture.browser();
    landed(&open.sign_in_as("op", "amara").await, "a session of an administrator");
    fixture.op.people().put(Person { groups: Vec::new(), ..person("amara") });
    let elsewhere = fixture.browser();
    landed(&elsewhere.sign_in_as("op", "amara").await, "without her groups");
    assert_eq!(user(&elsewhere).await["is_admin"], false);
    assert_eq!(user(&open).await["is_admin"], false, "in the session that was open before");
    assert_eq!(asks_for_providers(&open).await.status, StatusCode::FORBIDDEN);
}

/// AC-18: the first ones in a fresh server, at once, are nobody special.
#[tokio::test]
async fn ac_18_being_first_is_no_privilege() {
    let fixture = ServerFixture::new().await;
    let sign_in = async |who: &'static str| {
        let browser = fixture.browser();
        landed(&browser.sign_in_as("op", who).await, who);
        browser
    };
    for browser in join_all(["amara", "joonas", "wulan", "mei", "noor"].map(sign_in)).await {
        assert_eq!(user(&browser).await["is_admin"], false);
        let answer = asks_for_providers(&browser).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "forbidden"));
    }
    assert_eq!(fixture.test_access.count_rows().await.unwrap().grants, 0);
}

/// AC-19: who came by a provider has no password, so none is right.
#[tokio::test]
async fn ac_19_no_password_opens_a_providers_account() {
    let fixture = ServerFixture::new().await;
    landed(&fixture.browser().sign_in_as("op", "amara").await, "amara");
    let amara = person("amara");
    let browser = fixture.browser();
    let headers =
        [("content-type", "application/json"), ("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let mut bodies = HashSet::new();
    for password in ["", " ", "amara", "password", "admin", "null", &amara.subject, "amara@example.com", "\0"] {
        for email in ["amara@example.com", "AMARA@example.com", "nobody@example.com"] {
            let body = json!({ "email": email, "password": password }).to_string();
            let answer = browser.send(Method::POST, "/api/auth/password", &headers, Some(body)).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{email} {password:?}: {}", answer.body);
            assert!(answer.set_cookies().is_empty());
            let mut reported = answer.json();
            reported["ref"] = Value::Null;
            bodies.insert(reported.to_string());
        }
    }
    assert_eq!(bodies.len(), 1, "one answer for a known and an unknown address: {bodies:?}");
    let null = json!({ "email": "amara@example.com", "password": null }).to_string();
    let answer = browser.send(Method::POST, "/api/auth/password", &headers, Some(null)).await;
    assert!(answer.status.is_client_error() && answer.set_cookies().is_empty(), "{}", answer.body);
}
