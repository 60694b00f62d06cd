use std::{
    os::unix::fs::{PermissionsExt as _, symlink},
    time::Instant,
};

use chrono::{DateTime, Utc};
use notify::{
    Event, EventKind,
    event::{DataChange, ModifyKind, RemoveKind},
};
use vestibule_core::clock::FixedClock;

use super::{super::assemble::assemble, *};
use crate::definition::protocols;
use crate::{
    catalogue::index::Catalogue, definition::spanned_document::PARSED, reload::pending_changes::PendingChanges,
};

const GOOD: &str = "id = \"x\"\nname = \"X\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {}\n";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// A reload without other sources than these folders.
fn reload(folders: &[PathBuf], previous: &Catalogue, stability: &FileStability) -> Catalogue {
    assemble(&Catalogue::new(protocols()), load(folders, &protocols(), previous, stability), previous)
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn load(&self, previous: &Catalogue) -> Catalogue {
        reload(&[self.0.path().to_owned()], previous, &FileStability::at_start(None))
    }

    fn faults(&self) -> String {
        let catalogue = self.load(&Catalogue::default());
        catalogue.faults().iter().map(|fault| fault.violations.to_string()).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_missing_folder_has_no_definitions() {
    let folder = Folder::new();
    let catalogue = reload(&[folder.path("none")], &Catalogue::default(), &FileStability::at_start(None));
    assert_eq!((catalogue.iter().count(), catalogue.faults().len()), (0, 0));
}

#[test]
fn only_toml_and_json_files_directly_in_the_folder_are_read() {
    let folder = Folder::new();
    for name in ["a.toml", "b.json"] {
        let id = &name[..1];
        let text = if name == "b.json" {
            r#"{"id":"b","name":"B","protocol":"oidc","credentials":{"properties":{}}}"#.to_owned()
        } else {
            GOOD.replace("\"x\"", &format!("\"{id}\""))
        };
        folder.write(name, text);
    }
    for name in ["x.schema.json", ".hidden.toml", "a.toml~", "a.toml.swp", "README.md", "official/c.toml"] {
        folder.write(name, "nonsense");
    }
    let catalogue = folder.load(&Catalogue::default());
    let ids: Vec<_> = catalogue.iter().map(|entry| entry.definition.id.as_str()).collect();
    assert_eq!((ids, catalogue.faults().len()), (vec!["a", "b"], 0));
}

/// DF-06: rejected with a reason, without blocking.
#[test]
fn what_is_not_a_plain_private_small_file_is_never_read() {
    let folder = Folder::new();
    let elsewhere = Folder::new();
    fs::create_dir(folder.path("directory.toml")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(folder.path("fifo.toml")).status().unwrap();
    assert!(fifo.success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket.toml")).unwrap();
    symlink("/dev/zero", folder.path("zero.toml")).unwrap();
    symlink(folder.path("fifo.toml"), folder.path("to-fifo.toml")).unwrap();
    symlink(folder.path("nowhere"), folder.path("dangling.toml")).unwrap();
    symlink(folder.path("loop.toml"), folder.path("loop.toml")).unwrap();
    let sparse = fs::File::create(folder.path("sparse.toml")).unwrap();
    sparse.set_len(1 << 30).unwrap();
    let open = folder.write("open.toml", GOOD);
    fs::set_permissions(&open, fs::Permissions::from_mode(0o666)).unwrap();
    folder.write("bytes.toml", b"id = \"\xff\"");
    symlink(elsewhere.write("real.toml", GOOD), folder.path("out.toml")).unwrap();
    symlink("../../../../../../../etc/hostname", folder.path("up.toml")).unwrap();
    let catalogue = folder.load(&Catalogue::default());
    let found: Vec<String> = catalogue
        .faults()
        .iter()
        .map(|fault| format!("{}: {}", fault.path.file_name().unwrap().display(), fault.violations.0[0].detail))
        .collect();
    for (name, wanted) in [
        ("bytes.toml", "not UTF-8"),
        ("dangling.toml", "does not exist"),
        ("directory.toml", "not a regular file"),
        ("fifo.toml", "not a regular file"),
        ("loop.toml", "cannot be read"),
        ("open.toml", "chmod o-w"),
        ("out.toml", "this link points outside the folder, to "),
        ("socket.toml", "not a regular file"),
        ("sparse.toml", "larger than 1024 KiB"),
        ("to-fifo.toml", "not a regular file"),
        ("zero.toml", "not a regular file"),
    ] {
        assert!(found.iter().any(|f| f.starts_with(name) && f.contains(wanted)), "{name}: {found:#?}");
    }
    assert_eq!(found.len(), 12, "{found:#?}");
    assert_eq!(catalogue.iter().count(), 0);
}

#[test]
fn an_unreadable_file_is_a_fault() {
    let folder = Folder::new();
    let path = folder.write("x.toml", GOOD);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // root reads everything
    }
    assert!(folder.faults().contains("permission denied"), "{}", folder.faults());
}

#[test]
fn a_companion_schema_is_part_of_the_definition() {
    let folder = Folder::new();
    let text = GOOD.replace("properties = {}", "\"$ref\" = \"schemas/x.schema.json\"");
    folder.write("x.toml", &text);
    assert!(
        folder.faults().contains("x.toml:5:10: /credentials/$ref: `schemas/x.schema.json`: the file does not exist")
    );
    folder.write("schemas/x.schema.json", r#"{"properties":{"key":{"type":"string"}}}"#);
    let first = folder.load(&Catalogue::default());
    let entry = first.iter().next().unwrap();
    assert!(entry.schema.has("key"));
    let second = folder.load(&first);
    assert!(Arc::ptr_eq(entry, second.iter().next().unwrap()), "nothing changed");
    folder.write("schemas/x.schema.json", r#"{"properties":{"token":{"type":"string"}}}"#);
    let third = folder.load(&second);
    let changed = third.iter().next().unwrap();
    assert!(changed.schema.has("token") && changed.digest != entry.digest);
    folder.write("schemas/x.schema.json", "{\n \"properties\": { \"a\": { \"type\": \"object\" } } }");
    assert!(folder.faults().contains("schemas/x.schema.json:2:25: /properties/a/type: one of"), "{}", folder.faults());
}

/// SC-07: nothing is fetched, and nothing outside the folder is read.
#[test]
fn a_reference_stays_in_the_folder() {
    let folder = Folder::new();
    for name in
        ["/etc/passwd", "../x.json", "http://127.0.0.1:1/x", "file:///etc/passwd", "a/../../x", "", "\\\\x\\y", "#/a"]
    {
        folder.write("x.toml", GOOD.replace("properties = {}", &format!("\"$ref\" = '{name}'")));
        let faults = folder.faults();
        assert!(faults.contains("x.toml:5:10: /credentials/$ref: "), "{name}: {faults}");
        assert!(name.starts_with('#') || faults.contains("is not a file in the folder"), "{name}: {faults}");
    }
}

#[test]
fn a_companion_icon_is_a_picture() {
    let folder = Folder::new();
    let with_icon = |name: &str| format!("icon = \"{name}\"\n{GOOD}");
    for (name, content, wanted) in [
        ("x.svg", SVG.as_bytes().to_vec(), None),
        ("x.png", b"\x89PNG\r\n\x1a\n....".to_vec(), None),
        ("x.svg", b"<html></html>".to_vec(), Some("/icon: `x.svg` is not an SVG picture")),
        ("x.png", SVG.as_bytes().to_vec(), Some("/icon: `x.png` is not a PNG picture")),
        ("x.svg", vec![b'<'; 64 * 1024 + 1], Some("/icon: `x.svg`: the file is larger than 64 KiB")),
    ] {
        folder.write(name, &content);
        folder.write("x.toml", with_icon(name));
        match wanted {
            Some(wanted) => assert!(folder.faults().contains(wanted), "{}", folder.faults()),
            None => {
                let catalogue = folder.load(&Catalogue::default());
                let icon = catalogue.iter().next().unwrap().icon.clone().unwrap();
                assert_eq!(&*icon.bytes, content);
                assert_eq!(catalogue.find_icon(&icon.path), Some(&icon));
            }
        }
    }
}

/// The events of files that are open and not finished.
fn being_written(paths: &[&PathBuf]) -> (Arc<PendingChanges>, FileStability) {
    let pending = Arc::new(PendingChanges::default());
    for path in paths {
        let write = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        pending.record(&Ok(Event::new(write).add_path((*path).clone())), Instant::now());
    }
    (pending.clone(), FileStability::new(pending, Arc::new(FixedClock::at(0))))
}

/// HR-02: a reload for another reason leaves alone a file that is being written, whatever its content is at the moment.
#[test]
fn hr_02_what_is_being_written_is_not_read() {
    let folder = Folder::new();
    let icon = folder.write("x.svg", SVG);
    let (known, broken) = (folder.write("x.toml", format!("icon = \"x.svg\"\n{GOOD}")), folder.write("y.toml", "id"));
    let before = folder.load(&Catalogue::default());
    let names = |catalogue: &Catalogue| catalogue.iter().map(|entry| entry.definition.name.clone()).collect::<Vec<_>>();
    assert_eq!((names(&before), before.faults().len()), (vec!["X".to_owned()], 1));
    let again = |stability: &FileStability| reload(&[folder.0.path().to_owned()], &before, stability);
    let new = folder.write("new.toml", "id = \"ne");
    for (path, text) in [(&known, ""), (&known, "id = \"x\"\nna"), (&known, &GOOD[..40]), (&broken, ""), (&icon, "")] {
        let kept = fs::read(path).unwrap();
        fs::write(path, text).unwrap();
        let (_pending, stability) = being_written(&[path, &new]);
        let after = again(&stability);
        assert_eq!((names(&after), after.faults()), (names(&before), before.faults()), "{}: {text:?}", path.display());
        assert!(!stability.settles_soon(), "the writer decides when it is finished");
        let (_pending, stability) = being_written(&[]);
        assert_eq!(again(&stability).faults().len(), if *path == broken { 2 } else { 3 }, "{}", path.display());
        fs::write(path, kept).unwrap();
    }
    fs::remove_file(&new).unwrap();

    // What is deleted and created again is overflowed for a moment only.
    let pending = Arc::new(PendingChanges::default());
    let stability = FileStability::new(pending.clone(), Arc::new(FixedClock::at(0)));
    fs::remove_file(&known).unwrap();
    let removed = EventKind::Remove(RemoveKind::File);
    pending.record(&Ok(Event::new(removed).add_path(known)), Instant::now());
    assert_eq!((names(&again(&stability)), stability.settles_soon()), (names(&before), true));
    let (_pending, stability) = being_written(&[]);
    assert_eq!((names(&again(&stability)), stability.settles_soon()), (vec![], false));
}

/// The times on the disk show a change before the watcher does, and where nothing is watched.
#[test]
fn what_changed_a_moment_ago_is_not_read_yet() {
    let folder = Folder::new();
    let path = folder.write("x.toml", GOOD);
    let before = folder.load(&Catalogue::default());
    folder.write("x.toml", &GOOD[..40]);
    let at = DateTime::<Utc>::from(path.metadata().unwrap().modified().unwrap()).timestamp_millis();
    for (age, waits) in [(-50, false), (10, true), (90, true), (150, false)] {
        let stability = FileStability::new(Arc::default(), Arc::new(FixedClock::at(at + age)));
        let folders = [folder.0.path().to_owned()];
        let after = reload(&folders, &before, &stability);
        assert_eq!((after.faults().is_empty(), stability.settles_soon()), (waits, waits), "{age} ms");
    }
}

/// A requested reload reads every file, whatever its fingerprint.
#[test]
fn a_requested_reload_ignores_fingerprints() {
    let folder = Folder::new();
    let path = folder.write("x.toml", GOOD);
    let first = folder.load(&Catalogue::default());
    folder.write("x.toml", GOOD.replace("\"X\"", "\"Y\""));
    let entry = first.find_by_path(&path).unwrap();
    *entry.fingerprints() = FileFingerprints::of(files_of(&path, &entry.companions)); // as on a mount that reports no change
    let name = |stability: FileStability| {
        let folders = [folder.0.path().to_owned()];
        let after = reload(&folders, &first, &stability);
        after.find_by_path(&path).unwrap().definition.name.clone()
    };
    let stability = || FileStability::new(Arc::default(), Arc::new(FixedClock::at(0)));
    assert_eq!((name(stability()), name(stability().ignoring_fingerprints())), ("X".to_owned(), "Y".to_owned()));
}

/// A reload of thousands of files opens only those that have changed.
#[test]
fn an_unchanged_file_is_not_read_again() {
    let folder = Folder::new();
    let (path, icon) = (folder.write("x.toml", format!("icon = \"x.svg\"\n{GOOD}")), folder.write("x.svg", SVG));
    let load = |previous: &Catalogue| {
        let stability = FileStability::at_start(Some(Arc::new(FixedClock::at(0))));
        reload(&[folder.0.path().to_owned()], previous, &stability)
    };
    let still = |catalogue: &Catalogue| {
        let entry = catalogue.find_by_path(&path).unwrap();
        entry.fingerprints().are_current(files_of(&path, &entry.companions))
    };
    let first = load(&Catalogue::default());
    assert!(still(&first));
    for touched in [&path, &icon] {
        fs::set_permissions(touched, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(!still(&first), "{}", touched.display());
        let second = load(&first);
        assert!(still(&second) && still(&first), "the same content is the same entry");
    }
    folder.write("x.svg", format!("{SVG} "));
    assert!(!still(&first));
    assert_ne!(load(&first).find_by_path(&path).unwrap().digest, first.find_by_path(&path).unwrap().digest);
}

/// A changed text is parsed once, together with its schema; a changed companion file needs the text once more.
#[test]
fn a_text_is_parsed_once() {
    let folder = Folder::new();
    let parsed = |previous: &Catalogue| {
        let before = PARSED.get();
        let catalogue = folder.load(previous);
        (PARSED.get() - before, catalogue)
    };
    let text = GOOD.replace("properties = {}", "\"$ref\" = \"x.schema.json\"");
    folder.write("x.toml", &text);
    folder.write("x.schema.json", r#"{"properties":{}}"#);
    folder.write("y.toml", GOOD.replace("\"x\"", "\"y\""));
    let (count, first) = parsed(&Catalogue::default());
    assert_eq!((count, first.iter().count()), (3, 2), "two definitions and a schema");
    let (count, second) = parsed(&first);
    assert_eq!(count, 0, "nothing changed");
    folder.write("y.toml", GOOD.replace("\"x\"", "\"y\"").replace("\"X\"", "\"Y\""));
    let (count, third) = parsed(&second);
    assert_eq!(count, 1, "one text changed");
    folder.write("x.schema.json", r#"{"properties":{"a":{"type":"string"}}}"#);
    assert_eq!(parsed(&third).0, 2, "a schema and the definition that names it");
}
