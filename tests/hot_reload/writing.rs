//! HR-02, HR-03: however a file is written, its final state counts, and nothing in between.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::symlink,
    path::Path,
};

use serde_json::{Value, json};
use vestibule_tests::installation::{SECRET, log_lines};

use crate::reload_fixture::{ReloadFixture, definition, offered, pass};

/// How often the log says that `club` changed, and every fault of a definition.
fn changes_and_faults(log: &str) -> (usize, Vec<String>) {
    let lines = log_lines(log);
    let changes = lines.iter().filter(|line| line["definition"] == "club" && line["change"] == "changed").count();
    let faults = lines.iter().filter(|line| !line["fault"].is_null() && !line["file"].is_null());
    (changes, faults.map(|line| line["fault"].to_string()).collect())
}

/// HR-02: in pieces that are definitions by themselves, renamed over, deleted and created again.
#[tokio::test]
async fn hr_02_each_way_of_writing_is_one_change() {
    let fixture = ReloadFixture::serve_with_club().await;
    let text = definition("In pieces");
    let mut file = File::create(fixture.file()).unwrap();
    for piece in text.as_bytes().chunks(text.len().div_ceil(3)) {
        file.write_all(piece).unwrap();
        file.flush().unwrap();
        pass(200).await;
    }
    drop(file);
    fixture.until_offered(&["In pieces", "Pocket ID"]).await;

    let temporary = fixture.installation.path("providers/.club.toml.tmp");
    fs::write(&temporary, definition("Renamed over")).unwrap();
    fs::rename(&temporary, fixture.file()).unwrap();
    fixture.until_offered(&["Pocket ID", "Renamed over"]).await;

    fs::remove_file(fixture.file()).unwrap();
    fs::write(fixture.file(), definition("Created again")).unwrap();
    fixture.until_offered(&["Created again", "Pocket ID"]).await;
    let ended = fixture.program.terminate().await;
    assert_eq!(changes_and_faults(&ended.stderr), (3, Vec::new()), "{}", ended.stderr);
}

/// Writes the beginning of a text over a file, as an editor that is not finished.
fn begin(path: &Path, text: &str) -> File {
    let mut file = File::create(path).unwrap();
    file.write_all(&text.as_bytes()[..text.len() / 2]).unwrap();
    file
}

/// HR-02: whatever a reload is for, it reads no half file: neither a definition, nor the configuration, nor a secret.
#[tokio::test]
async fn hr_02_a_reload_for_another_reason_reads_no_half_file() {
    let fixture = ReloadFixture::serve_with_club().await;
    let secret = fixture.installation.path("secret");
    fs::write(&secret, SECRET).unwrap();
    let by_file = fixture.both().replacen(&format!("\"{SECRET}\""), "{ file = \"secret\" }", 1);
    let named =
        |name: &str| by_file.replacen("enabled = true", &format!("enabled = true\ndisplay_name = \"{name}\""), 1);
    fixture.configure(&named("By file"));
    fixture.until_offered(&["By file", "Our club"]).await;

    let program = fixture.program().await;
    let quiet = async |what: &str| {
        let report = program.reload().await;
        assert_eq!(report["error"], Value::Null, "{what}: {report}");
        for list in ["changed", "removed", "faults"] {
            assert_eq!(report[list], json!([]), "{what}: {report}");
        }
        for list in ["added", "changed", "removed", "faulted"] {
            assert_eq!(report["definitions"][list], json!([]), "{what}: {report}");
        }
        assert_eq!(fixture.browser().get_json("/healthz").await.json()["status"], "ok", "{what}");
    };
    let new = fixture.installation.path("providers/new.toml");
    let configuration = fixture.installation.path("config.toml");
    let other = definition("New").replace("\"club\"", "\"new\"");
    for (path, text) in [
        (&fixture.file(), definition("Their club")),
        (&new, other),
        (&configuration, named("Renamed")),
        (&secret, format!("{SECRET}\n")),
    ] {
        let what = path.display().to_string();
        let mut file = begin(path, &text);
        quiet(&what).await;
        file.write_all(&text.as_bytes()[text.len() / 2..]).unwrap();
        quiet(&what).await;
        drop(file);
        // Now it is finished, and a reload waits until it is stable.
        program.reload().await;
    }
    assert_eq!(offered(&fixture.browser()).await, ["Renamed", "Their club"]);
    fixture.assert_signs_in("op").await;
    fixture.assert_signs_in("club").await;

    let ended = fixture.program.terminate().await;
    let faults = changes_and_faults(&ended.stderr).1;
    assert_eq!(faults, Vec::<String>::new(), "{}", ended.stderr);
    assert!(!ended.stderr.contains("cannot be used"), "{}", ended.stderr);
}

