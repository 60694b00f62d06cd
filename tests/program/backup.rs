//! `vestibule backup` with a running server, and `vestibule restore` after a loss.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use http::StatusCode;
use vestibule_core::access::{Providers, Rules};
use vestibule_core::{random::OsRandom, seal::Keyring};
use vestibule_demo_idp::DemoIdp;
use vestibule_store::{EventKind, UserChange, UserFilter};
use vestibule_tests::{Browser, Ended, Program};

use crate::{
    installation::{Installation, SECRET, state_line},
    password::create,
    storage::database,
    stored::{event, store_provider},
};

/// An installation with a stored provider, and somebody who is signed in.
async fn somebody() -> (Installation, DemoIdp, Program, Browser) {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    store_provider(&installation, "op", op.issuer()).await;
    let program = installation.serve_ready().await;
    let person = installation.browser();
    assert_eq!(person.sign_in("op").await.header("location"), Some("/"));
    (installation, op, program, person)
}

/// The disk is gone.
fn lose(installation: &Installation) {
    fs::remove_dir_all(installation.path("data")).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn refused(says: impl std::fmt::Display) -> Ended {
    Ended { code: Some(2), stdout: String::new(), stderr: format!("{says}\n") }
}

#[tokio::test]
async fn a_backup_under_load_is_everything_that_there_was() {
    let (installation, _op, program, person) = somebody().await;
    let file = installation.path("copy.db");
    let name = file.to_str().unwrap();
    let arguments = ["backup", name, "--with-keys"];
    let (mut during, mut made);
    loop {
        during = 0;
        let backup = installation.run(&arguments);
        tokio::pin!(backup);
        made = loop {
            let visitor = installation.browser();
            tokio::select! {
                made = &mut backup => break made,
                answer = visitor.sign_in("op") => assert_eq!(answer.header("location"), Some("/")),
            }
            during += 1;
        };
        if during > 0 || made.code != Some(0) {
            break;
        }
        // The copy was there before anybody was signed in: once more.
        fs::remove_file(&file).unwrap();
        fs::remove_file(installation.path("copy.db.key")).unwrap();
    }
    assert_eq!((made.code, &*made.stderr), (Some(0), ""), "{}", made.stdout);
    assert!(during > 0, "somebody signed in meanwhile");
    assert_eq!((mode(&file), mode(&installation.path("copy.db.key"))), (0o600, 0o600));
    let restored = installation.run(&["restore", name, "--with-keys"]).await;
    let database_file = installation.path("data/vestibule.db");
    let in_use = format!(
        "{} is in use: stop the vestibule that runs on it, then run this command again",
        database_file.display()
    );
    assert_eq!(restored, Ended { code: Some(75), ..refused(in_use) });
    program.kill().await;

    lose(&installation);
    let restored = installation.run(&["restore", name, "--with-keys"]).await;
    assert_eq!((restored.code, &*restored.stderr), (Some(0), ""), "{}", restored.stdout);
    assert_eq!((mode(&database_file), mode(&installation.path("data/secret.key"))), (0o600, 0o600));
    let program = installation.serve_ready().await;
    let session = person.reconnected().get_json("/api/auth/session").await;
    assert_eq!(session.status, StatusCode::UNAUTHORIZED, "{}", session.body);
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));
    program.kill().await;
    let test_access = database(&installation).await.test_access;
    assert_eq!(test_access.find_damage().await.unwrap(), [""; 0]);
    assert_eq!(test_access.count_orphans().await.unwrap(), 0);
}

