//! `vestibule demo`: one link, a whole sign-in over it, and nothing left behind.

use std::{fs, path::Path};

use http::StatusCode;
use tokio::net::TcpListener;
use url::Url;
use vestibule_tests::{Browser, Program, run};

/// Starts the demonstration with its throw-away folder below `folder`, and returns its link.
async fn start(folder: &Path, listen: &str) -> (Program, Url) {
    let environment = [("TMPDIR", folder.to_str().unwrap())];
    let mut program = Program::start(folder, &["demo", "--listen", listen], &environment);
    // A line that is a link and nothing else.
    let link = program.until_output("    http").await;
    (program, Url::parse(link.trim()).unwrap())
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[tokio::test]
async fn a_new_user_signs_in_with_the_link() {
    let folder = tempfile::tempdir().unwrap();
    let (program, link) = start(folder.path(), "127.0.0.1:0").await;
    assert!(!is_empty(folder.path()));
    let browser = Browser::new(&link);
    let login = browser.get("/").await;
    assert_eq!(login.status, StatusCode::OK);
    assert!(login.body.contains("Pocket ID"), "{}", login.body);
    let begun = browser.get("/api/auth/providers/pocketid/authorize").await;
    let people = browser.get(begun.location().unwrap()).await;
    assert!(people.body.contains("Joonas Lindqvist"), "{}", people.body);
    let interaction = people.body.split("name=\"interaction\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let joonas = "6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be002";
    let decision = people.url.join("/authorize/decision").unwrap();
    let idp = Browser::new(&people.url);
    let decided = idp.post_form(decision, &[("interaction", interaction), ("person", joonas)]).await;
    let callback = decided.location().unwrap_or_else(|| panic!("{}", decided.body));
    assert_eq!(callback.origin(), link.origin(), "back to where the link led");
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    assert_eq!(browser.get("/").await.header("location"), Some("/account"));
    assert!(browser.get("/account").await.body.contains("joonas@example.com"));

    let ended = program.terminate().await;
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
    let links: Vec<Url> = ended.stdout.lines().filter_map(|line| Url::parse(line.trim()).ok()).collect();
    let [first, setup] = &*links else { panic!("{}", ended.stdout) };
    assert_eq!((first, setup.path()), (&link, "/setup"), "the one for people, then the one for the administrator");
    assert_eq!(setup.origin(), link.origin());
    assert!(is_empty(folder.path()), "the throw-away folder is still there");
}

#[tokio::test]
async fn a_port_that_is_taken_is_replaced_by_a_free_one() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (program, link) = start(folder.path(), &taken.local_addr().unwrap().to_string()).await;
    assert_ne!(link.port(), Some(taken.local_addr().unwrap().port()));
    assert_eq!(Browser::new(&link).get_json("/healthz").await.status, StatusCode::OK);
    program.signal("INT").await;
    assert_eq!(program.ended().await.code, Some(0), "Ctrl-C is how a person ends it");
    assert!(is_empty(folder.path()));
}

/// Anybody may be anybody in it.
#[tokio::test]
async fn only_this_machine_may_reach_it() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:3000"] {
        let environment = [("TMPDIR", folder.path().to_str().unwrap())];
        let refused = run(folder.path(), &["demo", "--listen", address], &environment).await;
        let says = "the demo signs anyone in without a password, so it listens only on loopback; choose an address such as \
                    127.0.0.1:3000\n";
        assert_eq!((refused.code, &*refused.stdout, &*refused.stderr), (Some(2), "", says), "{address}");
        assert!(is_empty(folder.path()));
    }
}