/// HR-02: a mounted ConfigMap changes by the swap of one link, which no file of it notices.
#[tokio::test]
async fn hr_02_a_swapped_link_is_one_change() {
    let fixture = ReloadFixture::serve_with_club().await;
    let folder = fixture.installation.path("providers");
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
    fs::rename(link, fixture.file()).unwrap();
    fixture.until_offered(&["First", "Pocket ID"]).await;
    version(2, "Second");
    fixture.until_offered(&["Pocket ID", "Second"]).await;
    fixture.assert_signs_in("club").await;
    let ended = fixture.program.terminate().await;
    assert_eq!(changes_and_faults(&ended.stderr), (2, Vec::new()), "{}", ended.stderr);
}

/// DF-06: a link that is made to lead out of the folder is a fault, and what was there before serves on.
#[tokio::test]
async fn a_link_out_of_the_folder_is_not_followed() {
    let mut fixture = ReloadFixture::serve_with_club().await;
    let folder = fixture.installation.path("providers");
    let file = fixture.file();
    let point_at = |target: &Path| {
        let link = folder.join(".club");
        symlink(target, &link).unwrap();
        fs::rename(link, &file).unwrap();
    };
    fs::create_dir(folder.join("kept")).unwrap();
    let (inside, outside) = (folder.join("kept/club.toml"), fixture.installation.path("club.toml"));
    fs::write(&inside, definition("Inside")).unwrap();
    fs::write(&outside, definition("Outside")).unwrap();
    point_at(&inside);
    fixture.until_offered(&["Inside", "Pocket ID"]).await;
    point_at(&outside);
    let fault = fixture.program.until_log("this link points outside the folder").await;
    assert!(fault.contains("club.toml:1:1") && fault.contains("`[definitions]`"), "{fault}");
    assert_eq!(offered(&fixture.browser()).await, ["Inside", "Pocket ID"]);
    fixture.assert_signs_in("club").await;
    fs::write(&inside, definition("Inside again")).unwrap();
    point_at(&inside);
    fixture.until_offered(&["Inside again", "Pocket ID"]).await;
}

/// HR-03: files are saved without end; people sign in, and the last version is what stays.
#[tokio::test]
async fn hr_03_a_storm_of_saves_fails_no_sign_in() {
    let fixture = ReloadFixture::serve_with_club().await;
    let open_files = || fs::read_dir(format!("/proc/{}/fd", fixture.program.id())).map_or(0, Iterator::count);
    fixture.assert_signs_in("club").await;
    let temporary = fixture.installation.path("providers/.new");
    let mut kept = Vec::new();
    for round in 0..20 {
        for save in 0..100 {
            fs::write(&temporary, definition(&format!("Save {round}-{save}"))).unwrap();
            fs::rename(&temporary, fixture.file()).unwrap();
        }
        // Not in step with the saves: these are done when they are done.
        fixture.assert_signs_in(if round % 2 == 0 { "club" } else { "op" }).await;
        fixture.assert_signs_in("op").await;
        kept.push((open_files(), resident(fixture.program.id())));
    }
    fixture.until_offered(&["Pocket ID", "Save 19-99"]).await;
    // Each browser has a connection of its own, and so has the store for what is done at once.
    let ((first_files, first), (files, memory)) = (kept[4], (open_files(), resident(fixture.program.id())));
    assert!(files <= first_files + 60, "{first_files} open files became {files}");
    assert!(memory <= first + first / 2, "{first} KiB became {memory} KiB: {kept:?}");
}

/// The memory that a process holds, in KiB.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}
