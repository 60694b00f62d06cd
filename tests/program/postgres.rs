//! The program on PostgreSQL: one node, several nodes, and a server that goes away.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_core::{
    access::{Providers, Rules},
    clock::SystemClock,
    random::OsRandom,
    seal::Keyring,
    secret::Secret,
};
use vestibule_store::{
    ChangeOutcome, ConnectSettings, EventKind, Store, StoreOptions, UserChange, conformance::PostgresServer,
};
use vestibule_tests::Browser;

use crate::{
    installation::{Installation, provider, state_line},
    password::create,
    stored::{event, insert},
};

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Two nodes on one database with one key, behind one address: that of the first.
pub(crate) fn nodes(url: &str) -> [Installation; 2] {
    let mut nodes = [Installation::new(), Installation::new()];
    let key = Keyring::generate(&OsRandom);
    let public_url = nodes[0].base.origin().ascii_serialization();
    for node in &mut nodes {
        node.set("VESTIBULE_STORAGE__URL", url);
        node.set("VESTIBULE_SECRET_KEY", key.expose());
        node.set("VESTIBULE_PUBLIC_URL", &public_url);
    }
    nodes
}

/// Another one on that database, without a server.
async fn third_node(one: &Installation, url: String) -> Arc<dyn Store> {
    let keys = Arc::new(Keyring::parse(&Secret::new(one.variable("VESTIBULE_SECRET_KEY"))).unwrap());
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    vestibule_store::open(StoreOptions {
        url,
        base: "".into(),
        connect: ConnectSettings::default(),
        keys,
        clock,
        random,
    })
    .await
    .unwrap()
}

/// Who a node takes the browser for; cookies do not know about ports.
async fn signed_in(browser: &Browser, node: &Installation) -> StatusCode {
    browser.get_json(node.base.join("/api/auth/verify").unwrap()).await.status
}

#[tokio::test]
async fn two_nodes_are_one_installation() {
    let url = PostgresServer::shared().fresh_url();
    let [here, there] = nodes(&url);
    let op = here.upstream(&["op", "late"]).await;
    for node in [&here, &there] {
        node.configure(&provider("op", op.issuer()));
    }
    let (mut one, mut other) = (here.serve_ready().await, there.serve_ready().await);
    // What begins at one node ends at the other, once.
    let browser = here.browser();
    let callback = browser.callback_of("op").await;
    let at = |node: &Installation| {
        let mut at = callback.clone();
        at.set_port(node.base.port()).unwrap();
        at
    };
    assert_eq!(browser.get(at(&there)).await.header("location"), Some("/"));
    assert_eq!(browser.get(at(&here)).await.status, StatusCode::BAD_REQUEST, "the flow is consumed");
    assert_eq!(signed_in(&browser, &here).await, StatusCode::OK);
    // What ends at one node has ended at the other.
    browser.post_form("/api/auth/logout", &[]).await;
    assert_eq!(signed_in(&browser, &here).await, StatusCode::UNAUTHORIZED);
    assert_eq!(signed_in(&browser, &there).await, StatusCode::UNAUTHORIZED);
    // What somebody saves at a third node is in force at both.
    let store = third_node(&here, url).await;
    insert(&*store, "late", op.issuer()).await;
    one.until_log(&state_line("late", "ready")).await;
    other.until_log(&state_line("late", "ready")).await;
    assert_eq!(here.browser().sign_in("late").await.header("location"), Some("/"));
}

