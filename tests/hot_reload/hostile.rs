//! Files that nobody should drop: each is a fault with its place, and hurts no other.

use std::{
    fs::{self, File, Permissions},
    os::unix::{
        fs::{PermissionsExt as _, symlink},
        net::UnixListener,
    },
};

use crate::reload_fixture::{ReloadFixture, definition, offered};

/// DF-01, DF-06, DF-03: everything at once, in a folder that a running server watches.
#[tokio::test]
async fn hostile_files_are_faults_and_no_more() {
    let mut fixture = ReloadFixture::serve_with_club().await;
    let path = |name: &str| fixture.installation.path("providers").join(name);
    let id = |id: &str| definition("X").replace("\"club\"", &format!("\"{id}\""));
    let sparse = File::create(path("large.toml")).unwrap();
    sparse.set_len(1 << 30).unwrap();
    drop(sparse);
    fs::create_dir(path("folder.toml")).unwrap();
    symlink("/dev/zero", path("zero.toml")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(path("fifo.toml")).status().unwrap();
    assert!(fifo.success());
    symlink(path("fifo.toml"), path("to-fifo.toml")).unwrap();
    let elsewhere = fixture.installation.path("elsewhere.toml");
    fs::write(&elsewhere, id("linked")).unwrap();
    symlink(&elsewhere, path("linked.toml")).unwrap();
    let _socket = UnixListener::bind(path("socket.toml")).unwrap();
    fs::write(path("everybody.toml"), id("everybody")).unwrap();
    fs::set_permissions(path("everybody.toml"), Permissions::from_mode(0o666)).unwrap();
    fs::write(path("locked.toml"), id("locked")).unwrap();
    fs::set_permissions(path("locked.toml"), Permissions::from_mode(0o000)).unwrap();
    let is_locked = fs::read(path("locked.toml")).is_err();
    if !is_locked {
        eprintln!("locked.toml is left out: this test runs as root, who may read every file");
        fs::remove_file(path("locked.toml")).unwrap();
    }
    fs::write(path("one.toml"), id("same")).unwrap();
    fs::write(path("two.toml"), id("same")).unwrap();
    fs::write(path("thief.toml"), id("pocketid")).unwrap();
    fs::write(path("weak.toml"), format!("verify_tls = false\n{}", id("weak"))).unwrap();
    fs::write(path("remote.toml"), REMOTE).unwrap();
    fs::write(path("zz-last.toml"), id("last")).unwrap();
    fixture.program.until_log(r#""definition":"last""#).await;
    assert_eq!(offered(&fixture.browser()).await, ["Our club", "Pocket ID"]);
    fixture.assert_signs_in("club").await;

    let registry = fixture.program().await.get("/api/admin/registry").await;
    let faults = registry["definition_faults"].as_array().unwrap();
    let checked = fixture.installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(1), "{}", checked.stdout);
    let locked = is_locked.then_some(("locked.toml:1:1", "permission denied"));
    let all = [
        ("large.toml:1:1", "larger than 1024 KiB"),
        ("folder.toml:1:1", "not a regular file"),
        ("zero.toml:1:1", "not a regular file"),
        ("fifo.toml:1:1", "not a regular file"),
        ("to-fifo.toml:1:1", "not a regular file"),
        ("socket.toml:1:1", "not a regular file"),
        ("linked.toml:1:1", "this link points outside the folder"),
        ("everybody.toml:1:1", "this file is writable by every user"),
        ("one.toml:1:1", "the id `same` is also used in"),
        ("two.toml:1:1", "the id `same` is also used in"),
        ("thief.toml:1:1", "set replaces_official = true"),
        ("weak.toml:1:1", "verify_tls"),
        ("remote.toml:5:10", "is not a file in the folder of this definition"),
    ];
    let all = all.into_iter().chain(locked);
    let number = all.clone().count();
    for (file, says) in all {
        let name = file.split(':').next().unwrap();
        let one = faults.iter().filter(|fault| fault["path"].as_str().unwrap().ends_with(&format!("/{name}")));
        let one: Vec<String> = one.map(ToString::to_string).collect();
        assert!(one.len() == 1 && one[0].contains(says), "{file}: {registry}");
        let reported =
            |line: &&str| line.starts_with("fault: ") && line.contains(&format!("/{file}")) && line.contains(says);
        assert_eq!(checked.stdout.lines().filter(reported).count(), 1, "{file}: {}", checked.stdout);
    }
    assert!(checked.stdout.ends_with(&format!("{number} faults\n")), "{}", checked.stdout);
    assert_eq!(faults.len(), number, "{registry}");
}

/// SC-07: a schema reaches no network.
const REMOTE: &str = "id = \"remote\"\nname = \"Remote\"\nprotocol = \"oidc\"\n[credentials]\n\
                      \"$ref\" = \"http://127.0.0.1/schema.json\"\n";