#[tokio::test]
async fn without_the_key_secrets_are_asked_for() {
    let (installation, _op, program, person) = somebody().await;
    let file = installation.path("copy.db");
    let name = file.to_str().unwrap();
    assert_eq!(installation.run(&["backup", name]).await.code, Some(0));
    assert!(!installation.path("copy.db.key").exists());
    program.kill().await;
    let key = fs::read(installation.path("data/secret.key")).unwrap();
    lose(&installation);
    let restored = installation.run(&["restore", name]).await;
    assert_eq!(restored.code, Some(0), "{}", restored.stderr);
    assert!(restored.stdout.contains("Enter them again"), "{}", restored.stdout);
    assert!(restored.stdout.ends_with("\n  provider op: client_secret\n"), "{}", restored.stdout);
    let mut program = installation.serve().await;
    let fault = program.until_log(&state_line("op", "faulted")).await;
    assert!(fault.contains("/credentials/client_secret") && fault.contains("enter this secret again"), "{fault}");
    let session = person.reconnected().get_json("/api/auth/session").await;
    assert_eq!(session.status, StatusCode::UNAUTHORIZED, "{}", session.body);
    assert_eq!(program.terminate().await.code, Some(0));

    // Nothing is lost: the old key, added to the new one, decrypts it.
    let new = fs::read(installation.path("data/secret.key")).unwrap();
    fs::write(installation.path("data/secret.key"), [new, key].concat()).unwrap();
    let _program = installation.serve_ready().await;
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));
}

#[tokio::test]
async fn what_is_there_is_kept() {
    let (installation, _op, program, person) = somebody().await;
    let file = installation.path("copy.db");
    let name = file.to_str().unwrap();
    assert_eq!(installation.run(&["backup", name]).await.code, Some(0));
    let exists = |path: &Path| refused(format!("{} already exists; choose another name", path.display()));
    assert_eq!(installation.run(&["backup", name]).await, exists(&file));
    fs::write(installation.path("other.db.key"), "mine").unwrap();
    let other = installation.path("other.db");
    let answer = installation.run(&["backup", other.to_str().unwrap(), "--with-keys"]).await;
    assert_eq!(answer, exists(&installation.path("other.db.key")));
    assert!(!other.exists(), "not half of it either");

    let late = installation.browser();
    assert_eq!(late.sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));
    let restored = installation.run(&["restore", name]).await;
    assert_eq!(restored.code, Some(0), "{}", restored.stderr);
    let program = installation.serve_ready().await;
    for browser in [&late, &person] {
        assert_eq!(browser.reconnected().get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(person.reconnected().sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));

    let names = fs::read_dir(installation.path("data")).unwrap().map(|entry| entry.unwrap().path());
    let kept = names.filter(|path| path.to_string_lossy().contains("vestibule.db.before-restore-")).collect::<Vec<_>>();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(mode(&kept[0]), 0o600);
    assert_eq!(
        installation.run(&["restore", kept[0].to_str().unwrap()]).await.code,
        Some(0),
        "and can be gone back to"
    );
    let _program = installation.serve_ready().await;
    assert_eq!(late.reconnected().sign_in("op").await.header("location"), Some("/"));
}

#[tokio::test]
async fn what_cannot_be_restored_changes_nothing() {
    let (installation, _op, program, person) = somebody().await;
    let file = installation.path("copy.db");
    assert_eq!(installation.run(&["backup", file.to_str().unwrap()]).await.code, Some(0));
    assert_eq!(program.terminate().await.code, Some(0));
    let before = fs::read(installation.path("data/vestibule.db")).unwrap();
    let letter = installation.path("letter");
    fs::write(&letter, "Dear diary, today I was taken for a backup. ".repeat(200)).unwrap();
    let half = installation.path("half.db");
    let whole = fs::read(&file).unwrap();
    fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let nowhere = installation.path("nowhere");
    let empty = installation.path("empty");
    fs::write(&empty, "").unwrap();
    for (path, says) in [
        (&letter, " is not a backup of vestibule: it is not an SQLite database. Name a file that "),
        (&empty, " is not a backup of vestibule: there is nothing in it. Name a file that "),
        (&half, " is damaged: "),
        (&nowhere, "there is no backup at "),
        (&installation.folder().to_owned(), "there is no backup at "),
        (&installation.path("data/vestibule.db"), " is a database in use, not a backup"),
    ] {
        let answer = installation.run(&["restore", path.to_str().unwrap()]).await;
        assert_eq!((answer.code, &*answer.stdout), (Some(2), ""), "{says}");
        assert!(answer.stderr.contains(says) && !answer.stderr.contains(SECRET), "{}", answer.stderr);
        assert!(answer.stderr.contains(path.to_str().unwrap()), "it names the file: {}", answer.stderr);
        assert!(!answer.stderr.contains(".vestibule-"), "and not our own copy of it: {}", answer.stderr);
    }
    let key = installation.path("copy.db.key");
    for (text, says) in [
        (None, format!("cannot read the secret key {}: ", key.display())),
        (Some("canary"), format!("{}: key number 1 is not 32 bytes in base64", key.display())),
    ] {
        text.iter().for_each(|text| fs::write(&key, text).unwrap());
        let answer = installation.run(&["restore", file.to_str().unwrap(), "--with-keys"]).await;
        assert_eq!((answer.code, &*answer.stdout), (Some(2), ""), "{says}");
        assert!(answer.stderr.starts_with(&says) && !answer.stderr.contains("canary"), "{}", answer.stderr);
    }
    assert_eq!(fs::read(installation.path("data/vestibule.db")).unwrap(), before);
    let _program = installation.serve_ready().await;
    assert_eq!(person.reconnected().get_json("/api/auth/session").await.status, StatusCode::OK, "nothing was restored");
}

