//! SQLite passes the conformance suite, on a file and in memory, and keeps the promises that only a file can break.

mod support;

use std::{sync::Arc, task::Poll};

use sqlx::Row as _;
use support::{File, ISSUER, sign_in};
use vestibule_core::{access::Rules, secret::Secret};
use vestibule_store::{CheckedPassword, FactorProof, OpenError, SignInOutcome, SqliteBackend, StoreError, conformance};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_conforms() {
    let folder = tempfile::tempdir().unwrap();
    conformance::run(Arc::new(SqliteBackend { folder: Some(folder.path().to_owned()) })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_conforms() {
    conformance::run(Arc::new(SqliteBackend { folder: None })).await;
}

#[tokio::test]
async fn what_was_written_is_there_after_an_abrupt_end() {
    let file = File::new();
    let store = file.open().await.unwrap();
    let admitted = sign_in(store.as_ref(), "jane", 1).await;
    // Nothing is closed: the second store finds the write-ahead log as a killed program leaves it.
    let survivor = file.open().await.unwrap();
    drop(store);
    assert_eq!(survivor.find_user(admitted.user.id).await.unwrap(), Some(admitted.user.clone()));
    let found = survivor.find_session(&[1; 32]).await.unwrap().unwrap();
    assert_eq!((found.session, found.user), (admitted.session, admitted.user));
    let ended = survivor.end_session(&[1; 32], &support::event()).await.unwrap().unwrap();
    assert_eq!(ended.id_token, Some(Secret::new("canary.id_token.jane")));
    assert_eq!(file.text("pragma integrity_check").await, "ok");
    assert_eq!(file.text("select count(*) || '' from pragma_foreign_key_check").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_programs_may_open_a_new_file_at_once() {
    for _ in 0..10 {
        let file = Arc::new(File::new());
        let opening = (0..8).map(|_| {
            let file = file.clone();
            tokio::spawn(async move { file.open().await.map(|_| ()) })
        });
        for opened in opening.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap();
        }
    }
}

/// AC-17, DB-03: two programs on one file wait for each other and find what the other one wrote.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_share_a_file() {
    let file = File::new();
    let programs = [file.open().await.unwrap(), file.open().await.unwrap()];
    let sign_ins = (0..40u8).map(|number| {
        let store = programs[usize::from(number % 2)].clone();
        tokio::spawn(async move { sign_in(store.as_ref(), "jane", number).await.user.id })
    });
    let mut users = std::collections::HashSet::new();
    for sign_in in sign_ins.collect::<Vec<_>>() {
        users.insert(sign_in.await.unwrap());
    }
    assert_eq!(users.len(), 1);
    assert_eq!(file.text("select count(*) || '' from sessions").await, "40");
}

/// The rights may have been taken between the password check and the session.
#[tokio::test]
async fn a_password_without_rights_is_no_sign_in_method() {
    let file = File::new();
    let store = file.open().await.unwrap();
    let administrator = support::administrator("root@example.com");
    let root = store.create_administrator(&administrator, Rules::LOCAL).await.unwrap();
    file.execute("delete from admin_grants").await;
    assert!(store.find_password(&administrator.email).await.unwrap().is_none());
    assert_eq!(store.count_password_administrators().await.unwrap(), 0);
    let attempt = support::Attempt::new("root", 1);
    let checked = CheckedPassword { user: root.id, digest: [0; 32], proof: FactorProof::None };
    let refused = store.complete_password_sign_in(&checked, attempt.session(), &administrator.reference).await.unwrap();
    assert!(refused.signed_in().is_none());
    assert_eq!(file.text("select group_concat(code) from audit_events").await, "not_allowed");
}

#[tokio::test]
async fn connections_are_set_up() {
    let file = File::new();
    let _store = file.open().await.unwrap();
    assert_eq!(file.text("pragma journal_mode").await, "wal");
    let mut strict = file.connect().await;
    let tables = sqlx::query("select name, strict from pragma_table_list where schema = 'main' and type = 'table'")
        .fetch_all(&mut strict)
        .await
        .unwrap();
    for table in tables {
        let (name, strict): (String, bool) = (table.get(0), table.get(1));
        assert!(strict || name.starts_with("sqlite_") || name == "_sqlx_migrations", "{name} is not strict");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_and_folders_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let file = File::new();
    let store = file.open().await.unwrap();
    sign_in(store.as_ref(), "jane", 1).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.path.parent().unwrap()), 0o700);
    for side in ["", "-wal", "-shm"] {
        let path = format!("{}{side}", file.path.display());
        assert_eq!(mode(path.as_ref()), 0o600, "{path}");
    }
}

/// DB-13.
#[tokio::test]
async fn no_secret_is_stored_in_clear() {
    let file = File::new();
    let store = file.open().await.unwrap();
    sign_in(store.as_ref(), "jane", 0x5a).await;
    let bytes = file.bytes();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"jane@example.com"), "the search finds what is there");
    assert!(!holds(b"canary.id_token"));
}

