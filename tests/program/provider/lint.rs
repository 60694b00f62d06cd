//! `vestibule provider lint FILE…`: everything that a reload would find wrong, with its place.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use serde_json::{Value, json};
use vestibule_tests::{Ended, run, run_with_input};

const GOOD: &str = "id = \"club\"\nname = \"Club\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {}\n";

async fn lint(folder: &Path, files: &[&str]) -> Ended {
    run(folder, &[&["provider", "lint"], files].concat(), &[]).await
}

#[tokio::test]
async fn a_good_definition_is_called_fine() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("club.toml"), GOOD).unwrap();
    let json = r#"{"id":"mine","name":"X","protocol":"oidc","credentials":{"properties":{}}}"#;
    fs::write(folder.path().join("x.json"), json).unwrap();
    let ended = lint(folder.path(), &["club.toml", "x.json", "club.toml"]).await;
    let says = "club.toml: OK: club (Club), oidc\nx.json: OK: mine (X), oidc\nno faults\n";
    assert_eq!(ended, Ended { code: Some(0), stdout: says.to_owned(), stderr: String::new() });
    assert_eq!(folder.path().read_dir().unwrap().count(), 2, "nothing is written");
}

#[tokio::test]
async fn every_violation_has_its_place_and_the_nearest_right_key() {
    let folder = tempfile::tempdir().unwrap();
    let text = "id = \"club\"\nname = \"Club\"\nprotocol = \"odic\"\nscpoes = [\"openid\"]\n\
                [claims]\nemail = \"emails[\"\n[credentials.properties.client_id]\ntype = \"string\"\nwriteonly = true\n";
    fs::write(folder.path().join("club.toml"), text).unwrap();
    let ended = lint(folder.path(), &["club.toml"]).await;
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!((ended.code, lines.len(), lines[4]), (Some(1), 5, "4 faults"), "{}", ended.stdout);
    for (line, wanted) in lines.iter().zip([
        "club.toml:3:12: /protocol: this must be `oidc` or `oauth2`",
        "club.toml:4:1: /scpoes: unknown key `scpoes`; did you mean `scopes`?",
        "club.toml:6:9: /claims/email: ",
        "club.toml:9:1: /credentials/properties/client_id/writeonly: this keyword is not supported; did you mean \
         `writeOnly`?",
    ]) {
        assert!(line.starts_with(wanted), "{line}");
    }
    let ended = lint(folder.path(), &["club.toml", "--json"]).await;
    let verdicts: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(ended.code, Some(1));
    assert_eq!((&verdicts[0]["ok"], &verdicts[0]["id"]), (&json!(false), &json!(null)));
    let origin = json!({ "kind": "file", "path": "club.toml", "line": 4, "column": 1 });
    assert_eq!(
        (&verdicts[0]["faults"][1]["pointer"], &verdicts[0]["faults"][1]["origin"]),
        (&json!("/scpoes"), &origin)
    );
}

/// DF-01, DF-06: what a reload rejects is rejected here, without affecting other files.
#[tokio::test]
async fn what_no_folder_takes_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("good.toml"), GOOD).unwrap();
    for (name, text) in [("open.toml", GOOD), ("x.schema.json", "{}"), (".x.toml", GOOD), ("x.yaml", "")] {
        fs::write(path(name), text).unwrap();
    }
    fs::set_permissions(path("open.toml"), fs::Permissions::from_mode(0o666)).unwrap();
    fs::write(path("official.toml"), GOOD.replace("club", "google")).unwrap();
    fs::write(path("large.toml"), vec![b'#'; 1024 * 1024 + 1]).unwrap();
    fs::create_dir(path("folder.toml")).unwrap();
    fs::create_dir(path("folder")).unwrap();
    for (file, says) in [
        ("absent.toml", "the file does not exist"),
        ("folder", "this is a folder; name the files in it, as `FOLDER/*.toml` does"),
        ("open.toml", "this file is writable by every user"),
        ("large.toml", "the file is larger than 1024 KiB"),
        ("folder.toml", "this is not a regular file"),
        ("x.schema.json", "this is a credentials schema"),
        (".x.toml", "files whose names start with a dot are not read"),
        ("x.yaml", "the name of a definition file must end in .toml or .json"),
        ("official.toml", "/id: the id `google` belongs to an official definition"),
    ] {
        let ended = lint(folder.path(), &[file, "good.toml"]).await;
        let lines: Vec<&str> = ended.stdout.lines().collect();
        assert!(lines[0].starts_with(&format!("{file}:1:1: {says}")), "{}", ended.stdout);
        assert_eq!(lines[1..], ["good.toml: OK: club (Club), oidc", "1 fault"], "{file}");
        assert_eq!((ended.code, &*ended.stderr), (Some(1), ""), "{file}");
    }
    fs::write(path("twin.toml"), GOOD).unwrap();
    let ended = lint(folder.path(), &["good.toml", "twin.toml"]).await;
    assert!(
        ended.stdout.starts_with("good.toml:1:1: /id: the id `club` is also used in twin.toml"),
        "{}",
        ended.stdout
    );
}

/// An editor and a pipe hand over what is no file yet.
#[tokio::test]
async fn standard_input_is_a_file_of_this_folder() {
    let folder = tempfile::tempdir().unwrap();
    let lint = async |input: &str, more: &[&str]| {
        run_with_input(folder.path(), &[&["provider", "lint", "-"], more].concat(), &[], input).await
    };
    let fine = |says: &str| Ended { code: Some(0), stdout: says.to_owned(), stderr: String::new() };
    assert_eq!(lint(GOOD, &["-"]).await, fine("-: OK: club (Club), oidc\nno faults\n"));
    let json = " {\"id\":\"mine\",\"name\":\"X\",\"protocol\":\"oidc\",\"credentials\":{\"properties\":{}}}";
    assert_eq!(lint(json, &[]).await, fine("-: OK: mine (X), oidc\nno faults\n"));

    let external_schema =
        GOOD.replace("[credentials]\nproperties = {}", "credentials = { \"$ref\" = \"c.schema.json\" }");
    let missing = lint(&external_schema, &[]).await;
    assert_eq!(missing.code, Some(1));
    assert!(missing.stdout.starts_with("-:4:") && missing.stdout.contains("c.schema.json"), "{}", missing.stdout);
    fs::write(folder.path().join("c.schema.json"), "{\"properties\":{}}").unwrap();
    assert_eq!(lint(&external_schema, &[]).await.code, Some(0), "found in the same folder");

    fs::write(folder.path().join("club.toml"), GOOD).unwrap();
    let twins = lint(GOOD, &["club.toml", "--json"]).await;
    let verdicts: Value = serde_json::from_str(&twins.stdout).unwrap();
    assert_eq!((twins.code, &verdicts[0]["path"], &verdicts[1]["path"]), (Some(1), &json!("-"), &json!("club.toml")));
    for (input, says) in [
        ("id = ", "-:1:6: "),
        ("", "-:1:1: /id: "),
        (&"#".repeat(1024 * 1024 + 1), "-:1:1: the file is larger than 1024 KiB"),
    ] {
        let ended = lint(input, &[]).await;
        assert!(ended.code == Some(1) && ended.stdout.starts_with(says), "{says}: {}", ended.stdout);
    }
}