#[tokio::test]
async fn there_must_be_something_to_copy() {
    let installation = Installation::new();
    let answer = installation.run(&["backup", "copy.db"]).await;
    let path = installation.path("data/vestibule.db");
    let says = format!("there is no installation: {} does not exist (", path.display());
    assert!(answer.code == Some(2) && answer.stderr.starts_with(&says), "{answer:?}");
    assert!(!installation.path("copy.db").exists());
}

#[tokio::test]
async fn two_restores_within_one_second_keep_two_databases() {
    let (installation, _op, program, _person) = somebody().await;
    let file = installation.path("copy.db");
    let name = file.to_str().unwrap();
    assert_eq!(installation.run(&["backup", name, "--with-keys"]).await.code, Some(0));
    assert_eq!(program.terminate().await.code, Some(0));
    let key = installation.path("copy.db.key");
    for _ in 0..4 {
        // Another key each time, so that there is something to keep of it as well.
        fs::write(&key, Keyring::generate(&OsRandom).expose()).unwrap();
        let restored = installation.run(&["restore", name, "--with-keys"]).await;
        assert_eq!(restored.code, Some(0), "{}", restored.stderr);
    }
    let names = fs::read_dir(installation.path("data")).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<_> = names.filter(|path| path.to_string_lossy().contains(".before-restore-")).collect();
    assert_eq!(kept.len(), 8, "{kept:?}");
    assert!(kept.iter().all(|path| mode(path) == 0o600), "{kept:?}");
}

#[tokio::test]
async fn a_place_for_the_copy_and_a_key_that_is_one() {
    let (installation, _op, program, _person) = somebody().await;
    let folder = installation.path("nowhere");
    let answer = installation.run(&["backup", folder.join("copy.db").to_str().unwrap()]).await;
    let says = format!("there is no folder {}; make it, or choose another place for the copy", folder.display());
    assert_eq!(answer, refused(says));
    assert_eq!(program.terminate().await.code, Some(0));
    let key = installation.path("data/secret.key");
    fs::write(&key, "canary\n").unwrap();
    let says =
        format!("{}: key number 1 is not 32 bytes in base64; make one with `openssl rand -base64 32`", key.display());
    for command in [&["backup", "copy.db", "--with-keys"][..], &["key", "rotate"], &["provider", "list"]] {
        assert_eq!(installation.run(command).await, refused(&says), "{command:?}");
    }
    assert!(!installation.path("copy.db").exists(), "a backup whose key opens nothing is none");
}

