//! Another version of a plugin while the server serves.

use std::{fs, process::Command};

use http::StatusCode;

use crate::server::{PluginServer, compile, fixture, library, pin};

/// PL-01: another hash in the configuration is another version, loaded live; a hash that does not fit leaves the old one.
#[tokio::test]
async fn another_hash_is_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let old = compile("tests/plugins/fixture.c", &["-DSALT=\"Old\""], &folder.path().join("old.so"));
    let new = compile("tests/plugins/fixture.c", &["-DSALT=\"New\""], &folder.path().join("new.so"));
    let server =
        PluginServer::open(vec![pin("p", &old)], vec![fixture("fixture", "refuse", "http://localhost:1")]).await;
    let name = |name: &'static str| {
        move |slot: &vestibule_registry::Slot| slot.ready().is_some() && &*slot.display_name == name
    };
    server.until("fixture", name("Old")).await;
    let mut wrong = pin("p", &new);
    wrong.sha256[0] ^= 1;
    server.pin(vec![wrong]).await;
    server.until("fixture", name("Old")).await;
    let registry = server.registry();
    let said = registry.catalogue.faults()[0].violations.to_string();
    assert!(said.contains("its SHA-256 is"), "{said}");
    assert_eq!(
        server.begin(&server.browser(), "fixture").await.code(),
        "access_denied",
        "the old version still answers"
    );
    server.pin(vec![pin("p", &new)]).await;
    server.until("fixture", name("New")).await;
    assert!(server.registry().catalogue.faults().is_empty());
    server.pin(Vec::new()).await;
    server.until("fixture", |slot| slot.ready().is_none()).await;
    assert!(server.fault("fixture").contains("there is no definition `fixture`"), "{}", server.fault("fixture"));
    server.pin(vec![pin("p", &library("fixture"))]).await;
    server.until("fixture", |slot| slot.ready().is_some()).await;
    assert_eq!(server.browser().get("/login").await.status, StatusCode::OK);
}

/// A call that is under way when its version is replaced ends in that version; whoever comes meanwhile is served by the
/// new one.
#[tokio::test]
async fn the_old_version_serves_until_its_calls_end() {
    let folder = tempfile::tempdir().unwrap();
    let gate = folder.path().join("gate");
    assert!(Command::new("mkfifo").arg(&gate).status().unwrap().success());
    let version = |name: &str| {
        let salt = format!("-DSALT=\"{name}\"");
        compile("tests/plugins/fixture.c", &[&salt], &folder.path().join(format!("{name}.so")))
    };
    let url = format!("http://localhost:1/?gate={}", gate.display());
    let server = PluginServer::open(vec![pin("p", &version("Old"))], vec![fixture("fixture", "gate", &url)]).await;
    server.until("fixture", |slot| slot.ready().is_some()).await;
    let (first, second) = (server.browser(), server.browser());
    let held = server.begin(&first, "fixture");
    tokio::pin!(held);
    // Opening the gate for writing succeeds when the plugin is in front of it.
    let mut reached = tokio::task::spawn_blocking(move || fs::OpenOptions::new().write(true).open(gate));
    let opened = tokio::select! {
        answer = &mut held => panic!("the call does not wait: {}", answer.body),
        opened = &mut reached => opened.unwrap().unwrap(),
    };
    server.environment.providers.change(|all| *all = vec![fixture("fixture", "refuse", &url)]);
    server.pin(vec![pin("p", &version("New"))]).await;
    server.until("fixture", |slot| slot.ready().is_some() && &*slot.display_name == "New").await;
    assert_eq!(server.begin(&second, "fixture").await.code(), "access_denied", "the new version answers");
    drop(opened);
    assert_eq!(held.await.code(), "login_required", "the old version gives the answer that it was asked for");
}
