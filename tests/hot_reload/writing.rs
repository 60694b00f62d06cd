//! HR-02, HR-03: however a file is written, its final state counts, and nothing in between.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::symlink,
};

use vestibule_tests::installation::log_lines;

use crate::club::{Club, definition, pass};

/// How often the log says that `club` changed, and every fault of a definition.
fn told(log: &str) -> (usize, Vec<String>) {
    let lines = log_lines(log);
    let changes = lines.iter().filter(|line| line["definition"] == "club" && line["what"] == "changed").count();
    let faults = lines.iter().filter(|line| line["message"] == "definition" && !line["fault"].is_null());
    (changes, faults.map(|line| line["fault"].to_string()).collect())
}

/// HR-02: in pieces that are definitions by themselves, renamed over, deleted and created again.
#[tokio::test]
async fn hr_02_each_way_of_writing_is_one_change() {
    let club = Club::serve_with_club().await;
    // What made the club may be told a moment later still; a reload for that would fall into the middle of the pieces.
    pass(500).await;
    let text = definition("In pieces");
    let mut file = File::create(club.file()).unwrap();
    for piece in text.as_bytes().chunks(text.len().div_ceil(3)) {
        file.write_all(piece).unwrap();
        file.flush().unwrap();
        pass(200).await;
    }
    drop(file);
    club.until_offered(&["In pieces", "Pocket ID"]).await;

    let beside = club.installation.path("providers/.club.toml.tmp");
    fs::write(&beside, definition("Renamed over")).unwrap();
    fs::rename(&beside, club.file()).unwrap();
    club.until_offered(&["Pocket ID", "Renamed over"]).await;

    fs::remove_file(club.file()).unwrap();
    fs::write(club.file(), definition("Created again")).unwrap();
    club.until_offered(&["Created again", "Pocket ID"]).await;
    let ended = club.program.terminate().await;
    assert_eq!(told(&ended.stderr), (3, Vec::new()), "{}", ended.stderr);
}

/// HR-02: a mounted ConfigMap changes by the swap of one link, which no file of it notices.
#[tokio::test]
async fn hr_02_a_swapped_link_is_one_change() {
    let club = Club::serve_with_club().await;
    let folder = club.installation.path("providers");
    let version = |number: u8, name: &str| {
        let version = folder.join(format!("..version-{number}"));
        fs::create_dir(&version).unwrap();
        fs::write(version.join("club.toml"), definition(name)).unwrap();
        let link = folder.join("..data_tmp");
        symlink(version.file_name().unwrap(), &link).unwrap();
        fs::rename(link, folder.join("..data")).unwrap();
    };
    version(1, "First");
    let link = folder.join(".club");
    symlink("..data/club.toml", &link).unwrap();
    fs::rename(link, club.file()).unwrap();
    club.until_offered(&["First", "Pocket ID"]).await;
    version(2, "Second");
    club.until_offered(&["Pocket ID", "Second"]).await;
    club.assert_signs_in("club").await;
    let ended = club.program.terminate().await;
    assert_eq!(told(&ended.stderr), (2, Vec::new()), "{}", ended.stderr);
}

/// A folder that appears, goes and comes back is looked into each time.
#[tokio::test]
async fn a_folder_may_come_and_go() {
    let club = Club::serve_with_club().await;
    let (folder, away) = (club.installation.path("providers"), club.installation.path("away"));
    fs::rename(&folder, &away).unwrap();
    club.until_offered(&["Pocket ID"]).await;
    fs::rename(&away, &folder).unwrap();
    club.until_offered(&["Our club", "Pocket ID"]).await;
    club.drop_in(&definition("Watched again"));
    club.until_offered(&["Pocket ID", "Watched again"]).await;
}

/// HR-03: files are saved without end; people sign in, and the last version is what stays.
#[tokio::test]
async fn hr_03_a_storm_of_saves_fails_no_sign_in() {
    let club = Club::serve_with_club().await;
    let open_files = || fs::read_dir(format!("/proc/{}/fd", club.program.id())).map_or(0, Iterator::count);
    club.assert_signs_in("club").await;
    let before = open_files();
    let beside = club.installation.path("providers/.new");
    for round in 0..20 {
        for save in 0..50 {
            fs::write(&beside, definition(&format!("Save {round}-{save}"))).unwrap();
            fs::rename(&beside, club.file()).unwrap();
        }
        club.assert_signs_in(if round % 2 == 0 { "club" } else { "op" }).await;
    }
    club.until_offered(&["Pocket ID", "Save 19-49"]).await;
    // Each browser has a connection of its own.
    assert!(open_files() <= before + 60, "{before} open files became {}", open_files());
}
