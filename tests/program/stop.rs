//! What is on the disk after a stop, and what the next start makes of it (F1, F2, F4).

use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};

use http::StatusCode;
use tokio::sync::Notify;
use vestibule_tests::{Browser, preceded, vestibule};

use crate::{
    installation::{Installation, provider},
    password::create,
};

/// Copies the two files that docs/operations.md names into another installation.
fn copy(from: &Installation, to: &Installation) {
    fs::create_dir(to.path("data")).unwrap();
    for file in ["data/vestibule.db", "data/secret.key"] {
        fs::copy(from.path(file), to.path(file)).unwrap();
    }
}

/// Signs in again and again until the server is gone; returns everybody whose sign-in was answered.
async fn sign_in_until_the_end(browsers: Vec<Browser>, first: Arc<Notify>) -> Vec<Browser> {
    let mut signed_in = Vec::new();
    for browser in browsers {
        let Ok(begun) = browser.try_get("/api/auth/providers/op/authorize").await else { break };
        if begun.location().is_none_or(|location| location.path() == "/login") {
            break;
        }
        let callback = browser.through_the_provider(&begun).await;
        match browser.try_get(callback).await {
            Ok(answer) if answer.header("location") == Some("/") => {}
            _ => break,
        }
        signed_in.push(browser);
        first.notify_one();
    }
    signed_in
}

/// F1: a stop under load, then the two files.
#[tokio::test]
async fn f1_what_was_acknowledged_is_in_the_two_files() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let first = Arc::new(Notify::new());
    let people = |_| (0..200).map(|_| installation.browser()).collect::<Vec<_>>();
    let load: Vec<_> =
        (0..4).map(people).map(|people| tokio::spawn(sign_in_until_the_end(people, first.clone()))).collect();
    first.notified().await;
    first.notified().await;
    let ended = program.terminate().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!installation.path("data/vestibule.db-wal").exists(), "everything is in the database");

    let moved = Installation::at(&installation);
    copy(&installation, &moved);
    moved.configure(&provider("op", op.issuer()));
    let _program = moved.serve_ready().await;
    let mut count = 0;
    for load in load {
        for person in load.await.unwrap() {
            let session = person.reconnected().get_json("/api/auth/session").await;
            assert_eq!(session.status, StatusCode::OK, "{}", session.body);
            count += 1;
        }
    }
    assert!(count > 0, "somebody signed in");
}

/// F1: without its log, or with another one's, a database is not what it was.
#[tokio::test]
async fn f1_files_that_do_not_belong_together_are_refused() {
    let installation = Installation::new();
    let mut program = installation.serve().await;
    program.until_log("setup_url").await;
    let moved = Installation::new();
    copy(&installation, &moved);
    let database = moved.path("data/vestibule.db");
    let (shown, log) = (database.display(), moved.path("data/vestibule.db-wal"));
    let says = format!(
        "there is nothing in {shown}: it was copied without {shown}-wal, which holds its content. Put that file next to it, \
         or restore a backup; to start anew, move {shown} away\n"
    );
    assert_eq!(moved.refusal().await, says);
    // With it, it is an installation.
    fs::copy(installation.path("data/vestibule.db-wal"), &log).unwrap();
    assert_eq!(moved.serve_once().await.code, Some(0));

    fs::copy(installation.path("data/vestibule.db-wal"), &log).unwrap();
    let says = format!(
        "{} does not belong to {shown}: the last server had written everything into the database, and left none. Move it \
         away; if you have replaced the database by a copy, use `vestibule restore` for that\n",
        log.display()
    );
    assert_eq!(moved.refusal().await, says);
    let reset = moved.run(&["admin", "token", "x"]).await;
    assert_eq!((reset.code, &*reset.stderr), (Some(2), &*says), "a command reads it, too");
    fs::remove_file(&log).unwrap();
    assert_eq!(moved.serve_once().await.code, Some(0));

    // A server that was killed leaves its log, and goes on with it.
    let mut killed = moved.serve().await;
    killed.until_log("setup_url").await;
    killed.kill().await;
    assert!(log.exists());
    let mut program_again = moved.serve().await;
    program_again.until_log("setup_url").await;
    program_again.kill().await;
    fs::remove_file(&log).unwrap();
    let ended = moved.serve_once().await;
    assert!(ended.stderr.contains("the server did not end in order, and "), "{}", ended.stderr);
    drop(program);
}

/// F4: a second server on the same data is refused, and learns which one is there; a kill releases it.
#[tokio::test]
async fn f4_a_second_server_is_refused() {
    let installation = Installation::new();
    let program = installation.serve().await;
    let second = installation.run(&["serve"]).await;
    let says = format!(
        "a server already runs on {} (process {}); stop it, or give this one another `data_dir`\n",
        installation.path("data/vestibule.db").display(),
        program.id()
    );
    assert_eq!((second.code, second.stderr), (Some(75), says));
    program.kill().await;
    assert_eq!(installation.serve_once().await.code, Some(0));
}

/// F2: a data folder that cannot be written is found at the start, with or without files in it.
#[tokio::test]
async fn f2_a_data_folder_that_cannot_be_written_is_refused() {
    let installation = Installation::new();
    create(&installation, "root@example.com").await;
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    installation.serve_ready().await.kill().await;
    assert!(installation.path("data/vestibule.db-wal").exists());
    let set =
        |name: &str, mode| fs::set_permissions(installation.path(name), fs::Permissions::from_mode(mode)).unwrap();
    for file in fs::read_dir(installation.path("data")).unwrap() {
        fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(0o666)).unwrap();
    }
    set("data", 0o555);
    set("", 0o755);
    // Root may write everywhere, so it becomes somebody else.
    let is_root = fs::metadata("/proc/self").is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0);
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let environment: Vec<_> = installation.variables().iter().map(|(name, value)| (&**name, &**value)).collect();
    let command = vestibule(installation.folder(), &["serve"], &environment);
    let mut command = preceded(if is_root { &nobody } else { &[] }, command);
    let ended = command.spawn().unwrap().wait_with_output().await.unwrap();
    set("data", 0o755);
    let says = String::from_utf8(ended.stderr).unwrap();
    let begins = format!("cannot write to {}: Permission denied", installation.path("data").display());
    assert!(says.starts_with(&begins), "{says}");
    assert_eq!(ended.status.code(), Some(2));
}
