//! The program on PostgreSQL: one node, several nodes, and a server that goes away.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_core::{clock::SystemClock, random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::{StoreOptions, conformance::PostgresServer};
use vestibule_tests::Browser;

use crate::{
    installation::{Installation, provider, state_line},
    password::create,
    stored::insert,
};

/// Two nodes on one database with one key, as they stand behind one address: that of the first.
fn nodes(url: &str) -> [Installation; 2] {
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
    let key = here.variable("VESTIBULE_SECRET_KEY");
    let keys = Arc::new(Keyring::parse(&Secret::new(key)).unwrap());
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let store = vestibule_store::open(StoreOptions { url, base: "".into(), keys, clock, random }).await.unwrap();
    insert(&*store, "late", op.issuer()).await;
    one.until_log(&state_line("late", "ready")).await;
    other.until_log(&state_line("late", "ready")).await;
    assert_eq!(here.browser().sign_in("late").await.header("location"), Some("/"));
}

/// What administrators have stored is seen from the shell, beside a server and without one, and nothing is changed.
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
    let store = vestibule_store::open(StoreOptions { url, base: "".into(), keys, clock, random }).await.unwrap();
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
    assert!(listed.code == Some(2) && listed.stderr.contains("it cannot be reached"), "{listed:?}");
    let checked = node.run(&["check"]).await;
    let fault = "fault: the providers of administrators: cannot use the database ";
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
    // A cookie that was never seen here: nobody can say that it is bad.
    let stranger = installation.browser();
    stranger.plant("vestibule_session", &"A".repeat(43));
    assert_eq!(signed_in(&stranger, &installation).await, StatusCode::SERVICE_UNAVAILABLE);
    let answer = browser.get(callback).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "storage_unavailable"));
    server.recover();
    assert_eq!(signed_in(&stranger, &installation).await, StatusCode::UNAUTHORIZED);
    assert_eq!(signed_in(&browser, &installation).await, StatusCode::OK);
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_start() {
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
    assert!(says.contains("is missing, and the database is sealed with it"), "{says}");
    let refused = installation.run(&["backup", "copy.db"]).await;
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("pg_dump"), "{}", refused.stderr);
}