/// RE-01, RE-02: what ended after the backup was made does not come back with it.
#[tokio::test]
async fn nothing_that_has_ended_comes_back() {
    let (installation, op, program, stays) = somebody().await;
    let secret = installation.run(&["admin", "token", "deploy"]).await.stdout.trim().to_owned();
    create(&installation, "root@example.com").await;
    create(&installation, "boss@example.com").await;
    let (leaves, disabled, deleted) = (installation.browser(), installation.browser(), installation.browser());
    leaves.sign_in("op").await;
    disabled.sign_in_as("op", "noor").await;
    deleted.sign_in_as("op", "wulan").await;
    let id_of = async |browser: &Browser| {
        let session = browser.get_json("/api/auth/session").await.json();
        session["user"]["id"].as_str().unwrap().to_owned()
    };
    let (noor, wulan) = (id_of(&disabled).await, id_of(&deleted).await);
    let file = installation.path("copy.db");
    let name = file.to_str().unwrap();
    assert_eq!(installation.run(&["backup", name]).await.code, Some(0));

    leaves.post_form("/api/auth/logout", &[]).await;
    let store = database(&installation).await.store;
    let user = |id: &str| id.parse().unwrap();
    let providers = Providers::default();
    let configured = || Rules { providers: &providers, grant_max_age: chrono::Duration::days(30) };
    let shut_out = UserChange { disabled: Some(true), ..UserChange::default() };
    store.change_user(user(&noor), shut_out, configured(), &event(EventKind::UserChanged)).await.unwrap();
    store.delete_user(user(&wulan), configured(), &event(EventKind::UserDeleted)).await.unwrap();
    let filter = UserFilter { text: Some("boss@".to_owned()), limit: 1, ..UserFilter::default() };
    let boss = store.list_users(&filter).await.unwrap().remove(0).id;
    let demoted = UserChange { is_admin: Some(false), ..UserChange::default() };
    store.change_user(boss, demoted, configured(), &event(EventKind::UserChanged)).await.unwrap();
    let late = installation.browser();
    late.sign_in_as("op", "joonas").await;
    let joonas = id_of(&late).await;
    assert_eq!(program.terminate().await.code, Some(0));
    drop(store);

    let restored = installation.run(&["restore", name]).await;
    assert_eq!((restored.code, &*restored.stderr), (Some(0), ""), "{}", restored.stdout);
    for line in [
        "Everybody is signed out: the restored database has no sessions.".to_owned(),
        "API tokens of the backup, to be made again with `vestibule admin token NAME`: deploy".to_owned(),
        format!("Disabled since the backup, and still disabled: noor ({noor})"),
        format!("Deleted since the backup, and now disabled: wulan ({wulan})"),
        format!("Administrator rights removed since the backup, and still removed: boss ({boss})"),
        format!("Registered since the backup, and not in it; nobody else gets their names: joonas ({joonas})"),
    ] {
        assert!(restored.stdout.lines().any(|found| found == line), "{line}: {}", restored.stdout);
    }
    let store = database(&installation).await.store;
    let people = store.list_users(&UserFilter { limit: 200, ..UserFilter::default() }).await.unwrap();
    let mut grants = people.iter().flat_map(|user| &user.grants).peekable();
    assert!(grants.peek().is_some());
    assert!(grants.all(|grant| grant.confirmed_at.is_none()), "RE-01: each provider says again what it grants");
    drop(store);
    let _program = installation.serve_ready().await;
    for (who, browser) in [("stays", &stays), ("leaves", &leaves), ("noor", &disabled), ("wulan", &deleted)] {
        let status = browser.reconnected().get_json("/api/auth/session").await.status;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{who}");
    }
    let headers = [("accept", "application/json"), ("authorization", &*format!("Bearer {secret}"))];
    let program = installation.browser();
    let refused = program.send(http::Method::GET, "/api/admin/users", &headers, None).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    for who in ["noor", "wulan"] {
        let answer = installation.browser().sign_in_as("op", who).await;
        assert_eq!(&*answer.code(), "account_disabled", "{who}");
    }
    op.people().put(vestibule_demo_idp::Person::new("other", "joonas", "A", "Other"));
    let other = installation.browser();
    other.sign_in_as("op", "other").await;
    let name = other.get_json("/api/auth/session").await.json()["user"]["username"].clone();
    assert_eq!(name, "joonas-2", "the name of somebody who registered since");
}