/// What administrators have stored is visible from the shell, with and without a server, and nothing is changed.
#[tokio::test]
async fn the_shell_sees_what_is_stored() {
    let server = PostgresServer::start();
    let url = server.fresh_url();
    let [mut node, _] = nodes(&url);
    let listed = node.run(&["provider", "list"]).await;
    assert!(listed.code == Some(0) && listed.stdout.starts_with("No providers yet."), "{listed:?}");
    let op = node.upstream(&["late"]).await;
    let program = node.serve().await;
    let keys = Arc::new(Keyring::parse(&Secret::new(node.variable("VESTIBULE_SECRET_KEY"))).unwrap());
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let store = vestibule_store::open(StoreOptions {
        url,
        base: "".into(),
        connect: ConnectSettings::default(),
        keys,
        clock,
        random,
    })
    .await
    .unwrap();
    insert(&*store, "late", op.issuer()).await;
    let enabled = async |node: &Installation| {
        let listed = node.run(&["provider", "list", "--json"]).await;
        assert_eq!((listed.code, &*listed.stderr), (Some(0), ""));
        let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
        let provider = &listed["providers"][0];
        assert_eq!((&provider["id"], &provider["owner"]), (&json!("late"), &json!("admin")), "{listed}");
        provider["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(enabled(&node).await, "enabled");
    let checked = node.run(&["check", "--online"]).await;
    let ready = format!("provider late (Pocket ID): ready, issuer {}\nno faults\n", op.issuer());
    assert!(checked.code == Some(0) && checked.stdout.ends_with(&ready), "{checked:?}");
    assert_eq!(program.terminate().await.code, Some(0));
    assert_eq!(enabled(&node).await, "enabled");

    // With another key the secret does not open, and says so.
    let right = node.variable("VESTIBULE_SECRET_KEY").to_owned();
    node.set("VESTIBULE_SECRET_KEY", Keyring::generate(&OsRandom).expose());
    assert_eq!(enabled(&node).await, "faulted");
    let checked = node.run(&["check"]).await;
    assert!(checked.code == Some(1) && checked.stdout.contains("/credentials/client_secret: "), "{checked:?}");
    node.set("VESTIBULE_SECRET_KEY", &right);

    server.crash();
    let listed = node.run(&["provider", "list"]).await;
    assert!(listed.code == Some(75) && listed.stderr.contains("it cannot be reached"), "{listed:?}");
    let checked = node.run(&["check"]).await;
    let fault = "fault: cannot read the providers that administrators have added: cannot use the database ";
    assert!(checked.code == Some(1) && checked.stdout.contains(fault), "{checked:?}");
}

/// DB-06: while the server is away the answer is that storage is unavailable, never that the cookie is bad; afterwards
/// everything goes on.
#[tokio::test]
async fn a_server_that_goes_away_and_comes_back() {
    let server = PostgresServer::start();
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__URL", &server.fresh_url());
    create(&installation, "root@example.com").await;
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let browser = installation.browser();
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    let callback = browser.callback_of("op").await;
    server.crash();
    // A cookie that was never seen here: it cannot be checked.
    let unknown = installation.browser();
    unknown.plant("vestibule_session", &"A".repeat(43));
    let (checked, answer) = tokio::join!(signed_in(&unknown, &installation), browser.get(callback));
    assert_eq!(checked, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "storage_unavailable"));
    server.recover();
    assert_eq!(signed_in(&unknown, &installation).await, StatusCode::UNAUTHORIZED);
    assert_eq!(signed_in(&browser, &installation).await, StatusCode::OK);
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));
}

#[tokio::test]
async fn what_prevents_a_start() {
    let server = PostgresServer::shared();
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__URL", &(server.url("absent") + "&password=canary"));
    let says = installation.refusal().await;
    assert!(says.contains("there is no such database; create it"), "{says}");
    assert!(!says.contains("canary"), "{says}");
    installation.set("VESTIBULE_STORAGE__URL", &server.fresh_url());
    create(&installation, "root@example.com").await;
    std::fs::remove_file(installation.path("data/secret.key")).unwrap();
    let says = installation.refusal().await;
    assert!(says.contains("is missing, and the database is encrypted with it"), "{says}");
    let refused = installation.run(&["backup", "copy.db"]).await;
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("pg_dump"), "{}", refused.stderr);
}

/// CK-09: a node that has just looked at a session believes it for five seconds, whoever ends it elsewhere.
#[tokio::test]
async fn what_ends_elsewhere_ends_here() {
    let url = PostgresServer::shared().fresh_url();
    let [here, there] = nodes(&url);
    let op = here.upstream(&["op"]).await;
    for node in [&here, &there] {
        node.configure(&provider("op", op.issuer()));
    }
    let _programs = (here.serve_ready().await, there.serve_ready().await);
    let (leaves, stays) = (here.browser(), here.browser());
    for browser in [&leaves, &stays] {
        assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
        assert_eq!(signed_in(browser, &there).await, StatusCode::OK, "it is known there from now on");
    }
    let session = stays.get_json("/api/auth/session").await.json();
    let user = session["user"]["id"].as_str().unwrap().parse().unwrap();
    let store = third_node(&here, url).await;
    let ended = Instant::now();
    leaves.post_form("/api/auth/logout", &[]).await;
    let disabled = UserChange { disabled: Some(true), ..UserChange::default() };
    let providers = Providers::default();
    let rules = Rules { providers: &providers, grant_max_age: chrono::Duration::days(30) };
    let changed = store.change_user(user, disabled, rules, &event(EventKind::UserChanged)).await;
    assert!(matches!(changed, Ok(ChangeOutcome::Done(_))), "{changed:?}");
    for (browser, node) in [(&leaves, &there), (&stays, &there), (&stays, &here)] {
        while signed_in(browser, node).await != StatusCode::UNAUTHORIZED {
            assert!(ended.elapsed() < TIMEOUT, "it does not end here");
            vestibule_tests::pause().await;
        }
    }
}

