//! The watcher loses sight of a folder, or of everything, and finds it again.

use std::fs;

use vestibule_tests::installation::{Installation, provider};

use crate::reload_fixture::{ReloadFixture, definition, eventually, offered};

/// A folder that goes and comes back is looked into each time.
#[tokio::test]
async fn a_folder_may_come_and_go() {
    let fixture = ReloadFixture::serve_with_club().await;
    let (folder, away) = (fixture.installation.path("providers"), fixture.installation.path("away"));
    fs::rename(&folder, &away).unwrap();
    fixture.until_offered(&["Pocket ID"]).await;
    fs::rename(&away, &folder).unwrap();
    fixture.until_offered(&["Our club", "Pocket ID"]).await;
    fixture.drop_in(&definition("Watched again"));
    fixture.until_offered(&["Pocket ID", "Watched again"]).await;
}

/// A folder that is deleted and made again often has the number of the old one, and not its watch.
#[tokio::test]
async fn a_folder_may_be_deleted_and_made_again() {
    let fixture = ReloadFixture::serve_with_club().await;
    let folder = fixture.installation.path("providers");
    for round in 0..5 {
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        fixture.drop_in(&definition(&format!("Round {round}")));
        fixture.until_offered(&["Pocket ID", &format!("Round {round}")]).await;
        fixture.drop_in(&definition(&format!("Still {round}")));
        fixture.until_offered(&["Pocket ID", &format!("Still {round}")]).await;
    }
    fs::remove_dir_all(&folder).unwrap();
    fixture.until_offered(&["Pocket ID"]).await;
}

/// Another folder takes the place of the one that is watched.
#[tokio::test]
async fn a_folder_may_be_exchanged_for_another() {
    let fixture = ReloadFixture::serve_with_club().await;
    let (folder, away) = (fixture.installation.path("providers"), fixture.installation.path("away"));
    let next = fixture.installation.path("next");
    fs::create_dir(&next).unwrap();
    fs::write(next.join("club.toml"), definition("Exchanged")).unwrap();
    fs::rename(&folder, &away).unwrap();
    fs::rename(&next, &folder).unwrap();
    fixture.until_offered(&["Exchanged", "Pocket ID"]).await;
    fs::write(away.join("club.toml"), definition("Nobody reads this")).unwrap();
    fixture.drop_in(&definition("The new one is watched"));
    fixture.until_offered(&["Pocket ID", "The new one is watched"]).await;
}

/// A folder that is named and does not exist may appear at any time, with what is above it.
#[tokio::test]
async fn a_folder_may_appear_later() {
    let name_folder = |installation: &Installation| {
        installation.configure("[definitions]\ndirs = [\"later/than/this\"]\n");
    };
    let fixture = ReloadFixture::serve_where(name_folder).await;
    let folder = fixture.installation.path("later/than/this");
    let both =
        fs::read_to_string(fixture.installation.path("config.toml")).unwrap() + &fixture.section("club", "club", "");
    fixture.configure(&both);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("club.toml"), definition("Late")).unwrap();
    fixture.until_offered(&["Late", "Pocket ID"]).await;
    fs::write(folder.join("club.toml"), definition("Later")).unwrap();
    fixture.until_offered(&["Later", "Pocket ID"]).await;
}

/// More happens than the system remembers for us: everything is looked at again.
#[tokio::test]
async fn what_was_missed_is_looked_for() {
    let mut fixture = ReloadFixture::serve_with_club().await;
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let limit: usize = limit.trim().parse().unwrap();
    fixture.program.signal("STOP").await;
    // Two names in turn, because the system tells the same thing twice in a row only once.
    let noise = ["a", "b"].map(|name| fixture.installation.path("providers").join(name));
    for number in 0..limit {
        fs::write(&noise[number % 2], "").unwrap();
    }
    fixture.drop_in(&definition("Not announced"));
    fixture.program.signal("CONT").await;
    fixture.program.until_log("file watcher queue overflowed").await;
    fixture.until_offered(&["Not announced", "Pocket ID"]).await;
    fixture.drop_in(&definition("Watched again"));
    fixture.until_offered(&["Pocket ID", "Watched again"]).await;
}

/// Where the system grants no watch, a reload that is asked for does the same, and waits for what is just being saved.
#[tokio::test]
async fn without_a_watch_a_hangup_is_enough() {
    let installation = Installation::new();
    let op = installation.upstream(&["op", "club"]).await;
    fs::create_dir(installation.path("providers")).unwrap();
    let club = provider("club", op.issuer()).replace("pocketid", "club");
    installation.configure(&(provider("op", op.issuer()) + &club));
    let deaf = "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$@\"";
    let wrapper = ["/usr/bin/unshare", "--user", "--map-root-user", "/bin/sh", "-c", deaf, "sh"];
    let mut program = installation.start_under(&wrapper, &["serve"]);
    program.until_log("\"listening\"").await;
    for name in ["First", "Second"] {
        fs::write(installation.path("providers/club.toml"), definition(name)).unwrap();
        program.signal("HUP").await;
        let browser = installation.browser();
        eventually(name, async || offered(&browser).await.contains(&name.to_owned())).await;
    }
    let ended = program.terminate().await;
    assert!(ended.stderr.contains("files cannot be watched"), "{}", ended.stderr);
}
