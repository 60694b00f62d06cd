//! What an application learns about a person.

use http::StatusCode;
use vestibule_core::{
    access::{Providers, Rules},
    ids::Ref,
    random::OsRandom,
};
use vestibule_demo_idp::Person;
use vestibule_store::{AuditEvent, EventKind};
use vestibule_tests::{Answer, ServerFixture, Setup};

use crate::{behind_a_proxy, identity, signed_in_as, verify};

/// FA-03: a header without a value is empty, not absent, so that a proxy overwrites the client's.
#[tokio::test]
async fn every_header_is_there() {
    let (_world, browser) = signed_in_as("noor").await;
    let answer = verify(&browser, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(identity(&answer), ["noor", "", "Noor al-Haddad", "guests"]);
    assert_eq!((answer.header("cache-control"), answer.body.len()), (Some("no-store"), 0));
}

/// NA-01, NA-03: somebody who takes the name of a deleted person is neither by name nor by id that person.
#[tokio::test]
async fn a_name_and_an_id_are_one_persons() {
    let fixture = ServerFixture::with(Setup { postgres: true, ..behind_a_proxy() }).await;
    let (other, _) = fixture.another_node().await;
    let id_of = |answer: &Answer| answer.headers["remote-id"].to_str().unwrap().to_owned();
    let noor = fixture.browser();
    noor.sign_in_as("op", "noor").await;
    let first = verify(&noor, &[]).await;
    assert_eq!(identity(&first)[0], "noor");
    assert_eq!(noor.get_json("/api/auth/session").await.json()["user"]["id"], id_of(&first));
    let user = id_of(&first).parse().unwrap();
    let event = AuditEvent::new(EventKind::UserDeleted, Ref::generate(&OsRandom));
    let providers = Providers::default();
    let rules = Rules { providers: &providers, grant_max_age: chrono::Duration::days(30) };
    other.application.store.delete_user(user, rules, &event).await.unwrap();
    for number in 2..4 {
        fixture.op.people().put(Person { email: None, ..Person::new(&format!("s{number}"), "noor", "A", "Other") });
        let other = fixture.browser();
        let entered = other.sign_in_as("op", &format!("s{number}")).await;
        assert_eq!(entered.header("location"), Some("/"), "{entered:?}");
        let answer = verify(&other, &[]).await;
        assert_eq!(identity(&answer)[0], format!("noor-{number}"));
        assert_ne!(id_of(&answer), id_of(&first));
        other.post_form("/api/auth/logout", &[]).await;
    }
}

/// FA-06: no value breaks out of its header, or out of its place in a list.
#[tokio::test]
async fn values_of_every_shape() {
    let setup = Setup {
        upstream: |options| {
            let person = &mut options.people[0];
            (person.given_name, person.family_name) = ("Zoë\r\nRemote-User: root".into(), "Ωmega 100%".into());
            person.groups = ["a,admins", "b;c", "d e", "é\u{1F511}", "x\r\ny"].map(str::to_owned).to_vec();
        },
        ..behind_a_proxy()
    };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let answer = verify(&browser, &[]).await;
    let [user, _, name, groups] = identity(&answer);
    assert_eq!(user, "amara");
    let decode = |text: &str| {
        let query = format!("v={}", text.replace('+', "%2B"));
        url::form_urlencoded::parse(query.as_bytes()).next().unwrap().1.into_owned()
    };
    let signed_in = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!(decode(&name), signed_in["name"].as_str().unwrap());
    assert!(name.contains("Zo%C3%AB") && name.ends_with("%CE%A9mega 100%25"), "{name}");
    let stored: Vec<&str> = signed_in["groups"].as_array().unwrap().iter().filter_map(|group| group.as_str()).collect();
    assert!(stored.contains(&"a,admins"), "{stored:?}");
    assert_eq!(groups.split(',').map(decode).collect::<Vec<_>>(), stored);
}

/// FA-06: half a list of groups is another list of groups.
#[tokio::test]
async fn more_groups_than_a_proxy_passes_on() {
    let setup = Setup {
        upstream: |options| {
            options.people[0].groups = (0..200).map(|number| format!("{number:040}")).collect();
        },
        ..behind_a_proxy()
    };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let answer = verify(&browser, &[("accept", "application/json")]).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "forbidden"));
    assert!(answer.json()["detail"].as_str().unwrap().contains("groups take"), "{}", answer.body);
    crate::assert_nobody(&answer, "too many groups");
}
