//! What a release ships, by the words of `docs/install.md`: the Debian package, the one file and the container each lead to
//! somebody who is signed in, and the time that it took is printed. What is in `deploy/` for other programs is read by these
//! programs. `cargo dev test --only packages` makes the packages and a minimal Debian, gets the programs, and runs these.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops where it fails, and says what installing took"
)]

mod chart;
mod container;
mod debian;
mod one_file;
mod watching;

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
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
    let output = command(program.as_ref(), arguments).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{:?} {arguments:?}: {said}", program.as_ref());
    text(&output.stdout).trim_end().to_owned()
}

/// A command with nothing of our own environment but the search path: `VESTIBULE_…` names settings.
fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path))).stdin(Stdio::null());
    command
}

/// A server, and what was started to start it.
struct Server {
    program: Program,
    _group: Group,
}

/// The processes of one group: buildah is not the server, and does not take it along when it is killed.
struct Group(u32);

impl Drop for Group {
    fn drop(&mut self) {
        let _ = std::process::Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0)]).status();
    }
}

impl Server {
    async fn until_ready(mut self) -> Self {
        self.program.until_log("\"provider\":\"op\",\"state\":\"ready\"").await;
        self
    }
}

/// A server whose outputs are read.
fn start(program: impl AsRef<OsStr>, arguments: &[&str], variables: &[(&str, &str)]) -> Server {
    let mut command = command(program, arguments);
    command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.process_group(0);
    let program = Program::spawn(command);
    Server { _group: Group(program.id()), program }
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

/// What a person waits for on the way from the files of a release to being signed in.
struct Timed {
    way: &'static str,
    begun: Instant,
    /// When the last step ended.
    last: Instant,
    steps: Vec<(&'static str, Duration)>,
}

impl Timed {
    fn begin(way: &'static str) -> Self {
        let now = Instant::now();
        Self { way, begun: now, last: now, steps: Vec::new() }
    }

    fn step(&mut self, name: &'static str) {
        let now = Instant::now();
        self.steps.push((name, now - self.last));
        self.last = now;
    }

    /// What was done since the last step is the test's.
    fn pause(&mut self) {
        let between = self.last.elapsed();
        self.last += between;
        self.begun += between;
    }

    /// Prints it. Within a minute is what the documentation promises, though not on which machine; ten are a fault.
    fn end(self) {
        let seconds = |time: Duration| format!("{:.1} s", time.as_secs_f64());
        let steps: Vec<_> = self.steps.iter().map(|(name, time)| format!("{name} {}", seconds(*time))).collect();
        println!("timed: {} to signed in: {} ({})", self.way, seconds(self.last - self.begun), steps.join(", "));
        assert!(self.last - self.begun < Duration::from_secs(600), "installing takes a minute, and not ten");
    }
}
