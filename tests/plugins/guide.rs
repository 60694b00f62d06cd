//! What README.md and docs/plugins.md tell people to do, done with their code blocks as they stand: build, test, look,
//! write the lines, sign in.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use axum::response::{IntoResponse as _, Json};
use serde_json::json;
use vestibule_core::clock::{Clock as _, SystemClock};
use vestibule_tests::installation::{Installation, state_line};

use crate::{
    steam::steam,
    upstream::{Upstream, back},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The code blocks of a language below a heading of a page, up to the next heading.
fn blocks(page: &str, heading: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).expect(heading);
    let section = section.split("\n## ").next().unwrap();
    let opening = format!("\n```{language}\n");
    let inside = section.split(&opening).skip(1);
    inside.map(|block| block.split("\n```").next().unwrap().to_owned() + "\n").collect()
}

/// Runs commands in a folder, and returns what they say. What they build is kept between runs, apart from what the tests are
/// built into, which is in use.
fn run(commands: &str, folder: &Path) -> Result<String, String> {
    let mut sh = Command::new("sh");
    sh.args(["-ec", commands]).current_dir(folder).env("CARGO_TARGET_DIR", built()).env("CARGO_NET_OFFLINE", "true");
    let done = sh.output().unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if done.status.success() { Ok(said) } else { Err(said) }
}

/// Runs the cargo commands of a block.
fn build(commands: &str, folder: &Path) {
    let cargo: Vec<&str> = commands.lines().filter(|line| line.starts_with("cargo ")).collect();
    assert!(!cargo.is_empty(), "{commands}");
    run(&cargo.join("\n"), folder).unwrap_or_else(|said| panic!("{cargo:?}\n{said}"));
}

fn built() -> PathBuf {
    root().join("target/guide")
}

/// An installation in whose folder `target` is where things were built.
fn installation() -> Installation {
    let installation = Installation::new();
    fs::create_dir_all(built()).unwrap();
    std::os::unix::fs::symlink(built(), installation.path("target")).unwrap();
    installation
}

/// The lines of `vestibule plugin inspect FILE` for `config.toml`.
async fn inspect(installation: &Installation, commands: &str) -> String {
    let words = commands.lines().find_map(|line| line.strip_prefix("vestibule ")).unwrap();
    let inspected = installation.run(&words.split(' ').collect::<Vec<_>>()).await;
    assert_eq!((inspected.code, inspected.stderr.as_str()), (Some(0), ""), "{}", inspected.stdout);
    inspected.stdout.split_once("(`path` is relative to that file):\n\n").unwrap().1.to_owned()
}

/// Starts the server, signs in with a provider, and returns the person's name.
async fn sign_in(installation: &Installation, provider: &str) -> String {
    let mut program = installation.serve().await;
    program.until_log(&state_line(provider, "ready")).await;
    let browser = installation.browser();
    let there = browser.get(format!("/api/auth/providers/{provider}/authorize")).await.location().unwrap();
    let callback = browser.get(there).await.location().unwrap();
    let answer = browser.get(callback).await;
    assert_eq!(answer.header("location"), Some("/"), "{}", answer.body);
    let session = browser.get_json("/api/auth/session").await.json();
    program.terminate().await;
    session["user"]["name"].as_str().unwrap().to_owned()
}

/// An office that gives one ticket, and says whose it is to whoever has the key.
async fn office() -> Upstream {
    Upstream::start(|asked| match asked.path.as_str() {
        "/enter" => back(&asked.query["back"], &[("ticket", "t/1")]),
        "/tickets/t%2F1" if asked.authorization == "Bearer the-key" => {
            Json(json!({ "id": "7", "name": "Ada" })).into_response()
        }
        _ => http::StatusCode::NOT_FOUND.into_response(),
    })
    .await
}

/// PL-01: what is pinned is what was built, from nothing to a sign-in.
#[tokio::test]
async fn the_plugin_of_the_guide_is_built_tested_pinned_and_used() {
    const HEADING: &str = "A plugin in fifteen minutes";
    let office = office().await;
    let installation = installation();
    let path = |name: &str| installation.path(name);
    let (manifest, code) = (blocks("docs/plugins.md", HEADING, "toml"), blocks("docs/plugins.md", HEADING, "rust"));
    fs::create_dir(path("src")).unwrap();
    fs::create_dir(path("tests")).unwrap();
    let kit = root().join("crates/plugin");
    fs::write(path("Cargo.toml"), manifest[0].replace("../vestibule/crates/plugin", kit.to_str().unwrap())).unwrap();
    // The versions that this repository builds with, so that nothing is downloaded.
    fs::copy(root().join("Cargo.lock"), path("Cargo.lock")).unwrap();
    fs::write(path("src/lib.rs"), &code[0]).unwrap();
    fs::write(path("tests/flow.rs"), &code[1]).unwrap();
    let commands = blocks("docs/plugins.md", HEADING, "sh").remove(0);
    build(&commands, installation.folder());
    let lines = inspect(&installation, &commands).await;
    let lines = lines.replace("url = \"…\"", &format!("url = \"{}\"", office.base)).replace('…', "the-key");
    installation.configure(&lines);
    assert_eq!(sign_in(&installation, "tickets").await, "Ada");
    // PL-04: the one way of these that can be seen when a plugin is built.
    let said = run("cargo rustc --release --lib -- -C panic=abort", installation.folder()).unwrap_err();
    assert!(said.contains("a plugin with panic = \"abort\" could end the server"), "{said}");
}

#[tokio::test]
async fn the_plugin_of_the_readme_is_built_pinned_and_used() {
    const HEADING: &str = "Providers that need a plugin";
    let now = SystemClock.now().timestamp();
    let upstream = Upstream::start(move |asked| steam(now, asked)).await;
    let installation = installation();
    let (commands, lines) =
        (blocks("README.md", HEADING, "sh").remove(0), blocks("README.md", HEADING, "toml").remove(0));
    build(&commands, root());
    let printed = inspect(&installation, &commands).await;
    let sha256 = printed.split("sha256 = \"").nth(1).unwrap()[..64].to_owned();
    let lines = lines.replace('…', &sha256);
    // Steam is where the credentials say, for whoever tests.
    let base = &upstream.base;
    let here = format!("community_url = \"{base}\"\napi_url = \"{base}\"\napi_key = \"the-key\"\n");
    installation.configure(&format!("{lines}[providers.steam.credentials]\n{here}"));
    assert_eq!(sign_in(&installation, "steam").await, "Rabscuttle");
    let printed: Vec<&str> = printed.lines().filter(|line| !line.is_empty()).collect();
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let line = line.split(" # ").next().unwrap();
        assert!(printed.contains(&line), "`inspect` prints {line} too: {printed:#?}");
    }
}
