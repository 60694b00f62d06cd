//! The README, followed word by word: its commands in an empty folder, then its program at its address, with people in front of it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use http::{Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;
use vestibule_tests::{Answer, Browser};

const JSON: (&str, &str) = ("accept", "application/json");
const AT_HOME: &str = "people_use_what_the_readme_runs";

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of the README in that language, in order, each with the line before it that is not empty.
fn blocks(language: &str) -> Vec<(String, String)> {
    let readme = fs::read_to_string(here().join("README.md")).unwrap();
    let (mut found, mut before, mut lines) = (Vec::new(), String::new(), readme.lines());
    while let Some(line) = lines.next() {
        if let Some(fence) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            if fence == language {
                found.push((before.clone(), text));
            }
        } else if !line.is_empty() {
            line.clone_into(&mut before);
        }
    }
    found
}

/// The application of somebody who has followed the README up to `cargo run`, next to a copy of this repository.
fn followed() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(here().join("../..").canonicalize().unwrap(), folder.path().join("vestibule")).unwrap();
    let commands: Vec<_> = blocks("sh").into_iter().map(|(_, text)| text).collect();
    let [prepare, run] = &*commands else { panic!("commands that prepare and that run: {commands:?}") };
    assert_eq!(run, "cargo run\n");
    // What is downloaded for the tests is enough, and cargo must not take this for a part of the workspace that it tests.
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", prepare]).current_dir(folder.path()).env("CARGO_NET_OFFLINE", "true");
    let ours = env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
    });
    ours.for_each(|name| {
        shell.env_remove(name);
    });
    let done = shell.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let application = folder.path().join("file-sharing");
    for (language, endings) in [("rust", ".rs`:"), ("html", ".html`:")] {
        for (before, text) in blocks(language) {
            let file = before.strip_prefix('`').and_then(|file| file.strip_suffix("`:"));
            let file =
                file.filter(|_| before.ends_with(endings)).unwrap_or_else(|| panic!("a file and not {before:?}"));
            fs::write(application.join(file), text).unwrap();
        }
    }
    (folder, application)
}

fn dependencies(manifest: &Path) -> Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = ["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"];
    let said = Command::new(cargo).args(words).arg(manifest).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said: Value = serde_json::from_slice(&said.stdout).unwrap();
    let manifest = manifest.canonicalize().unwrap();
    let packages = said["packages"].as_array().unwrap();
    let own = packages.iter().find(|one| Path::new(one["manifest_path"].as_str().unwrap()) == manifest).unwrap();
    own["dependencies"].clone()
}

/// The commands make an application with the sources and the dependencies of this one, which is built with the workspace: to
/// build it a second time, as a workspace of its own, takes longer than all other examples together.
#[test]
fn the_commands_make_this_application() {
    let (_folder, application) = followed();
    for file in ["main.rs", "lib.rs", "files.rs", "index.html"] {
        let [ours, theirs] = [here().join("src").join(file), application.join("src").join(file)];
        let ours = fs::read_to_string(ours).unwrap().replace("vestibule_example_file_sharing", "file_sharing");
        assert_eq!(fs::read_to_string(theirs).unwrap(), ours, "{file}");
    }
    let (theirs, ours) = (dependencies(&application.join("Cargo.toml")), dependencies(&here().join("Cargo.toml")));
    let named = |all: &Value| {
        let normal = all.as_array().unwrap().iter().filter(|one| one["kind"].is_null());
        normal.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(named(&theirs), named(&ours));
    for their in theirs.as_array().unwrap() {
        let our = ours.as_array().unwrap().iter().find(|our| our["name"] == their["name"]).unwrap();
        for feature in their["features"].as_array().unwrap() {
            assert!(our["features"].as_array().unwrap().contains(feature), "{}: {feature}", their["name"]);
        }
    }
}

/// The program has an address of its own choice, so it gets a network of its own.
#[test]
fn people_use_the_program_of_the_readme() {
    let test = env::current_exe().unwrap();
    let inside = format!("ip link set lo up && exec {} --exact --ignored --nocapture {AT_HOME}", test.display());
    let mut alone = Command::new("unshare");
    let done = alone.args(["--map-root-user", "--net", "sh", "-c", &inside]).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn upload(browser: &Browser, name: &str, content: &str) -> Answer {
    browser.send(Method::PUT, format!("/files/{name}"), &[JSON], Some(content.to_owned())).await
}

/// "Choose 'Sign in with Pocket ID', and pick a person."
async fn sign_in(browser: &Browser, person: &str) {
    let providers = browser.get_json("/api/auth/providers").await.json();
    assert_eq!(providers["providers"][0]["name"], "Pocket ID");
    let begun = browser.get(providers["providers"][0]["authorize_url"].as_str().unwrap()).await;
    let people = browser.abroad(&begun).await;
    let form = people.form();
    let named = people.body.split("name=\"person\" value=\"").find(|button| button.contains(person)).unwrap();
    let fields = [("interaction", form.value("interaction").unwrap()), ("person", named.split('"').next().unwrap())];
    // The provider is another site.
    let decided = Browser::new(&people.url).post_form(form.action.as_str(), &fields).await;
    let callback = decided.location().unwrap_or_else(|| panic!("{decided:?}"));
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
}

#[tokio::test]
#[ignore = "in a network of its own: people_use_the_program_of_the_readme"]
async fn people_use_what_the_readme_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_vestibule-example-file-sharing"));
    program.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::inherit());
    let mut program = Program(program.spawn().unwrap());
    let base = "http://localhost:3000".parse().unwrap();
    let (amara, joonas, anyone) = (Browser::new(&base), Browser::new(&base), Browser::new(&base));
    let mut again = tokio::time::interval(Duration::from_millis(20));
    while amara.try_get("/").await.is_err() {
        assert_eq!(program.0.try_wait().unwrap(), None, "it ended");
        again.tick().await;
    }
    assert_eq!(amara.get_json("/me").await.body, "null");
    sign_in(&amara, "Amara Okafor").await;
    sign_in(&joonas, "Joonas Lindqvist").await;
    assert_eq!(amara.get_json("/me").await.json()["name"], "Amara Okafor");
    assert_eq!(upload(&amara, "plan.txt", "the plan").await.status, StatusCode::CREATED);
    let id = amara.get_json("/files").await.json()[0]["id"].as_i64().unwrap();
    let shared = amara.send(Method::POST, format!("/files/{id}/share"), &[JSON], None).await.json();
    assert_eq!(anyone.get(shared["link"].as_str().unwrap()).await.body, "the plan");
    assert_eq!(amara.get_json("/usage").await.json()["files"], 1);
    assert_eq!(joonas.get_json("/usage").await.status, StatusCode::FORBIDDEN);
    assert!(amara.get("/account").await.body.contains("action=\"/api/auth/logout\""), "\"Account\" signs out");
    amara.post_form("/api/auth/logout", &[]).await;
    assert_eq!(amara.get_json("/me").await.body, "null");
}
