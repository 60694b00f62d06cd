//! Many people at once. How fast that is, and how it goes for a whole minute, `cargo dev bench` measures.

use std::{collections::BTreeMap, fs, sync::Arc};

use futures_util::{StreamExt as _, future::join_all, stream};
use http::{Method, StatusCode};
use serde_json::json;
use vestibule_core::{definition::SigningAlgorithm, random::OsRandom};
use vestibule_demo_idp::{
    Client, DemoIdp, Endpoint, Options, Person,
    faults::{Fault, Gate},
};
use vestibule_tests::{Answer, ServerFixture, provider};

const SCRIPT: &[(&str, &str)] = &[("accept", "application/json")];

/// LD-01, DB-03: two thousand new people, fifty at a time, without an error: as many users, links and sessions.
#[tokio::test]
async fn ld_01_many_people_at_once_all_get_in() {
    const PEOPLE: usize = 2_000;
    let fixture = ServerFixture::new().await;
    for number in 0..PEOPLE {
        fixture.op.people().put(Person::new(&format!("subject-{number}"), &format!("person{number}"), "P", ""));
    }
    let sign_in = async |number: usize| {
        let browser = fixture.browser();
        let answer = browser.sign_in_as("op", &format!("person{number}")).await;
        (answer.status, answer.header("location").map(str::to_owned))
    };
    let answers: Vec<_> = stream::iter(0..PEOPLE).map(sign_in).buffer_unordered(16).collect().await;
    let others: Vec<_> =
        answers.iter().filter(|(status, to)| (*status, to.as_deref()) != (StatusCode::SEE_OTHER, Some("/"))).collect();
    assert!(others.is_empty(), "{others:?}");
    let rows = fixture.test_access.count_rows().await.unwrap();
    let all = i64::try_from(PEOPLE).unwrap();
    assert_eq!((rows.users, rows.links, rows.sessions, rows.events), (all, all, all, all));
}

/// LD-02: thousands of checks of sessions, some of them of nobody's: each answer is the right one, and not a byte is
/// written to the database.
#[tokio::test]
async fn ld_02_checks_are_right_and_write_nothing() {
    const CHECKS: usize = 3_000;
    let fixture = ServerFixture::new().await;
    let people = ["amara", "joonas", "mei", "nobody"];
    let browsers = people.map(|_| fixture.browser());
    for (browser, who) in browsers.iter().zip(people).take(3) {
        assert_eq!(browser.sign_in_as("op", who).await.header("location"), Some("/"));
    }
    let (name, cookie) = browsers[0].cookies("session").remove(0);
    browsers[3].plant(&name, &cookie.chars().rev().collect::<String>());
    let before = database(&fixture);
    let check = async |number: usize| {
        let (browser, who) = (&browsers[number % 4], people[number % 4]);
        let path = ["/api/auth/verify", "/api/auth/session"][number / 4 % 2];
        let answer = browser.send(Method::GET, path, SCRIPT, None).await;
        let reported = match answer.header("remote-user") {
            Some(user) => user.to_owned(),
            None if answer.status == StatusCode::OK => answer.json()["user"]["username"].as_str().unwrap().to_owned(),
            None => answer.code(),
        };
        let expected =
            if who == "nobody" { (StatusCode::UNAUTHORIZED, "unauthenticated") } else { (StatusCode::OK, who) };
        assert_eq!((answer.status, &*reported), expected, "{path}");
    };
    stream::iter(0..CHECKS).map(check).buffer_unordered(16).collect::<()>().await;
    assert!(before == database(&fixture), "a check writes nothing");
}

/// What is in the files of the database. The index of the log, which readers share, is not part of it.
fn database(fixture: &ServerFixture) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(fixture.environment.folder.path()).unwrap().map(|file| file.unwrap());
    let named = files.map(|file| (file.file_name().into_string().unwrap(), file.path()));
    named.filter(|(name, _)| !name.ends_with("-shm")).map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

/// Another upstream, behind the provider `healthy`.
async fn second_upstream(fixture: &ServerFixture) -> DemoIdp {
    let mut options = Options::new(fixture.clock.clone(), Arc::new(OsRandom));
    options.signing = SigningAlgorithm::ES256;
    options.auto_approve = options.people.first().map(|person| person.subject.clone());
    let callback = fixture.environment.base.join("api/auth/providers/healthy/callback").unwrap();
    options.clients = vec![Client::confidential("healthy", ServerFixture::CLIENT_SECRET, callback.as_str())];
    let upstream = DemoIdp::start(options).await.unwrap();
    fixture.reconfigure(|all| all.push(provider("healthy", "pocketid", &json!({}), upstream.issuer()))).await;
    fixture.until_ready().await;
    upstream
}

/// NW-09, NW-17: one provider hangs and more people wait for it than there are places. Those beyond are refused at once, and through
/// another provider people get in while all the others are still waiting.
#[tokio::test]
async fn nw_17_a_provider_that_hangs_holds_up_nobody_else() {
    const WAITING: usize = 200;
    const PLACES: usize = 32 + 128;
    let fixture = ServerFixture::new().await;
    let healthy = second_upstream(&fixture).await;
    let gate = Gate::new();
    let visitors: Vec<_> = stream::iter(0..WAITING)
        .map(async |_| {
            let browser = fixture.browser();
            let callback = browser.callback_of("op").await;
            (browser, callback)
        })
        .buffer_unordered(16)
        .collect()
        .await;
    fixture.op.faults().set(Endpoint::Token, Fault::new().hold(&gate));
    let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let waiting = visitors.into_iter().map(|(browser, callback)| {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(browser.get(callback).await).unwrap() })
    });
    let waiting: Vec<_> = waiting.collect();
    for _ in PLACES..WAITING {
        let refused = answers.recv().await.unwrap();
        assert_eq!(refused.code(), "provider_unavailable", "at once, because nobody's wait is over");
    }
    gate.reached(32).await;
    let others: Vec<Answer> = join_all((0..20).map(async |_| fixture.browser().sign_in("healthy").await)).await;
    assert!(others.iter().all(|answer| answer.header("location") == Some("/")), "{others:?}");
    assert_eq!(waiting.iter().filter(|task| !task.is_finished()).count(), PLACES, "all the others still wait");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 32);
    fixture.op.faults().clear_all();
    gate.open();
    for _ in 0..PLACES {
        assert_eq!(answers.recv().await.unwrap().header("location"), Some("/"), "whoever waited gets in");
    }
    drop(healthy);
}