/// DB-11, DB-12: signing out works whatever has become of the hint.
#[tokio::test]
async fn a_damaged_or_moved_id_token_is_left_out() {
    let file = File::new();
    let store = file.open().await.unwrap();
    for number in [1, 2, 3] {
        sign_in(store.as_ref(), "jane", number).await;
    }
    file.execute("update sessions set id_token_sealed = zeroblob(60) where token_hash = x'0101010101010101010101010101010101010101010101010101010101010101'").await;
    file.execute(
        "update sessions set id_token_sealed = (select id_token_sealed from sessions where token_hash = x'0303030303030303030303030303030303030303030303030303030303030303') \
         where token_hash = x'0202020202020202020202020202020202020202020202020202020202020202'",
    )
    .await;
    for (number, expected) in [(1, None), (2, None), (3, Some(Secret::new("canary.id_token.jane")))] {
        let ended = store.end_session(&[number; 32], &support::event()).await.unwrap().unwrap();
        assert_eq!(ended.id_token, expected, "{number}");
        assert_eq!(ended.issuer.unwrap().as_str(), ISSUER);
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_changes_nothing() {
    let file = File::new();
    sign_in(file.open().await.unwrap().as_ref(), "jane", 1).await;
    let before = file.text("select hex(value) from meta").await;
    assert!(matches!(file.open_with(&[support::key(2)]).await, Err(OpenError::WrongKey)));
    assert_eq!(file.text("select hex(value) from meta").await, before);
    file.open().await.unwrap();
}

#[tokio::test]
async fn a_key_is_rotated() {
    let file = File::new();
    let (old, new) = (support::key(1), support::key(2));
    sign_in(file.open_with(std::slice::from_ref(&old)).await.unwrap().as_ref(), "jane", 1).await;
    let both = file.open_with(&[new.clone(), old.clone()]).await.unwrap();
    let ended = both.end_session(&[1; 32], &support::event()).await.unwrap().unwrap();
    assert!(ended.id_token.is_some(), "the old key still opens");
    drop(both);
    file.open_with(std::slice::from_ref(&new)).await.unwrap();
    assert!(matches!(file.open_with(&[old]).await, Err(OpenError::WrongKey)));
}

#[tokio::test]
async fn a_damaged_row_is_reported_as_damage() {
    let file = File::new();
    let store = file.open().await.unwrap();
    let user = sign_in(store.as_ref(), "jane", 1).await.user;
    for damage in [
        "update links set groups = '{}'",
        "update links set groups = '[]'; update users set email = 'not an address', email_folded = 'x'",
        "update users set email = 'jane@example.com', created_at = 9223372036854775807",
    ] {
        file.execute(damage).await;
        assert!(matches!(store.find_user(user.id).await, Err(StoreError::Corrupt(_))), "{damage}");
    }
    file.execute("update users set created_at = 1").await;
    store.find_user(user.id).await.unwrap();
}

/// DB-02: a lock of another process is waited for, and when it stays, the answer is that storage is unavailable.
#[tokio::test]
async fn a_lock_of_another_process_delays_and_then_fails() {
    let file = File::new();
    let store = file.open().await.unwrap();
    sign_in(store.as_ref(), "jane", 1).await;
    let mut other = file.connect().await;
    sqlx::query("begin exclusive").execute(&mut other).await.unwrap();
    let refused = store.complete_sign_in(&support::Attempt::new("jane", 2).borrow()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    assert!(store.find_session(&[1; 32]).await.unwrap().is_some(), "readers do not wait");
    let release = async {
        tokio::task::yield_now().await;
        sqlx::query("rollback").execute(&mut other).await.unwrap();
    };
    tokio::join!(sign_in(store.as_ref(), "jane", 3), release);
}

/// A request whose client has gone away is dropped in the middle.
#[tokio::test]
async fn an_abandoned_sign_in_leaves_nothing_behind() {
    let file = File::new();
    let store = file.open().await.unwrap();
    let mut finished = 0;
    for steps in 0..16u8 {
        let attempt = support::Attempt::new(&format!("subject{steps}"), steps);
        let sign_in = attempt.borrow();
        let mut work = store.complete_sign_in(&sign_in);
        // It is woken each time that the database answers; after so many answers it is dropped.
        let mut left = steps;
        let abandoned = std::future::poll_fn(|context| match left.checked_sub(1) {
            None => Poll::Ready(None),
            Some(fewer) => {
                left = fewer;
                work.as_mut().poll(context).map(Some)
            }
        });
        finished += usize::from(abandoned.await.is_some());
    }
    assert!((4..14).contains(&finished), "{finished} of 16 were not dropped in the middle");
    let outcome = store.complete_sign_in(&support::Attempt::new("jane", 200).borrow()).await.unwrap();
    assert!(matches!(outcome, SignInOutcome::SignedIn(_)), "the connection is usable");
    let partial = "select count(*) || '' from users u where not exists (select 1 from links l where l.user_id = u.id) \
                   or not exists (select 1 from audit_events a where a.user_id = u.id)";
    assert_eq!(file.text(partial).await, "0");
}
