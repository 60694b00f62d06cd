//! What a release ships, by the words of `docs/install.md`: the Debian package, the one file and the container each lead to
//! somebody who is signed in. `cargo dev test --only packages` makes the packages and a minimal Debian, and runs these.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod container;
mod debian;
mod one_file;

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;
use vestibule_demo_idp::DemoIdp;
use vestibule_tests::{
    Browser, Program,
    installation::{Installation, provider},
};

/// A folder that the step has made.
fn folder(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("{variable}: see the documentation of this file"))
}

/// The one file of `target/package` whose name ends so.
fn packaged(end: &str) -> PathBuf {
    let mut files = fs::read_dir(folder("VESTIBULE_PACKAGES")).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.to_str().unwrap().ends_with(end)).unwrap_or_else(|| panic!("no *{end}"))
}

/// Runs a command that has to succeed, and returns what it prints.
async fn succeed(program: impl AsRef<OsStr>, arguments: &[&str]) -> String {
    let output = Command::new(program.as_ref()).args(arguments).stdin(Stdio::null()).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{:?} {arguments:?}: {said}", program.as_ref());
    text(&output.stdout).trim_end().to_owned()
}

/// A server whose outputs are read.
fn start(program: impl AsRef<OsStr>, arguments: &[&str], variables: &[(&str, &str)]) -> Program {
    let mut command = Command::new(program);
    command.args(arguments).envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    Program::spawn(command)
}

/// The configuration as an administrator edits it: where it is, and the provider `op`.
fn edited(text: &str, installation: &Installation, op: &DemoIdp) -> String {
    let place = |line: &&str| !line.starts_with("public_url =") && !line.starts_with("listen =");
    let rest: String = text.lines().filter(place).map(|line| format!("{line}\n")).collect();
    let public_url = installation.base.origin().ascii_serialization();
    let address = installation.address();
    format!("public_url = \"{public_url}\"\nlisten = \"{address}\"\n{rest}\n{}", provider("op", op.issuer()))
}

/// Signs in with the provider, and returns the id of the person.
async fn sign_in(browser: &Browser) -> String {
    browser.sign_in("op").await;
    let session = browser.get_json("/api/auth/session").await;
    assert_eq!(session.status, 200, "{}", session.body);
    session.json()["user"]["id"].as_str().unwrap().to_owned()
}

fn path(parts: &[&Path]) -> String {
    parts.iter().collect::<PathBuf>().to_str().unwrap().to_owned()
}