#[tokio::test]
async fn its_key_is_replaced_while_the_server_is_stopped() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__URL", &(PostgresServer::shared().fresh_url() + "&password=canary"));
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let person = installation.browser();
    assert_eq!(person.sign_in("op").await.header("location"), Some("/"));
    let key = std::fs::read_to_string(installation.path("data/secret.key")).unwrap();
    let refused = installation.run(&["key", "rotate"]).await;
    assert_eq!(refused.code, Some(75));
    assert!(refused.stderr.contains("is in use: stop the vestibule that runs on it"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(installation.path("data/secret.key")).unwrap(), key, "nothing was changed");
    assert_eq!(program.terminate().await.code, Some(0));

    let rotated = loop {
        // The server notices the end of a connection a moment later.
        let rotated = installation.run(&["key", "rotate", "--drop-old"]).await;
        if !rotated.stderr.contains("is in use") {
            break rotated;
        }
    };
    assert_eq!((rotated.code, &*rotated.stderr), (Some(0), ""));
    assert!(rotated.stdout.contains("2 stored secrets"), "the tokens of the session: {}", rotated.stdout);
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
    let output = [&refused, &rotated, &checked].map(|ended| format!("{}{}", ended.stdout, ended.stderr)).concat();
    assert!(!output.contains("canary") && !output.contains(key.trim()), "{output}");
    let _program = installation.serve_ready().await;
    assert_eq!(signed_in(&person.reconnected(), &installation).await, StatusCode::OK, "sessions go on");
}

/// AU-03: events are kept as long as `audit.keep` says.
#[tokio::test]
async fn au_03_older_events_are_deleted() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__URL", &url);
    create(&installation, "root@example.com").await;
    create(&installation, "jane@example.com").await;
    let events = |what: &str| server.run_on(database, &format!("select {what} from audit_events"));
    assert_eq!(events("count(*)"), "2");
    let (older, newer) = (events("min(seq)"), events("max(seq)"));
    let days = |count: i64| count * 24 * 60 * 60 * 1_000;
    let age =
        format!("update audit_events set at = at - case when seq = {older} then {} else {} end", days(10), days(3));
    server.run_on(database, &age);
    installation.configure("[audit]\nkeep = \"7d\"\n");
    let _program = installation.serve().await;
    let deleted = async {
        while events("count(*)") != "1" {
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(TIMEOUT, deleted).await.expect("the older one is deleted");
    assert_eq!(events("min(seq)"), newer);
}

/// The way that the refusals of `backup` and `restore` name.
#[tokio::test]
async fn its_own_tools_bring_everything_back() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__URL", &url);
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let person = installation.browser();
    assert_eq!(person.sign_in("op").await.header("location"), Some("/"));
    let copy = installation.path("copy");
    let dumped = server.tool("pg_dump", database).args(["--format=custom", "--file"]).arg(&copy).status().unwrap();
    assert!(dumped.success(), "while the server runs");
    let later = installation.browser();
    assert_eq!(later.sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));
    let refused = installation.run(&["restore", copy.to_str().unwrap()]).await;
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("`pg_restore --clean --if-exists"), "{}", refused.stderr);
    let restored = server
        .tool("pg_restore", database)
        .args(["--clean", "--if-exists", "--single-transaction", "--exit-on-error"])
        .arg(&copy)
        .status()
        .unwrap();
    assert!(restored.success());
    let _program = installation.serve_ready().await;
    assert_eq!(signed_in(&person.reconnected(), &installation).await, StatusCode::OK);
    assert_eq!(signed_in(&later.reconnected(), &installation).await, StatusCode::UNAUTHORIZED, "it was not there yet");
}
