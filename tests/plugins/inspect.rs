//! What the guide tells people to do, done: look at a plugin, pin it, sign in with the real program.

use std::fs;

use axum::response::IntoResponse as _;
use vestibule_tests::{
    installation::{Installation, state_line},
    run, run_with_closed_stdout,
};

use crate::{
    server::{compile, library},
    upstream::{Upstream, back},
};

/// The lines that `plugin inspect` prints to pin a file under a name, up to its providers.
pub(crate) async fn pinned(installation: &Installation, file: &str) -> String {
    let inspected = installation.run(&["plugin", "inspect", file]).await;
    assert_eq!((inspected.code, inspected.stderr.as_str()), (Some(0), ""), "{}", inspected.stdout);
    let (_, lines) = inspected.stdout.split_once("(`path` is relative to that file):\n\n").unwrap();
    lines.split("\n[providers.").next().unwrap().to_owned()
}

/// PL-01: inspect, two lines of configuration, sign in.
#[tokio::test]
async fn a_plugin_is_inspected_pinned_and_used() {
    let upstream = Upstream::start(|asked| match asked.path.as_str() {
        "/enter" => back(&asked.query["back"], &[]),
        _ => axum::response::Json("7").into_response(),
    })
    .await;
    let installation = Installation::new();
    let file = installation.path("libvestibule_plugin_fixture.so");
    fs::copy(library("fixture"), &file).unwrap();
    let inspected = installation.run(&["plugin", "inspect", "libvestibule_plugin_fixture.so"]).await;
    assert_eq!((inspected.code, inspected.stderr.as_str()), (Some(0), ""), "{}", inspected.stdout);
    for line in [
        "abi       1 (table of 24 bytes)",
        "provider  fixture (Fixture)",
        "  reaches   {url}",
        "  issuer    plugin:fixture",
        "  requires  mode, url",
        "  may have  nothing",
    ] {
        assert!(inspected.stdout.lines().any(|said| said == line), "{line} is not in {}", inspected.stdout);
    }
    assert!(!installation.path("data").exists(), "looking enables nothing");
    // The printed lines are those to write; what only the operator knows is left open.
    let lines = pinned(&installation, "libvestibule_plugin_fixture.so").await;
    let (_, provider) = inspected.stdout.split_once(&lines).unwrap();
    let provider = provider.replace("mode = \"…\"", "mode = \"good\"").replace('…', &upstream.base);
    installation.configure(&format!("{lines}{provider}"));
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    assert!(!installation.path("data").exists(), "a check writes nothing");
    let mut program = installation.serve().await;
    program.until_log(&state_line("fixture", "ready")).await;
    let browser = installation.browser();
    let there = browser.get("/api/auth/providers/fixture/authorize").await.location().unwrap();
    let callback = browser.get(there).await.location().unwrap();
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["name"], "Ada");

    // Switched off, or with another hash, its providers are out of service and say why; the rest of the program goes on.
    let off = lines.replace("enabled = true", "enabled = false");
    installation.configure(&format!("{off}{provider}"));
    let checked = installation.run(&["check"]).await;
    assert!(checked.stdout.contains("there is no definition `fixture`"), "{}", checked.stdout);
    let hash = lines.split("sha256 = \"").nth(1).unwrap()[..64].to_owned();
    installation.configure(&format!("{}{provider}", lines.replace(&hash, &"0".repeat(64))));
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.stdout.contains("its SHA-256 is") && checked.stdout.contains("config.toml:5:10"),
        "{}",
        checked.stdout
    );
    program.terminate().await;
}

#[tokio::test]
async fn whoever_stopped_reading_has_received_enough() {
    let folder = tempfile::tempdir().unwrap();
    let file = library("fixture");
    let ended = run_with_closed_stdout(folder.path(), &["plugin", "inspect", file.to_str().unwrap()]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

/// What a server would refuse of a definition is reported before anybody enables it.
#[tokio::test]
async fn a_definition_that_no_server_takes_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.so");
    for (id, name, more, credentials, reason) in [
        ("club", "Club", "", r#"{"properties":{}}"#, ""),
        ("github", "Club", "", r#"{"properties":{}}"#, "/id: the id `github` belongs to an official definition"),
        ("club", "", "", r#"{"properties":{}}"#, "/name: the name is empty"),
        ("club", "Club", r#""homepage":"club","#, r#"{"properties":{}}"#, "/homepage: this must be an address"),
        (
            "club",
            "Club",
            "",
            r#"{"properties":{"key":{"type":"string"}},"required":["kye"]}"#,
            "there is no property `kye`",
        ),
        ("club", "Club", "", r#"{"properties":{"a key":{"type":"string"}}}"#, "a credential's name is"),
    ] {
        let definition =
            format!(r#"{{"id":"{id}","name":"{name}",{more}"hosts":["club.example"],"credentials":{credentials}}}"#);
        let describe = format!(r#"{{"v":1,"type":"definitions","definitions":[{definition}]}}"#);
        compile("tests/plugins/fixture.c", &[&format!("-DDESCRIBE={describe:?}")], &path);
        let ended = run(folder.path(), &["plugin", "inspect", "p.so"], &[]).await;
        assert_eq!(ended.code, Some(i32::from(!reason.is_empty())), "{}", ended.stderr);
        assert!(ended.stderr.contains(reason) && ended.stderr.is_empty() == reason.is_empty(), "{}", ended.stderr);
        assert!(!ended.stderr.contains("replaces_official"), "a plugin has no word for that: {}", ended.stderr);
    }
}

#[tokio::test]
async fn what_is_no_plugin_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.so"), "no library").unwrap();
    for (file, reason) in [("notes.so", "not a shared library"), ("absent.so", "there is no such file")] {
        let ended = run(folder.path(), &["plugin", "inspect", file], &[]).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
        assert!(ended.stderr.starts_with(file) && ended.stderr.contains(reason), "{}", ended.stderr);
    }
}
